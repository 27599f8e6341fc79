#!/usr/bin/env bash
# Installs MPI where none is, and builds a program of Distributed/ in .build-mpi/release.
#
#   scripts/mpi.sh [PRODUCT]     feedforward-mpi by default
#
# MPI=mpich takes MPICH instead of Open MPI, and .build-mpich; both may be installed.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${MPI:-openmpi} in
  openmpi) name=ompi-c build=.build-mpi ;;
  mpich) name=mpich build=.build-mpich ;;
  *)
    echo "MPI is $MPI; expected openmpi or mpich." >&2
    exit 64
    ;;
esac
if ! pkg-config --exists "$name" || ! command -v "mpirun.${MPI:-openmpi}" mpirun > /dev/null; then
  scripts/setup.sh "${MPI:-openmpi}"
fi
FEEDFORWARD_MPI=$name swift build -c release -debug-info-format none --package-path Distributed \
  --scratch-path "$build" --product "${1:-feedforward-mpi}"
