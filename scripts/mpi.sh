#!/usr/bin/env bash
# Makes sure that MPI and the program `feedforward-mpi` are there: installs Open MPI where no MPI is, and builds.
#
#   scripts/mpi.sh         then the path of the program is printed last
#
# FEEDFORWARD_MPI=mpich builds with MPICH instead of Open MPI.
set -euo pipefail
cd "$(dirname "$0")/.."

library=${FEEDFORWARD_MPI:-ompi-c}
if ! command -v mpirun > /dev/null || ! pkg-config --exists "$library"; then
  scripts/setup.sh "$([ "$library" = mpich ] && echo mpich || echo openmpi)"
fi
swift build -c release -debug-info-format none --package-path Distributed --scratch-path .build-mpi \
  --product feedforward-mpi >&2
echo .build-mpi/release/feedforward-mpi
