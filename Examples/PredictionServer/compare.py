#!/usr/bin/env python3
"""compare.py ANSWER CSV: whether the server's answer is the output of `feedforward predict --probabilities`."""
import csv
import json
import sys

with open(sys.argv[1]) as file:
    predictions = json.load(file)["predictions"]
with open(sys.argv[2], newline="") as file:
    rows = list(csv.DictReader(file))
if len(predictions) != len(rows) or not rows:
    sys.exit(f"{len(predictions)} predictions, {len(rows)} lines")
for i, (prediction, row) in enumerate(zip(predictions, rows)):
    if prediction["label"] != row["prediction"]:
        sys.exit(f"row {i}: {prediction['label']}, expected {row['prediction']}")
    for name, probability in prediction["probabilities"].items():
        if probability != float(row[name]):
            sys.exit(f"row {i}, {name}: {probability}, expected {row[name]}")
