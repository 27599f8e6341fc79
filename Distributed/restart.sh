#!/usr/bin/env bash
# Starts a training anew, up to K times, when a process of it was killed; it goes on from the checkpoint.
#
#   restart.sh K CHECKPOINT COMMAND…
#   restart.sh 3 run.checkpoint mpirun -n 4 feedforward-mpi train t.csv --target y --checkpoint run.checkpoint …
#
# What an error has ended (an option, the data, numbers that are not finite), or a signal that asked for it, is not
# started again.
set -uo pipefail

[ $# -ge 3 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 64; }
left=$1 checkpoint=$2
shift 2
resume=()
while true; do
  "$@" ${resume[@]+"${resume[@]}"}
  code=$?
  # 128 and the number of a signal, or the number alone where MPICH's mpirun says it: all but SIGINT and SIGTERM.
  case $code in [0-2] | 15 | 6[4-9] | [7-9]? | 1[01]? | 12[0-8] | 130 | 143) exit "$code" ;; esac
  [ "$left" -gt 0 ] || exit "$code"
  echo "Ended by signal $((code % 128)); started again, $left at most." >&2
  left=$((left - 1))
  if [ -e "$checkpoint" ]; then resume=(--resume "$checkpoint"); fi
done
