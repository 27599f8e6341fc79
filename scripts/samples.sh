#!/usr/bin/env bash
# Builds and runs every code sample of the README and the guides, and the small packages in Examples.
#
#   scripts/samples.sh [PAGE ...]     all pages, or those that are named, such as FirstNetwork
#
# The rules, which a reader can see in the page:
#   - The ```swift blocks of a page are one program, in their order; a block that begins with
#     `// Package.swift` is none of it.
#   - The ```sh blocks of a page are run after the program, in the same new folder; `feedforward` is
#     the command built here.
#   - `// → text` (in the shell `# → text`) says that a line of the output is exactly that text, one after another.
#   - An Example is checked by the same rule.
#
# Everything goes into .build-samples, the engine once.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=$root/.build-samples
package=$work/package
PATH=$root/.build/release:$PATH

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# blocks LANGUAGE FILE: the blocks of a language, each after a line that says where it stands.
blocks() {
  awk -v language="$1" -v file="$root/$2" '
    /^```/ { inside = !inside && $0 == "```" language; fresh = inside; open = !open; if (!open) inside = 0; next }
    !inside { next }
    fresh && /^\/\/ Package\.swift/ { inside = 0; next }
    fresh && language == "swift" { printf "#sourceLocation(file: \"%s\", line: %d)\n", file, FNR }
    { fresh = 0; print }' "$2"
}

# check OUTPUT SOURCE NAME: every `→ text` of the source is a line of the output, in this order.
check() {
  sed -nE 's/^.*(\/\/|#) → (.*)$/\2/p' "$2" > "$work/expected"
  [ -s "$work/expected" ] || return 0
  awk -v name="$3" '
    NR == FNR { expected[++count] = $0; next }
    found < count && $0 == expected[found + 1] { found++ }
    END {
      if (found == count) exit
      printf "%s: expected the line “%s”, number %d of those said\n", name, expected[found + 1], found + 1
      exit 1
    }' "$work/expected" "$1" >&2 || { sed 's/^/    /' "$1" >&2; fail "$3"; }
}

pages=$(grep -lE '^```(swift|sh)$' README.md Sources/*/*.docc/*.md)
examples=$(cd Examples && for folder in */; do [ -e "$folder/check.sh" ] || echo "${folder%/}"; done)
chosen() { [ -z "$wanted" ] || grep -qw "$1" <<< "$wanted"; }
wanted=$*

rm -rf "$package/Sources" "$work/run"
mkdir -p "$package/Sources" "$work/run"
targets=
for page in $pages; do
  name=$(basename "$page" .md)
  chosen "$name" || continue
  mkdir -p "$work/run/$name"
  blocks sh "$page" > "$work/run/$name.sh"
  blocks swift "$page" > "$work/run/$name.swift"
  [ -s "$work/run/$name.swift" ] || continue
  mkdir -p "$package/Sources/$name.sample"
  cp "$work/run/$name.swift" "$package/Sources/$name.sample/main.swift"
  uses=$(sed -nE 's/^import ((Naive)?FeedForward[A-Za-z]*)$/\1/p' "$work/run/$name.swift" | sort -u)
  products=$(for module in $uses; do printf '.product(name: "%s", package: "swift-feedforward"), ' "$module"; done)
  targets+="    .executableTarget(name: \"Sample$name\", dependencies: [$products], "
  targets+="path: \"Sources/$name.sample\"),"$'\n'
done
cat > "$package/Package.swift" << END
// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "samples",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "swift-feedforward", path: "$root"),
  ],
  targets: [
$targets  ]
)
END

# build FOLDER: all of them by the same flags in the same place, so that the engine is compiled once.
build() {
  swift build -c release --package-path "$1" --scratch-path "$work/build" > "$work/log" 2>&1 &&
    ! grep -E "$root/(README|Sources/.*[.]docc|Examples).*warning:" "$work/log" >&2 ||
    { grep -A 8 -E 'error:' "$work/log" >&2; fail "$1 does not build"; }
}

began=$SECONDS
[ -z "$targets" ] || build "$package"
for page in $pages; do
  name=$(basename "$page" .md)
  chosen "$name" || continue
  cd "$work/run/$name"
  if [ -s "../$name.swift" ]; then
    "$work/build/release/Sample$name" > ../output 2>&1 || { cat ../output >&2; fail "the program of $page"; }
    check ../output "../$name.swift" "$page"
  fi
  if [ -s "../$name.sh" ]; then
    bash -euo pipefail "../$name.sh" > ../output 2>&1 || { cat ../output >&2; fail "the commands of $page"; }
    check ../output "../$name.sh" "$page"
  fi
  echo "ok  $page"
done
cd "$root"
for example in $examples; do
  chosen "$example" || continue
  build "$root/Examples/$example"
  "$work/build/release/$example" > "$work/output" || { cat "$work/output" >&2; fail "Examples/$example"; }
  check "$work/output" "Examples/$example/Sources/$example/main.swift" "Examples/$example"
  echo "ok  Examples/$example"
done
echo "all samples in $((SECONDS - began)) s"
