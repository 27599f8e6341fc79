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
  # 128 and the number of a signal: all but SIGINT and SIGTERM.
  if [ "$code" -le 128 ] || [ "$code" = 130 ] || [ "$code" = 143 ] || [ "$left" -le 0 ]; then exit "$code"; fi
  echo "Ended by signal $((code - 128)); started again, $left at most." >&2
  left=$((left - 1))
  if [ -e "$checkpoint" ]; then resume=(--resume "$checkpoint"); fi
done
