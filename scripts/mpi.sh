#!/usr/bin/env bash
# Installs Open MPI where no MPI is, and builds a program of Distributed/ in .build-mpi/release.
#
#   scripts/mpi.sh [PRODUCT]     feedforward-mpi by default
#
# FEEDFORWARD_MPI=mpich builds with MPICH instead of Open MPI.
set -euo pipefail
cd "$(dirname "$0")/.."

library=${FEEDFORWARD_MPI:-ompi-c}
if ! command -v mpirun > /dev/null || ! pkg-config --exists "$library"; then
  scripts/setup.sh "$([ "$library" = mpich ] && echo mpich || echo openmpi)"
fi
swift build -c release -debug-info-format none --package-path Distributed --scratch-path .build-mpi \
  --product "${1:-feedforward-mpi}"
