#!/usr/bin/env bash
# Gives every reader of files what libFuzzer makes up, under AddressSanitizer (and the C code under
# UndefinedBehaviorSanitizer):
#
#   scripts/fuzz.sh [SECONDS [READER…]]    each reader that long, 60 by default; one on each processor
#
# What crashes a reader is written to Tests/ReplayTests/Seeds/READER/crash-…, where `make test` replays it from then on.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
shift || true
build=(--package-path Tests/Fuzz --scratch-path .build-fuzz -c release --sanitize address)
flags=(-Xswiftc -enable-testing -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld
  -Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=undefined)
swift build "${build[@]}" "${flags[@]}"
# What a static of Swift's holds looks like a leak.
export ASAN_OPTIONS=detect_leaks=0
program=$(swift build "${build[@]}" --show-bin-path)/Fuzz
"$program" samples .build-fuzz/samples
readers=("$@")
[ ${#readers[@]} -gt 0 ] || mapfile -t readers < <("$program")

fuzz() {
  local seeds=Tests/ReplayTests/Seeds/$1 samples=.build-fuzz/samples/$1
  local found=.build-fuzz/found/$1 log=.build-fuzz/$1.log
  mkdir -p "$seeds" "$samples" "$found"
  if nice "$program" "$1" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -malloc_limit_mb=1024 \
    -max_len=16384 -print_final_stats=1 -artifact_prefix="$seeds/" "$found" "$seeds" "$samples" > "$log" 2>&1; then
    printf '%-12s %s runs, %s\n' "$1" "$(awk '/stat::number_of_executed_units/ {print $2}' "$log")" \
      "$(grep -oE 'cov: [0-9]+ ft: [0-9]+' "$log" | tail -1)"
  else
    printf '%-12s FOUND something: %s\n' "$1" "$log"
    grep -E 'SUMMARY|Fatal error|Test unit written' "$log" | head -5
    return 1
  fi
}
export -f fuzz
export program seconds
printf '%s\n' "${readers[@]}" | xargs -P "$(nproc)" -I{} bash -c 'fuzz {}'
