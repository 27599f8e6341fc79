#!/usr/bin/env bash
# Makes sure that a build can start: the Swift toolchain, OpenBLAS, LAPACKE and zlib are there, the libraries installed
# by apt if need be. Does nothing, and asks for nothing, where all of them are.
set -euo pipefail

stop() {
  echo "$*" >&2
  exit 1
}

have() { command -v "$1" > /dev/null; }

# Homebrew's OpenBLAS holds LAPACKE too, and lies outside the usual search path.
libraries_found() {
  if [ "$(uname)" = Darwin ]; then
    have brew && [ -e "$(brew --prefix openblas)/include/lapacke.h" ]
  else
    have pkg-config && pkg-config --exists openblas lapacke zlib
  fi
}

packages=(libopenblas-dev liblapacke-dev zlib1g-dev pkg-config)

install_with_apt() {
  local privileged=(env DEBIAN_FRONTEND=noninteractive)
  local install=(apt-get install -qq -y --no-install-recommends)
  if [ "$(id -u)" -ne 0 ]; then
    have sudo || stop "Install ${packages[*]} as root (there is no sudo here), then try again."
    privileged=(sudo "${privileged[@]}")
  fi
  "${privileged[@]}" apt-get update -qq && "${privileged[@]}" "${install[@]}" "${packages[@]}"
}

have swift ||
  stop "Install the Swift toolchain, 6.2 or later (https://www.swift.org/install), so that 'swift' is on the PATH."

if ! libraries_found; then
  have apt-get ||
    stop "Install OpenBLAS, LAPACKE and zlib with their headers, and pkg-config (on macOS: brew install openblas)."
  echo "Installing OpenBLAS, LAPACKE and zlib with apt-get."
  install_with_apt || { sleep 5 && install_with_apt; } ||
    stop "apt-get could not install ${packages[*]}; install them, then try again."
  libraries_found ||
    stop "OpenBLAS, LAPACKE and zlib are installed, but pkg-config does not find them; look at PKG_CONFIG_PATH."
fi
