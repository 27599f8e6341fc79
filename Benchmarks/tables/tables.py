#!/usr/bin/env python3
"""Accuracy on tables: `feedforward train` by its presets beside what else is used, and Benchmarks/TABLES.md.

usage: tables.py FEEDFORWARD INDEX.tsv [--seeds 0,1] [--methods fast,default,best,lightgbm,…] [--names a,b] …

The index has a row a table: name, file (beside the index), target, task (binary, multiclass or regression). A quarter
of the rows, by class, is for testing, after a cut to --most rows; every method sees the same. The measure is the log
loss of the test rows, or RMSE over the deviation of the targets. Fits are appended to --fits and not made again. The
page's figures are written anew from all fits between its two marks. The peers are installed into $PEERS or
~/.cache/swift-feedforward/tables; realmlp needs pytabkit there (pip install pytabkit). One thread each.
"""
import argparse
import csv
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))
sys.dont_write_bytecode = True  # Nothing is left in the tree.

from environment import python_with

PAGE = HERE.parent / "TABLES.md"
MARKS = ("<!-- figures -->", "<!-- end of figures -->")
PRESETS = ["fast", "default", "best"]
PEERS = ["lightgbm", "hist-gradient-boosting", "catboost", "scikit-learn-mlp", "realmlp"]
LIMITS = {name: "1" for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("feedforward", type=pathlib.Path)
    parser.add_argument("index", type=pathlib.Path)
    parser.add_argument("--seeds", default="0,1")
    parser.add_argument("--methods", default=",".join(PRESETS + PEERS[:4]))
    parser.add_argument("--names", help="only these tables")
    parser.add_argument("--most", type=int, default=8000, help="rows of a table")
    parser.add_argument("--fits", type=pathlib.Path, default=HERE.parent / ".tables.tsv")
    return parser.parse_args()


def restart_beside_peers():
    """This script in the interpreter that has the peers."""
    folder, python = python_with(HERE / "requirements.txt", "tables")
    if pathlib.Path(sys.prefix).resolve() != folder.resolve():
        os.execve(python, [str(python), str(HERE / "tables.py")] + sys.argv[1:], {**os.environ, **LIMITS})


def split(row, folder, seed, most):
    """Training and test rows."""
    import pandas
    from sklearn.model_selection import train_test_split

    frame = pandas.read_csv(folder / row["file"], low_memory=False).dropna(subset=[row["target"]])
    classes = lambda part: part[row["target"]].astype(str) if row["task"] != "regression" else None
    if row["task"] != "regression":
        counts = classes(frame).value_counts()
        frame = frame[classes(frame).isin(counts[counts >= 8].index)]
    if len(frame) > most:
        frame, _ = train_test_split(frame, train_size=most, random_state=seed, stratify=classes(frame))
    return train_test_split(frame, test_size=0.25, random_state=seed, stratify=classes(frame))


def ours(preset, options, row, training, test, seed):
    """Seconds of the training, and probabilities by class name or values."""
    import pandas

    is_classes, target = row["task"] != "regression", row["target"]
    with tempfile.TemporaryDirectory() as folder:
        path = lambda name: os.path.join(folder, name)
        training, test = training.copy(), test.drop(columns=target)
        if is_classes:  # No class looks like a number.
            training[target] = "is " + training[target].astype(str)
        training.to_csv(path("training.csv"), index=False)
        test.to_csv(path("test.csv"), index=False)
        command = [
            options.feedforward, "train", path("training.csv"), "--target", target, "--preset", preset, "--unknown",
            "ignore", "--threads", "1", "--seed", str(seed), "--output", path("model"), "--task",
            "classification" if is_classes else "regression",
        ]
        start = time.monotonic()
        subprocess.run(command, check=True, capture_output=True, text=True)
        seconds = time.monotonic() - start
        predict = [options.feedforward, "predict", path("model"), path("test.csv"), "--output", path("out.csv")]
        predict += ["--probabilities"] if is_classes else []
        subprocess.run(predict, check=True, capture_output=True, text=True)
        found = pandas.read_csv(path("out.csv"))
    if not is_classes:
        return seconds, found["prediction"].to_numpy(float)
    return seconds, {name[3:]: found[name].to_numpy(float) for name in found.columns if name.startswith("is ")}


def model_of(method, is_classes, seed, categories):
    """A peer with its defaults."""
    if method == "lightgbm":
        import lightgbm

        kind = lightgbm.LGBMClassifier if is_classes else lightgbm.LGBMRegressor
        return kind(random_state=seed, n_jobs=1, verbose=-1)
    if method == "hist-gradient-boosting":
        from sklearn import ensemble

        kind = ensemble.HistGradientBoostingClassifier if is_classes else ensemble.HistGradientBoostingRegressor
        return kind(random_state=seed)
    if method == "catboost":
        import catboost

        kind = catboost.CatBoostClassifier if is_classes else catboost.CatBoostRegressor
        return kind(
            random_seed=seed, thread_count=1, verbose=0, cat_features=categories, allow_writing_files=False)
    if method == "scikit-learn-mlp":
        from sklearn.compose import TransformedTargetRegressor
        from sklearn.neural_network import MLPClassifier, MLPRegressor
        from sklearn.preprocessing import StandardScaler

        if is_classes:
            return MLPClassifier(random_state=seed)
        return TransformedTargetRegressor(MLPRegressor(random_state=seed), transformer=StandardScaler())
    import pytabkit

    if is_classes:
        return pytabkit.RealMLP_TD_Classifier(
            random_state=seed, device="cpu", n_threads=1, verbosity=0, val_metric_name="cross_entropy", use_ls=False)
    return pytabkit.RealMLP_TD_Regressor(random_state=seed, device="cpu", n_threads=1, verbosity=0)


def encoded(method, training, test):
    """Inputs as the peer takes them, and the names of its columns of texts."""
    import pandas
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

    texts = [name for name in training if not pandas.api.types.is_numeric_dtype(training[name])]
    numbers = [name for name in training if name not in texts]
    parts = []
    for part in (training, test):
        part = part.copy()
        for name in texts:
            part[name] = part[name].astype(object).where(part[name].notna(), "missing").astype(str)
        parts.append(part)
    if method == "catboost":
        return *parts, texts
    if method == "realmlp":
        if numbers:
            fill = SimpleImputer(strategy="median").fit(parts[0][numbers])
            for part in parts:
                part[numbers] = fill.transform(part[numbers])
        return *parts, texts
    if method == "scikit-learn-mlp":
        of_numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
        of_texts = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    else:
        of_numbers = "passthrough"
        of_texts = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    columns = ColumnTransformer([("numbers", of_numbers, numbers), ("texts", of_texts, texts)])
    return columns.fit_transform(parts[0]), columns.transform(parts[1]), texts


def peer(method, row, training, test, seed):
    is_classes, target = row["task"] != "regression", row["target"]
    x, held, texts = encoded(method, training.drop(columns=target), test.drop(columns=target))
    y = training[target].astype(str) if is_classes else training[target].to_numpy(float)
    model = model_of(method, is_classes, seed, texts)
    start = time.monotonic()
    model.fit(x, y, **({"cat_col_names": texts} if method == "realmlp" else {}))
    seconds = time.monotonic() - start
    if not is_classes:
        return seconds, model.predict(held).ravel()
    return seconds, dict(zip(map(str, model.classes_), model.predict_proba(held).T))


def loss(row, predicted, test):
    import numpy

    if row["task"] == "regression":
        y = test[row["target"]].to_numpy(float)
        return float(numpy.sqrt(numpy.mean((predicted - y) ** 2)) / numpy.std(y))
    classes = test[row["target"]].astype(str)
    total = sum(predicted.values())
    own = [max(predicted[name][i] / total[i], 1e-7) for i, name in enumerate(classes)]
    return float(-numpy.mean(numpy.log(own)))


def fits_so_far(path):
    if not path.exists():
        return {}
    rows = [line.split("\t") for line in path.read_text().splitlines()]
    return {(name, method, seed): (float(seconds), float(value)) for name, method, seed, seconds, value in rows}


def cell(fits, a, b):
    """Geometric mean of (loss + 0.01) / (loss + 0.01) over the tables that both have, and on how many a is better."""
    import numpy

    logs = []
    for name in sorted({key[0] for key in fits}):
        seeds = [s for n, m, s in fits if n == name and m == a and (name, b, s) in fits]
        if seeds:
            mean = lambda m: numpy.mean([fits[name, m, s][1] for s in seeds]) + 0.01
            logs.append(numpy.log(mean(a) / mean(b)))
    return f"{numpy.exp(numpy.mean(logs)):.3f}, {sum(v < 0 for v in logs)}/{len(logs)}" if logs else "–"


def figures(fits):
    import numpy

    methods = [m for m in PRESETS + PEERS if any(key[1] == m for key in fits)]
    seconds = lambda m: numpy.mean([v[0] for key, v in fits.items() if key[1] == m])
    lines = ["| loss of the row over that of the column, tables won | " + " | ".join(methods) + " | seconds |"]
    lines.append("|---" * (len(methods) + 2) + "|")
    for a in methods:
        cells = ["" if a == b else cell(fits, a, b) for b in methods]
        lines.append(f"| {a} | " + " | ".join(cells) + f" | {seconds(a):.1f} |")
    lines += ["", "| loss, mean over the seeds | " + " | ".join(methods) + " |", "|---" * (len(methods) + 1) + "|"]
    for name in sorted({key[0] for key in fits}):
        cells = []
        for m in methods:
            values = [v[1] for key, v in fits.items() if key[:2] == (name, m)]
            cells.append(f"{numpy.mean(values):.4f}" if values else "–")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def processor():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines() if pathlib.Path("/proc/cpuinfo").exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "unknown processor")


def main():
    options = arguments()
    restart_beside_peers()
    with open(options.index, newline="") as file:
        wanted = options.names.split(",") if options.names else None
        index = [r for r in csv.DictReader(file, delimiter="\t") if wanted is None or r["name"] in wanted]
    fits = fits_so_far(options.fits)
    for seed in options.seeds.split(","):
        for row in index:
            for method in options.methods.split(","):
                if (row["name"], method, seed) in fits:
                    continue
                training, test = split(row, options.index.parent, int(seed), options.most)
                work = (ours, (method, options)) if method in PRESETS else (peer, (method,))
                try:
                    seconds, predicted = work[0](*work[1], row, training, test, int(seed))
                    value = loss(row, predicted, test)
                except (subprocess.CalledProcessError, ImportError, ValueError) as error:
                    print(row["name"], method, "FAILED", getattr(error, "stderr", None) or error, file=sys.stderr)
                    continue
                fits[row["name"], method, seed] = (seconds, value)
                with open(options.fits, "a") as file:
                    file.write(f"{row['name']}\t{method}\t{seed}\t{seconds:.2f}\t{value:.6f}\n")
                print(row["name"], method, seed, f"{seconds:.1f} s, {value:.4f}", flush=True)
    if not fits:
        sys.exit("No fit was made.")
    text = figures(fits)
    print(text)
    if PAGE.exists() and not options.names:
        page = PAGE.read_text()
        before, after = page.split(MARKS[0])[0], page.split(MARKS[1])[1]
        note = f"Measured on {processor()}, one thread, {time.strftime('%Y-%m-%d')}."
        PAGE.write_text(f"{before}{MARKS[0]}\n{note}\n\n{text}\n{MARKS[1]}{after}")


main()
