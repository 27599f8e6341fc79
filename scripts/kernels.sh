#!/usr/bin/env bash
# Every kernel against plain loops, in each instruction set of this processor, and which of them give the same bits:
#
#   scripts/kernels.sh [arm] [SEED]     arm: in NEON too, under qemu on a processor without it
#
# Ends with 1 if an error bound is exceeded.
set -euo pipefail
cd "$(dirname "$0")/.."

case $(uname -m) in arm64 | aarch64) baseline=neon ;; *) baseline=sse2 ;; esac
emulated=
if [ "${1-}" = arm ]; then
  shift
  [ $baseline = neon ] || emulated=neon
fi
seed=${1:-$RANDOM}
work=.build/kernels
rm -rf $work
mkdir -p $work

# build PROGRAM FLAG…
build() {
  local program=$work/$1
  shift
  clang -O2 -Wall -Wextra -Werror "$@" -ISources/CKernels/include Tests/Kernels/*.c Sources/CKernels/*.c -lm \
    -o "$program"
}
build native &
[ -z $emulated ] || build arm64 --target=aarch64-linux-gnu -static
wait $!

# run NAME SET COMMAND…: the lines of the instruction set, under the name it goes by here; none where there is no such.
files=()
failed=
run() {
  local name=$1 instructions=$2 status=0
  shift 2
  "$@" "$seed" "$instructions" > $work/"$name" || status=$?
  [ $status = 2 ] || files+=("$name")
  [ $status = 0 ] || [ $status = 2 ] || failed+=" $name"
}
run avx512 avx512 $work/native
run avx2 avx2 $work/native
run $baseline baseline $work/native
[ -z $emulated ] || run $emulated baseline qemu-aarch64 $work/arm64

echo "Seed $seed. The first digits of each hash; the largest error in units of the last place, and in its bound."
(cd $work && awk '
  FNR == 1 { set[++sets] = FILENAME }
  !($1 in error) { kernel[++kernels] = $1 }
  {
    hash[$1, sets] = $2
    if ($3 >= error[$1]) error[$1] = $3
    if ($4 + 0 > part[$1]) part[$1] = $4 + 0
  }
  # The sets, with a bar between those of different bits.
  function groups(name,    i, j, text, listed) {
    for (i = 1; i <= sets; i++) {
      if (i in listed || !((name, i) in hash)) continue
      if (text) text = text " |"
      for (j = i; j <= sets; j++)
        if ((name, j) in hash && hash[name, j] == hash[name, i]) { text = text " " set[j]; listed[j] }
    }
    return text
  }
  END {
    printf "\n%-42s", "kernel"
    for (i = 1; i <= sets; i++) printf "%-10s", set[i]
    printf "%-10s %8s %6s\n", "bits", "error", "bound"
    for (k = 1; k <= kernels; k++) {
      name = kernel[k]
      group = groups(name)
      if (!count[group]++) order[++kinds] = group
      printf "%-42s", name
      for (i = 1; i <= sets; i++) printf "%-10s", (name, i) in hash ? substr(hash[name, i], 1, 8) : "-"
      printf "%-10s %8.3f %5.0f%%\n", index(group, "|") ? "differs" : "same bits", error[name], part[name]
    }
    print "\nKernels with the same bits in the sets between two bars:"
    for (k = 1; k <= kinds; k++) printf "%5d %s\n", count[order[k]], order[k]
  }' "${files[@]}")
[ -z "$failed" ] || { echo "FAILED:$failed" >&2; exit 1; }
