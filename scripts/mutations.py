#!/usr/bin/env python3
"""Applies small edits to the sources, one at a time, and says which of them turn a test red.

    scripts/mutations.py                  every mutation of Tests/Mutations/*.toml
    scripts/mutations.py adam philox      those whose file or reason contains one of the words
    scripts/mutations.py --list           only looks whether each edit can be made
    scripts/mutations.py --folder DIR     keeps the copy of the package and its build there

Works in a copy of the package, without the targets that no mutation is about. Each edit is built, and the tests it
names are run: it is killed if they fail, crash or hang; it survives if they pass. Ends with 1 if one survives, cannot
be built, or can no longer be made because the text it looks for is not there exactly once.
"""
import argparse, os, pathlib, shutil, signal, subprocess, sys, tempfile, time, tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
# File by file, so that little is built after an edit, and optimized, for some tests have much to compute.
BUILD = ["-Xcc", "-O2", "-Xswiftc", "-O"]

# Behind the copy's manifest: nothing has to be fetched then, and less to be built after each edit.
REDUCED = """
let leftOut: Set = [
  "FeedForwardSearch", "FeedForwardONNX", "FeedForwardPlots", "FeedForwardCLI", "FeedForwardBenchmark", "Proben1",
  "CProcessorPeak", "ONNXSamples", "FeedForwardSearchTests", "FeedForwardONNXTests", "FeedForwardPlotsTests",
  "FeedForwardMain", "FeedForwardCLITests", "Proben1Tests", "ReplayTests", "NaiveFeedForwardTests", "Demonstration",
  "FirstRun",
]
package.dependencies = []
package.products = []
package.targets.removeAll { leftOut.contains($0.name) }
for target in package.targets {
  target.dependencies.removeAll { if case .byNameItem(let name, _) = $0 { leftOut.contains(name) } else { false } }
}
"""


def mutations(words):
    for file in sorted((ROOT / "Tests/Mutations").glob("*.toml")):
        for mutation in tomllib.loads(file.read_text())["mutation"]:
            text = (mutation["file"] + " " + mutation["why"]).lower()
            if not words or any(word.lower() in text for word in words):
                yield {key: value.strip("\n") for key, value in mutation.items()}


def edited(mutation, root):
    """The text of the file after the edit, and before; None for the first if it cannot be made."""
    path = root / mutation["file"]
    text = path.read_text() if path.exists() else ""
    return (text.replace(mutation["find"], mutation["replace"]) if text.count(mutation["find"]) == 1 else None), text


def copy(folder):
    """Brings the copy up to date; files that are the same are left alone, so that they are not built again."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    names = {name for name in listing.stdout.decode().split("\0") if name and (ROOT / name).is_file()}
    for name in names:
        source, target = ROOT / name, folder / name
        content = source.read_bytes() + (REDUCED.encode() if name == "Package.swift" else b"")
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            target.chmod(source.stat().st_mode)
    for top in ("Sources", "Tests", "Benchmarks"):
        for path in (folder / top).rglob("*"):
            if path.is_file() and str(path.relative_to(folder)) not in names:
                path.unlink()


def run(command, folder, seconds=None):
    """Exit status, None after so many seconds, and all output."""
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        # What would describe a crash may wait for ever.
        env=os.environ | {"SWIFT_BACKTRACE": "enable=no"}, start_new_session=True)
    try:
        output, _ = process.communicate(timeout=seconds)
        return process.returncode, output
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return None, process.communicate()[0]


def test(folder, filter, seconds):
    """Builds and runs some tests: exit status, output, and whether it came so far that tests began."""
    status, output = run(["swift", "test", *BUILD, "--filter", filter], folder, seconds)
    # A filter that matches nothing passes too.
    return status, output, "Test run started" in output and "Test run with 0 tests" not in output


def judge(mutation, folder, green, seconds):
    """What came of a mutation: a word, and what there is to say."""
    after, before = edited(mutation, folder)
    if after is None:
        return "not applicable", "the text is not there exactly once"
    if mutation["test"] not in green:
        status, output, began = test(folder, mutation["test"], seconds)
        if status != 0 or not began:
            return "not applicable", f"without the edit the tests fail, or there are none:\n{output[-2000:]}"
        green.add(mutation["test"])
    path = folder / mutation["file"]
    path.write_text(after)
    try:
        status, output, began = test(folder, mutation["test"], seconds)
        if status is None:
            return "killed", "by hanging"
        if not began:
            errors = [line for line in output.splitlines() if "error:" in line]
            return "not built", errors[0] if errors else output[-500:]
        if status == 0:
            return "SURVIVED", mutation["test"]
        failures = [line for line in output.splitlines() if "recorded an issue" in line]
        if not failures:
            return "killed", "by a crash"
        return "killed", f"by {failures[0].split(' recorded')[0].split('Test ')[-1]}"
    finally:
        path.write_text(before)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--folder", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=900, help="of building and testing; what takes longer hangs")
    options = parser.parse_args()
    chosen = list(mutations(options.words))
    if not chosen:
        sys.exit(f"No mutation has one of the words {options.words}.")
    if options.list:
        stale = 0
        for mutation in chosen:
            possible = edited(mutation, ROOT)[0] is not None
            stale += not possible
            print(f"{'' if possible else 'NOT THERE '}{mutation['file']}: {mutation['why']}")
        sys.exit(f"{stale} of {len(chosen)} edits cannot be made." if stale else 0)

    # Else the edit of the moment would stay in the folder.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("broken off"))
    folder = options.folder or pathlib.Path(tempfile.mkdtemp(prefix="mutations-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        copy(folder)
        print(f"{len(chosen)} mutations; building in {folder}", flush=True)
        status, output = run(["swift", "build", "--build-tests", *BUILD], folder)
        if status != 0:
            sys.exit(output[-4000:])
        counts, green = {}, set()
        for number, mutation in enumerate(chosen, 1):
            start = time.monotonic()
            word, text = judge(mutation, folder, green, options.seconds)
            counts[word] = counts.get(word, 0) + 1
            seconds = time.monotonic() - start
            name = pathlib.Path(mutation["file"]).name
            print(f"{number:3} {word}: {mutation['why']} ({name}, {seconds:.0f} s) {text}", flush=True)
        print(", ".join(f"{count} {word}" for word, count in sorted(counts.items())))
        sys.exit(0 if set(counts) == {"killed"} else 1)
    finally:
        if options.folder is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
