#!/usr/bin/env python3
"""Times the peers beside our benchmark, scenario by scenario, and writes a section of Benchmarks/RESULTS.md: that of
this processor and instruction set. Needs Python 3.10.

usage: run.py BENCHMARK [--isa avx2] [--scenario digits,mnist] [--seconds 2] [--peers jax-scan,torch] …

The peers are installed into a virtual environment outside the tree, $PEERS or ~/.cache/swift-feedforward/peers. Every
run of a peer is a process of its own with a time-out. With --scenario or --peers nothing is written, only printed.
"""
import argparse
import datetime
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True  # Nothing is left in the tree.
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))

from environment import python_with
import isa
import page
import processor
import scenarios


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmark", type=pathlib.Path, help="the executable FeedForwardBenchmark")
    parser.add_argument("--isa", choices=isa.CHOICES, help="limits us and the peers to this instruction set")
    parser.add_argument("--scenario", help="only these networks, as in digits,mnist")
    parser.add_argument("--peers", help="only these peers, as in jax-scan,torch")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each rival and scenario")
    parser.add_argument("--timeout", type=float, default=180.0, help="seconds after which a peer is given up")
    parser.add_argument("--output", type=pathlib.Path, default=HERE.parent / "RESULTS.md")
    parser.add_argument("--again", action="store_true", help="write the section anew from the last whole run")
    return parser.parse_args()


class Runner:
    def __init__(self, options, python):
        self.options = options
        self.python = python
        self.own = {**os.environ, **({"FEEDFORWARD_ISA": options.isa} if options.isa else {})}
        # The peers' libraries choose their kernels themselves, unless an instruction set limits them.
        self.plain = {k: v for k, v in self.own.items() if not k.startswith("OPENBLAS_")}
        self.ours_in = {"as it is": self.own}
        core = isa.openblas_core(options.isa)
        if core:
            # What bare BLAS calls are compared with has no more than the others.
            self.own = {**self.plain, "OPENBLAS_CORETYPE": core}
            self.ours_in = {f"OPENBLAS_CORETYPE={core}": self.own}
        elif self.plain != self.own:
            self.ours_in["OPENBLAS_* unset"] = self.plain

    def process(self, command, environment):
        """(standard output, seconds from start to end) or an error in words. A process that hangs is ended with all
        that it started."""
        begin = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command], env=environment, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, start_new_session=True)
        try:
            output, errors = process.communicate(timeout=self.options.timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return None, f"no answer within {self.options.timeout:.0f} s"
        if process.returncode != 0:
            lines = errors.strip().splitlines() or [f"exit status {process.returncode}"]
            return None, lines[-1][:200]
        return (output, time.perf_counter() - begin), None

    def json(self, command, environment):
        result, error = self.process(command, environment)
        if error is None:
            try:
                return {**json.loads(result[0].strip().splitlines()[-1]), "wall": result[1]}
            except (ValueError, IndexError):
                error = "printed no result"
        return {"error": error}

    def ours(self, *words, environment=None):
        # Our own process may take its time: naive loops, many scenarios.
        return self.json([self.options.benchmark.resolve(), *words, "--json"], environment or self.own)

    def our_text(self, *words):
        result, error = self.process([self.options.benchmark.resolve(), *words], self.own)
        return error if result is None else result[0].rstrip()

    def peer(self, *words):
        limits = isa.environment(self.options.isa, *words[1:2])
        return self.json([self.python, HERE / "peer.py", *words], {**self.plain, **limits})

    def beside(self, peers, ours, work, name):
        """Ours, every peer on one thread and on all, then ours and the fastest again: all in the same minutes."""
        runs = {"ours": [], "one_thread": [], "peers": []}
        self.run_ours(runs, ours)
        for peer in peers:
            for threads in sorted({1, os.cpu_count() or 1}):
                self.run_peer(runs, work, peer, name, threads)
        self.run_ours(runs, ours)
        good = sorted((run for run in runs["peers"] if "error" not in run), key=lambda run: run["us"])
        for run in good[:3]:
            self.run_peer(runs, work, run["peer"], name, run["threads"])
        return runs

    def run_ours(self, runs, words):
        for label, environment in self.ours_in.items():
            runs["ours"].append({"environment": label, **self.ours(*words, environment=environment)})
            if words[0] == "step":
                one = self.ours(*words, "--threads", 1, environment=environment)
                runs["one_thread"].append({"threads": 1, **one})

    def run_peer(self, runs, work, peer, name, threads):
        result = self.peer(work, peer, name, "--threads", threads, "--seconds", self.options.seconds)
        runs["peers"].append({"peer": peer, "threads": threads, **result})
        print(f"  {name}: {peer}, {threads}: {result.get('us') or result['error']}", file=sys.stderr)


def chosen(names, text):
    return [name for name in names if text is None or name in text.split(",")]


def measure(runner):
    options = runner.options
    seconds = str(options.seconds)
    machine = runner.ours("machine")
    kernels = re.search(r"kernels: (\w+)", machine.get("engine", ""))
    if kernels is None or options.isa not in (None, kernels[1]):
        sys.exit(f"--isa {options.isa}: the engine says: {machine.get('engine') or machine}")
    results = {
        "date": datetime.date.today().isoformat(), "machine": machine, "isa": kernels[1], "limited_to": options.isa,
        "processor": processor.described(machine.get("processor")), "seconds": options.seconds,
        "blas_unset": runner.ours("machine", environment=runner.plain).get("engine"),
        "versions": runner.peer("versions"),
        "training": {}, "prediction": {}, "accuracy": {},
    }
    for s in scenarios.TRAINING:
        if options.scenario is None or s.name in options.scenario.split(","):
            words = [
                "step", "--layers", ",".join(map(str, s.sizes)), "--activation", s.activation, "--batch", s.batch,
                "--optimizer", s.optimizer, "--seconds", seconds]
            results["training"][s.name] = runner.beside(
                chosen(scenarios.TRAINING_PEERS, options.peers), words, "train", s.name)
    for s in scenarios.PREDICTION:
        if options.scenario is None or scenarios.network_of(s.name) in options.scenario.split(","):
            words = ["predict", "--layers", ",".join(map(str, s.sizes)), "--batch", s.rows, "--seconds", seconds]
            results["prediction"][s.name] = runner.beside(
                chosen(scenarios.PREDICTION_PEERS, options.peers), words, "predict", s.name)
    results["accuracy"]["ours"] = {
        "once": runner.ours("time-to-accuracy", "--seeds", 1), "often": runner.ours("time-to-accuracy", "--seeds", 5)}
    for peer in chosen(scenarios.ACCURACY_PEERS, options.peers):
        for threads in sorted({1, os.cpu_count() or 1}):
            results["accuracy"][f"{peer}, {threads}"] = {
                "once": runner.peer("accuracy", peer, "--threads", threads),
                "often": runner.peer("accuracy", peer, "--threads", threads, "--seeds", 5)}
    results["cold_start"] = runner.ours("cold-start")
    if options.scenario is None:
        results["linear_algebra"] = {
            "ours": runner.ours("linear-algebra"), "numpy": runner.peer("linear-algebra", "sklearn")}
        for work in ["threads", "memory", "scaling"]:
            results[work] = runner.our_text(work)
        options.timeout = max(options.timeout, 900)  # A sweep is many small runs.
        for call in ["step", "predict"]:
            results[f"sweep_{call}"] = runner.our_text("sweep", "--call", call)
    return results


def main():
    options = arguments()
    folder, python = python_with(HERE / "requirements.txt", "peers")
    last = folder / f"last-run{'-' + options.isa if options.isa else ''}.json"
    whole = options.scenario is None and options.peers is None
    if options.again:
        results = json.loads(last.read_text())
    else:
        results = measure(Runner(options, python))
        if whole:
            last.write_text(json.dumps(results, indent=1))
    entry, text = page.section(results)
    print(text)
    if whole:
        before = options.output.read_text() if options.output.exists() else ""
        options.output.write_text(page.merged(before, entry, text))


if __name__ == "__main__":
    main()
