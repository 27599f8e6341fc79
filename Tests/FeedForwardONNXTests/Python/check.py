#!/usr/bin/env python3
"""Runs the files that ONNXSamples wrote by ONNX Runtime and compares them with what the engine made of the same rows.

    python3 check.py FOLDER

Needs onnx and onnxruntime (`make test-onnx` installs them). Outputs have to agree to 1e-5 (float) or 1e-12 (double),
relative to numbers above 1, or to what a sample says of itself; NaN has to be NaN; labels have to be equal, but for
rows whose two largest probabilities are that close.
"""
import glob
import json
import os
import sys

import numpy as np
import onnx
import onnxruntime

BOUNDS = {"float": 1e-5, "double": 1e-12}
TYPES = {"float": np.float32, "double": np.float64}


def array(values):
    if values["type"] == "string":
        return np.array(values["texts"], dtype=object).reshape(-1, values["columns"])
    numbers = [np.nan if x is None else x for x in values["numbers"]]
    return np.array(numbers, dtype=TYPES[values["type"]]).reshape(-1, values["columns"])


def largest_error(found, expected):
    """Relative to numbers above 1; infinite where only one of the two is a number."""
    if found.shape != expected.shape or found.dtype != expected.dtype:
        return np.inf
    both = np.isnan(found) & np.isnan(expected)
    error = np.abs(found.astype(float) - expected) / np.maximum(1, np.abs(expected))
    return float(np.max(np.where(both, 0, np.where(np.isnan(error), np.inf, error))))


def check(path):
    with open(path[: -len("onnx")] + "json") as file:
        sample = json.load(file)
    onnx.checker.check_model(path, full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    results = dict(zip(names, session.run(None, {k: array(v) for k, v in sample["inputs"].items()})))
    worst = 0.0
    for name, values in sample["outputs"].items():
        bound = sample.get("bound") or BOUNDS[values["type"]]
        expected = array(values)
        worst = max(worst, largest_error(results[name], expected))
        rows = len(expected)
    differing = 0
    if sample["labels"]:
        top = np.sort(array(sample["outputs"]["probabilities"]), axis=1)
        sure = top[:, -1] - top[:, -2] > 2 * bound
        found = np.array([str(label) for label in results["label"]])
        differing = int(np.sum((found != np.array(sample["labels"])) & sure))
    good = worst <= bound and differing == 0 and set(results) == set(sample["outputs"]) | (
        {"label"} if sample["labels"] else set())
    labels = f", {differing} labels differ" if sample["labels"] else ""
    verdict = "ok  " if good else "BAD "
    print(f"{verdict} {sample['name']:32} {rows} rows, largest error {worst:.1e} of {bound:.0e}{labels}")
    return good


paths = sorted(glob.glob(os.path.join(sys.argv[1], "*.onnx")))
print(f"onnx {onnx.__version__}, ONNX Runtime {onnxruntime.__version__}, {len(paths)} models")
results = [check(path) for path in paths]
sys.exit(0 if results and all(results) else "Some outputs differ." if results else "No model.")
