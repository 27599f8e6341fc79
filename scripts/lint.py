#!/usr/bin/env python3
"""Checks what the formatter does not: the rules of the house, one function each.

    scripts/lint.py               every rule
    scripts/lint.py floors blas   those that are named

Says FILE:LINE and what is wrong there, and ends with 1 if anything is. Looks at the files that git has or would take.
"""
import collections, pathlib, re, subprocess, sys

sys.dont_write_bytecode = True
import mutations as edits

ROOT = edits.ROOT
ENGINE = "Sources/FeedForward/"
# The folders of the engine, lowest first; "" are the files beside them. Those in one line do not name each other.
FLOORS = [
    [""],
    ["Kernels"],
    ["Settings"],
    ["Ranks"],
    ["Network"],
    ["Engine"],
    ["Prediction", "Optimizers"],
    ["Training"],
    ["Metrics"],
]
FLOOR = {folder: number for number, folders in enumerate(FLOORS) for folder in folders}
WITH_POINTERS = ["Kernels", "Ranks", "Engine"]
BLAS_IMPORTERS = [ENGINE + "Kernels/BLAS.swift", ENGINE + "Kernels/LAPACK.swift"]
COLUMNS = 120


# MARK: - Rules: each yields a file, a line, and what is wrong there


def floors():
    """In the engine no folder names a type or free function of a higher floor, or of one beside it."""
    texts = {name: code(read(name)) for name in files(".swift", under=ENGINE)}
    homes = collections.defaultdict(list)
    for name, text in texts.items():
        if folder(name) not in FLOOR:
            yield name, 1, f"the folder {folder(name)} has no floor: give it one in scripts/lint.py"
            return
        for definition in DEFINITION.finditer(text):
            if not re.search(r"\b(file)?private\b", definition["modifiers"]):
                homes[definition["name"]].append(name)
    for name, text in texts.items():
        members = set(re.findall(r"\b(?:func|struct|class|enum|typealias) +(\w+)", text))
        for use in re.finditer(r"(?<![.\w])[A-Za-z_]\w*(?P<call>\s*[(<])?", text):
            word = use.group().split("(")[0].split("<")[0].strip()
            # What is a function elsewhere may be a variable here; and a type's own members come first.
            if word not in homes or word in members or word[0].islower() and not use["call"]:
                continue
            # Overloads are written in several files; one that is near enough is meant.
            if not any(may_name(folder(name), folder(home)) for home in homes[word]):
                home = homes[word][0]
                place = "beside" if FLOOR[folder(home)] == FLOOR[folder(name)] else "above"
                yield name, line_of(text, use.start()), (
                    f"names {word} of {home.removeprefix(ENGINE)}, {place} the floor {folder(name) or 'of the root'}")


def pointers():
    """In the engine unsafe pointers stay in Kernels/ and Engine/."""
    for name in files(".swift", under=ENGINE):
        if folder(name) not in WITH_POINTERS:
            text = code(read(name))
            for use in re.finditer(r"\b(Unsafe\w*Pointer|OpaquePointer|withUnsafe\w+)", text):
                yield name, line_of(text, use.start()), f"{use.group()} outside {' and '.join(WITH_POINTERS)}"


def blas():
    """COpenBLAS is imported in two files."""
    for name in files(".swift"):
        if name not in BLAS_IMPORTERS:
            text = code(read(name))
            for use in re.finditer(r"\bimport\s+(\w+\s+)?COpenBLAS\b", text):
                yield name, line_of(text, use.start()), f"COpenBLAS outside {' and '.join(BLAS_IMPORTERS)}"


def paths():
    """Files and folders that the documents and the list of mutations name are there."""
    known = {"/" + str(part) for name in FILES for part in [pathlib.PurePath(name), *pathlib.PurePath(name).parents]}
    for name in [*files(".md"), *files(".toml", under="Tests/Mutations/")]:
        text = read(name)
        if name == "CHANGELOG.md":
            # The sections of earlier versions speak of their own files.
            text = "\n## ".join(text.split("\n## ")[:2])
        uses = {use.start("path"): use["path"] for pattern in PATHS for use in pattern.finditer(text)}
        for start, use in sorted(uses.items()):
            path = use.split("#")[0].rstrip("/")
            # A path may begin at the document or in any folder; a picture of the documentation goes by its bare name.
            endings = ("/" + path, f"/Resources/{path}.svg")
            if not ((ROOT / name).parent / path).exists() and not any(part.endswith(endings) for part in known):
                yield name, line_of(text, start), f"{use} is not there"


def columns():
    """No line is longer than the formatter would make it; it does not wrap comments, nor any other language."""
    for name in files(".swift", ".c", ".h", ".inc", ".py", ".sh", "Makefile"):
        if is_written_by_hand(name):
            for number, line in enumerate(read(name).split("\n"), 1):
                if len(line) > COLUMNS:
                    yield name, number, f"{len(line)} columns, more than {COLUMNS}"


def mutations():
    """The texts that the mutations edit are there exactly once."""
    for mutation in edits.mutations([]):
        if edits.edited(mutation, ROOT)[0] is None:
            yield mutation["file"], 1, f"the text of a mutation is not there exactly once: {mutation['why']}"


RULES = [floors, pointers, blas, paths, columns, mutations]


# MARK: - What they read


def listed():
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return sorted(name for name in set(listing.split("\0")) if name and (ROOT / name).is_file())


FILES = listed()


def files(*endings, under=""):
    return [name for name in FILES if name.endswith(endings) and name.startswith(under)]


def read(name):
    return (ROOT / name).read_text()


def line_of(text, index):
    return text.count("\n", 0, index) + 1


def folder(name):
    """The folder of the engine that a file belongs to; folders within it are of its floor."""
    return name.removeprefix(ENGINE).rpartition("/")[0].split("/")[0]


def may_name(lower, higher):
    return lower == higher or FLOOR[lower] > FLOOR[higher]


def is_written_by_hand(name):
    return not name.endswith(".pb.swift") and "Do not edit" not in "".join(read(name).splitlines()[:2])


DEFINITION = re.compile(
    r"^(?P<modifiers>(?:@\w+(?:\([^)]*\))?\s+|\w+(?:\(\w+\))? +)*?)"
    r"(?:struct|class|enum|protocol|actor|typealias|func) +(?P<name>\w+)", re.M)

ENDINGS = r"swift|c|h|inc|py|sh|md|toml|yml"
PATHS = [
    # A link of Markdown, a path in a mutation, and whatever stands in code like a file of ours or a
    # folder of the sources.
    re.compile(r"\]\((?!\w+:|#)(?P<path>[^)\s]+)\)"),
    re.compile(r'^file = "(?P<path>[^"]+)"', re.M),
    re.compile(rf"`(?P<path>[\w+./-]*\w\.(?:{ENDINGS})|[\w+./-]+/)`"),
    re.compile(r"(?<![\w./`(-])(?P<path>(?:Sources|Tests|Benchmarks|Examples|Manual|scripts)/[\w+./-]*[\w/])"),
]

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|#*"(?:"")?|[()]|[^/#"()]+|.', re.S)


def code(text):
    """Swift with its lines, without comments and without the words of its strings; what is interpolated stays."""
    result, at = [], 0
    # The end of every string that we are in, and how many parentheses are open in what is interpolated into it.
    open = []
    while at < len(text):
        if open and isinstance(open[-1], str):
            end, escape = open[-1], "\\" + "#" * open[-1].count("#")
            if text.startswith(end, at):
                token = open.pop()
            elif text.startswith(escape + "(", at):
                token = escape + "("
                open.append(1)
            else:
                token = text[at : at + len(escape) + 1] if text.startswith(escape, at) else text[at]
            is_code = False
        else:
            token = TOKEN.match(text, at).group()
            is_code = not token.startswith(("//", "/*")) and not token.endswith('"')
            if token.endswith('"') and is_code is False and not token.startswith("/"):
                open.append(token.lstrip("#") + "#" * token.count("#"))
            elif open and token in "()":
                open[-1] += 1 if token == "(" else -1
                if open[-1] == 0:
                    open.pop()
        result.append(token if is_code else re.sub(r"[^\n]", " ", token))
        at += len(token)
    return "".join(result)


def main():
    wanted = sys.argv[1:] or [rule.__name__ for rule in RULES]
    unknown = set(wanted) - {rule.__name__ for rule in RULES}
    if unknown:
        sys.exit(f"There is no rule {', '.join(sorted(unknown))}.")
    faults = 0
    for rule in RULES:
        if rule.__name__ in wanted:
            for name, line, text in rule():
                faults += 1
                print(f"{name}:{line}: {text} [{rule.__name__}]")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
