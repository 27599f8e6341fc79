#!/usr/bin/env python3
"""Writes ../ScikitLearnNumbers.swift: what scikit-learn says about small tables, with and without sample weights.

The tables come from integer formulas that ReportTests.swift repeats. What is undefined is nan. Run with scikit-learn
installed:

    python3 generate.py
"""
import os
import warnings

import numpy as np
import sklearn
from sklearn import calibration, metrics

warnings.simplefilter("ignore")
ROWS = 60
nan = float("nan")


def weight(i):
    return (i * 7 % 5) / 4  # 0 for each fifth row


def binary():
    """One column, with many ties, zeros and ones."""
    p = np.array([min(max((i * 37 % 16) + 5 * (i % 3 == 0), 0), 20) / 20 for i in range(ROWS)])
    return p.reshape(-1, 1), np.array([int(i % 3 == 0 or i % 7 == 0) for i in range(ROWS)]), 2


def several(classes, last):
    """Rows that sum to 1; classes from `last` on do not occur, and the last one is never taken."""
    y = np.array([i * 5 % last for i in range(ROWS)])
    raw = np.array(
        [
            [(i * 37 + k * 53) % 29 + 1 + 0.25 * k + 12 * (i % 4) * (k == y[i]) for k in range(classes)]
            for i in range(ROWS)
        ]
    )
    if last < classes:
        raw[:, classes - 1] = 0.5
    sums = np.zeros(ROWS)
    for k in range(classes):
        sums += raw[:, k]
    return raw / sums.reshape(-1, 1), y, classes


def ratio(a, b):
    return a / b if b else nan


def curve(hit, score, w):
    """ROC and precision–recall points from the highest score down, the first of them taking no row."""
    if w[hit].sum() == 0 or w[~hit].sum() == 0:
        return {"roc-auc": [nan], "average-precision": [nan]}
    fpr, tpr, thresholds = metrics.roc_curve(hit, score, sample_weight=w, drop_intermediate=False)
    precision, recall, _ = metrics.precision_recall_curve(hit, score, sample_weight=w)
    used = len(thresholds) - 1
    precision, recall = precision[::-1], recall[::-1]
    # scikit-learn keeps thresholds that only rows of weight 0 have.
    assert len(precision) - 1 >= used
    return {
        "roc-auc": [metrics.roc_auc_score(hit, score, sample_weight=w)],
        "average-precision": [metrics.average_precision_score(hit, score, sample_weight=w)],
        "false-positive-rate": list(fpr),
        "true-positive-rate": list(tpr),
        "thresholds": list(thresholds[1:]),
        "precision": list(precision) if len(precision) - 1 == used else [],
    }


def classification(p, y, classes, w):
    labels = list(range(classes))
    taken = (p[:, 0] > 0.5).astype(int) if p.shape[1] == 1 else p.argmax(axis=1)
    full = np.hstack([1 - p, p]) if p.shape[1] == 1 else p
    found = {
        "accuracy": [metrics.accuracy_score(y, taken, sample_weight=w)],
        "balanced-accuracy": [metrics.balanced_accuracy_score(y, taken, sample_weight=w)],
        "matthews": [metrics.matthews_corrcoef(y, taken, sample_weight=w)],
        "log-loss": [metrics.log_loss(y, full, sample_weight=w, labels=labels)],
        "confusion": list(metrics.confusion_matrix(y, taken, labels=labels).ravel().astype(float)),
    }
    if classes == 2:
        found["brier"] = [metrics.brier_score_loss(y, p[:, 0], sample_weight=w)]
    else:
        found["brier"] = [metrics.brier_score_loss(y, p, sample_weight=w, labels=labels)]
        found["top"] = [
            metrics.top_k_accuracy_score(y, p, k=k, sample_weight=w, labels=labels) for k in range(1, classes)
        ]
    for average in ("macro", "micro", "weighted"):
        found[average] = list(
            metrics.precision_recall_fscore_support(y, taken, average=average, sample_weight=w, zero_division=0)[:3]
        )
    for index, name in enumerate(("class-precision", "class-recall", "class-f1")):
        found[name] = list(
            metrics.precision_recall_fscore_support(y, taken, labels=labels, sample_weight=w, zero_division=nan)[index]
        )
    for c in labels:
        score = p[:, c] if p.shape[1] > 1 else (p[:, 0] if c == 1 else -p[:, 0])
        for name, numbers in curve(y == c, score, w).items():
            found[f"class {c} {name}"] = numbers
    if classes == 2:
        found["roc-auc"] = [metrics.roc_auc_score(y, p[:, 0], sample_weight=w)]
        found["average-precision"] = [metrics.average_precision_score(y, p[:, 0], sample_weight=w)]
    elif len(set(y)) == classes:
        found["roc-auc"] = [metrics.roc_auc_score(y, p, multi_class="ovr", average="macro", sample_weight=w)]
        found["average-precision"] = [
            metrics.average_precision_score(np.eye(classes)[y], p, average="macro", sample_weight=w)
        ]
    if (w == 1).all():
        hit, sure = (y, p[:, 0]) if classes == 2 else (y == taken, p.max(axis=1))
        observed, given = calibration.calibration_curve(hit, sure, n_bins=10)
        found["calibration-observed"], found["calibration-given"] = list(observed), list(given)
    return found


def regression(w):
    t = np.array([[(i * 37 % 101) / 50 + 0.5 * k for k in range(3)] for i in range(ROWS)])
    y = np.array([[(i * 37 % 101) / 50 + (i * 11 % 13) / 10 - 0.45 - k for k in range(3)] for i in range(ROWS)])
    y[:, 2] = 3
    found = {}
    for name, score in (
        ("r2", metrics.r2_score),
        ("mae", metrics.mean_absolute_error),
        ("mse", metrics.mean_squared_error),
        ("mape", metrics.mean_absolute_percentage_error),
    ):
        found[name] = list(score(y, t, sample_weight=w, multioutput="raw_values"))
        found[f"mean-{name}"] = [score(y, t, sample_weight=w)]
    return found


def main():
    tables = {"binary": binary(), "several": several(4, 4), "missing": several(5, 3)}
    lines = [
        "// Made by ScikitLearn/generate.py with scikit-learn " + sklearn.__version__ + ". Do not edit.",
        "// swift-format-ignore-file",
        "",
        "/// What scikit-learn says, by table and name; nan where something is undefined.",
        "let scikitLearnNumbers: [String: [String: [Double]]] = [",
    ]
    for weighted in (False, True):
        w = np.array([weight(i) if weighted else 1.0 for i in range(ROWS)])
        results = {name: classification(*table, w) for name, table in tables.items()}
        results["regression"] = regression(w)
        for name, found in results.items():
            lines.append(f'  "{name}{" weighted" if weighted else ""}": [')
            for key, numbers in found.items():
                values = [".nan" if v != v else repr(float(v)) for v in numbers]
                rows = [", ".join(values[i : i + 6]) for i in range(0, len(values), 6)]
                lines.append(f'    "{key}": [' + ",\n      ".join(rows) + "],")
            lines.append("  ],")
    lines.append("]")
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "ScikitLearnNumbers.swift")
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


main()
