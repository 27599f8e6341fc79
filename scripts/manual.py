#!/usr/bin/env python3
"""Writes Manual/feedforward.1 from what the command says of itself: scripts/manual.py [COMMAND]"""
import json
import pathlib
import subprocess
import sys


def roff(text):
    """Text as roff has it: hyphens that may be copied, no line that looks like a request."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.split("\n"))


def paragraphs(text):
    return "\n.PP\n".join(roff(part) for part in text.strip().split("\n\n"))


def spelling(name):
    return ("--" if name["kind"] == "long" else "-") + name["name"]


def joined(arguments):
    """Options with their opposites, `--x` and `--no-x`, as one."""
    result = []
    for argument in arguments:
        names = argument.get("names", [])
        before = result[-1].get("names", []) if result else []
        if names and before and names[0]["name"] == "no-" + before[0]["name"]:
            result[-1]["names"] += names
        else:
            result.append(argument)
    return result


def option(argument):
    """An option with its value, or an operand, and what is said of it."""
    value = argument.get("valueName", "")
    if argument["kind"] == "positional":
        head = f"\\fI{roff(value)}\\fR"
    else:
        names = [f"\\fB{roff(spelling(name))}\\fR" for name in argument["names"]]
        head = ", ".join(names) + (f" \\fI{roff(value)}\\fR" if argument["kind"] == "option" else "")
    words = argument.get("abstract", "")
    if "defaultValue" in argument:
        words += f" Default: {argument['defaultValue']}."
    return f".TP\n{head}\n{roff(words.strip())}\n"


def section(command):
    shown = [argument for argument in command.get("arguments", []) if argument["shouldDisplay"]]
    shown = [argument for argument in shown if "version" not in [name["name"] for name in argument.get("names", [])]]
    parts = [f".SS feedforward {command['commandName']}\n", paragraphs(command["abstract"]) + "\n"]
    if command.get("discussion"):
        parts.append(".PP\n" + paragraphs(command["discussion"]) + "\n")
    title = None
    for argument in joined(shown):
        if argument.get("sectionTitle") != title:
            title = argument.get("sectionTitle")
            parts.append(f".PP\n\\fI{roff(title or 'Other options')}\\fR\n")
        parts.append(option(argument))
    return "".join(parts)


def page(root):
    commands = [command for command in root["subcommands"] if command["commandName"] != "help"]
    return "".join([
        ".TH FEEDFORWARD 1\n",
        ".SH NAME\nfeedforward \\- trains and serves feed\\-forward neural networks on the CPU\n",
        ".SH SYNOPSIS\n.B feedforward\n\\fIcommand\\fR [\\fIoptions\\fR]\n",
        ".SH DESCRIPTION\n" + paragraphs(root["abstract"] + "\n\n" + root["discussion"]) + "\n",
        ".SH COMMANDS\n", *[section(command) for command in commands],
        ".SH EXIT STATUS\n",
        ".TP\n.B 0\nAll went well, also where the time budget ended a training.\n",
        ".TP\n.B 1\nA training failed: numbers left the finite ones, or there was no memory.\n",
        ".TP\n.B 2\nData or a file is at fault; the message names the place.\n",
        ".TP\n.B 64\nAn option is; the message names its value and what was expected.\n",
        ".TP\n.B 130, 143\nCtrl\\-C or SIGTERM ended a training or a search; what was the best by then is kept.\n",
        ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nIf it is not empty, the progress on a terminal has no colors.\n",
        ".SH FILES\nCompletions for shells are installed beside the command, and written by \\fBfeedforward"
        " \\-\\-generate\\-completion\\-script\\fR \\fIbash|zsh|fish\\fR.\n",
        ".SH EXAMPLES\n.nf\n",
        "feedforward datasets iris \\-\\-output iris.csv\n",
        "feedforward train iris.csv \\-\\-target species \\-\\-output iris.safetensors\n",
        "feedforward predict iris.safetensors iris.csv \\-\\-probabilities\n",
        "feedforward evaluate iris.safetensors iris.csv \\-\\-json\n.fi\n",
    ])


command = sys.argv[1] if len(sys.argv) > 1 else ".build/release/feedforward"
dump = json.loads(subprocess.run([command, "--experimental-dump-help"], check=True, capture_output=True).stdout)
folder = pathlib.Path(__file__).resolve().parent.parent / "Manual"
(folder / "feedforward.1").write_text(page(dump["command"]), encoding="utf-8")
