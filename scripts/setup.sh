#!/usr/bin/env bash
# Makes sure that a build can start: the Swift toolchain, OpenBLAS, LAPACKE and zlib are there, the libraries installed
# by apt if need be. Does nothing, and asks for nothing, where all of them are.
#
#   scripts/setup.sh [arm|pages|openmpi|mpich]
#
#   arm      also what it takes to link for arm64, and to run that on another processor
#   pages    also Chromium and its driver
#   openmpi  also MPI; or mpich
set -euo pipefail

stop() {
  echo "$*" >&2
  exit 1
}

have() { command -v "$1" > /dev/null; }

# macOS has BLAS and LAPACK of its own, Accelerate, and zlib.
libraries_found() {
  [ "$(uname)" = Darwin ] || { have pkg-config && pkg-config --exists blas lapacke zlib; }
}

# On arm64 there is nothing to emulate.
emulator_found() {
  case $(uname -m) in arm64 | aarch64) return ;; esac
  have qemu-aarch64 && have aarch64-linux-gnu-ld && [ -e /usr/aarch64-linux-gnu/lib/libc.a ]
}

install_with_apt() {
  local privileged=(env DEBIAN_FRONTEND=noninteractive)
  local install=(apt-get install -qq -y --no-install-recommends)
  if [ "$(id -u)" -ne 0 ]; then
    have sudo || stop "Install $* as root (there is no sudo here), then try again."
    privileged=(sudo "${privileged[@]}")
  fi
  "${privileged[@]}" apt-get update -qq && "${privileged[@]}" "${install[@]}" "$@"
}

# provide WHAT PACKAGE…
provide() {
  local what=$1
  shift
  echo "Installing $what with apt-get."
  install_with_apt "$@" || { sleep 5 && install_with_apt "$@"; } ||
    stop "apt-get could not install $*; install them, then try again."
}

have swift ||
  stop "Install the Swift toolchain, 6.2 or later (https://www.swift.org/install), so that 'swift' is on the PATH."

if ! libraries_found; then
  have apt-get ||
    stop "Install OpenBLAS, LAPACKE and zlib with their headers, and pkg-config."
  provide "OpenBLAS, LAPACKE and zlib" libopenblas-dev liblapacke-dev zlib1g-dev pkg-config
  libraries_found ||
    stop "OpenBLAS, LAPACKE and zlib are installed, but pkg-config does not find them; look at PKG_CONFIG_PATH."
fi

if [ "${1-}" = arm ] && ! emulator_found; then
  have apt-get || stop "Install qemu's user emulation of aarch64, and a linker and a C library for aarch64-linux-gnu."
  provide "qemu, and a C library for arm64" qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross
  emulator_found || stop "A C library for arm64 is installed, but not in /usr/aarch64-linux-gnu."
fi

if [ "${1-}" = pages ] && ! { have chromium && have chromedriver; }; then
  have apt-get || stop "Install chromium and chromedriver."
  provide "Chromium" chromium chromium-driver
fi

case ${1-} in
  openmpi | mpich)
    have apt-get || stop "Install Open MPI or MPICH with its headers, and mpirun."
    packages=(libmpich-dev mpich)
    if [ "$1" = openmpi ]; then packages=(libopenmpi-dev openmpi-bin); fi
    provide "MPI" "${packages[@]}"
    ;;
esac
