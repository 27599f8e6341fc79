"""The page of results: a table of all sections, then one for each processor and instruction set.

A section begins with a comment that has its line of the table as JSON: nothing but the page itself is kept.
"""
import json
import re

import report

MARK = re.compile(r"^<!-- section (\{.*\}) -->$", re.MULTILINE)
NOTICE = ("Written by `make benchmark-peers`, which replaces the section of the processor and the instruction set that "
          "it runs on and keeps the others; not to be changed by hand.")


def section(results):
    """What the table says of it, and its text."""
    entry = {
        "processor": results["processor"], "isa": results["isa"], "date": results["date"],
        "commit": results["machine"].get("commit"), **report.summary(results)}
    return entry, marked(entry, report.text(results))


def marked(entry, text):
    return f"<!-- section {json.dumps(entry, ensure_ascii=False)} -->\n\n## {title(entry)}\n\n{text}"


def title(entry):
    return f"{entry['processor']}, {entry['isa']}"


def merged(page, entry, text):
    """The page with this section in place of the one of the same processor and instruction set, or at the end."""
    sections = {title(known): (known, kept) for known, kept in parsed(page)}
    sections[title(entry)] = entry, text.rstrip("\n")
    return whole(list(sections.values()))


def whole(sections):
    heads = ["processor", "instruction set", "date", "commit", "mnist-l: step, µs", "best peer / step"]
    rows = [[f"[{e['processor']}](#{anchor(e)})", e["isa"], e["date"], e["commit"], report.us(e["step"]),
             report.ratio(e["peer_ratio"])] for e, _ in sections]
    parts = ["# Results", NOTICE, report.table(heads, rows), *(text for _, text in sections)]
    return "\n\n".join(parts) + "\n"


def anchor(entry):
    """As GitHub makes it of a heading."""
    return re.sub(r"[^\w\- ]", "", title(entry).lower()).replace(" ", "-")


def parsed(page):
    """(entry, text) of every section."""
    marks = list(MARK.finditer(page))
    if not marks:
        return [unmarked(page)] if page.strip() else []
    ends = [mark.start() for mark in marks[1:]] + [len(page)]
    return [(json.loads(mark[1]), page[mark.start():end].rstrip("\n")) for mark, end in zip(marks, ends)]


def unmarked(page):
    """The one section of a page from before there were several; its figures are read from its text."""
    def found(pattern):
        match = re.search(pattern, page, re.MULTILINE)
        return match[1] if match else None

    # Name, step, quartiles, step / bare, floor, goal, best peer, best peer / step.
    row = (found(r"^\| mnist-l \| (.*)$") or "").split(" | ")
    entry = {
        "processor": found(r"^- Machine: (.*?), \d+ cores"), "isa": found(r"^- Engine: .*kernels: (\w+)"),
        "date": found(r"^- Date: ([\d-]+)"), "commit": found(r"^- Date: .*commit (\w+)"),
        "step": float(row[0]) if len(row) > 6 else None, "peer_ratio": float(row[6]) if len(row) > 6 else None}
    _, _, text = page.split("\n\n", 2)
    return entry, marked(entry, re.sub("^## ", "### ", text, flags=re.MULTILINE)).rstrip("\n")
