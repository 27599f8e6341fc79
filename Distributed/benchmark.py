#!/usr/bin/env python3
"""Times steps that ranks share and their messages, fits a model to them, and writes Distributed/SCALING.md.

usage: benchmark.py BUILD [--seconds 1] [--no-peers] [--no-namespaces] [--again]

BUILD holds FeedForwardMPIBenchmark. PyTorch is installed into a virtual environment outside the tree, that of
`make benchmark-peers`. Limits of bandwidth need root and network namespaces; without them that part is left out, which
the page says.
"""
import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "Benchmarks"), str(HERE.parent / "Benchmarks" / "peers")]

import model
import processor
import scenarios
from environment import python_with

ENVIRONMENT = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
GROUPS = 8
HUNDRED_MILLION = (1000, 8000, 8000, 3000)
LIMITS = ["1gbit", "10gbit"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--no-namespaces", action="store_true")
    parser.add_argument("--again", action="store_true", help="write the page anew from the last run")
    parser.add_argument("--output", type=pathlib.Path, default=HERE / "SCALING.md")
    return parser.parse_args()


def lines(command, environment=ENVIRONMENT):
    result = subprocess.run(
        [str(word) for word in command], env=environment, capture_output=True, text=True, timeout=300)
    if result.returncode:
        raise RuntimeError(f"{command}: {result.stderr[-500:]}")
    return result.stdout


def last_json(text):
    return json.loads([line for line in text.splitlines() if line.startswith(("{", "["))][-1])


def name_of_processor():
    path = pathlib.Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), os.uname().machine)


class Runner:
    def __init__(self, options):
        self.program = options.build.resolve() / "FeedForwardMPIBenchmark"
        self.seconds = options.seconds

    def ours(self, *words, ranks=1, launcher=None):
        # A rank alone may use all processors.
        launcher = launcher or ["mpirun", *(["--bind-to", "none"] if ranks == 1 else []), "-n", ranks]
        return last_json(lines([*launcher, self.program, *words]))

    def step(self, s, groups=GROUPS, threads=1, batch=None, **where):
        return self.ours(
            "step", "--layers", ",".join(map(str, s.sizes)), "--activation", s.activation, "--batch", batch or s.batch,
            "--optimizer", s.optimizer, "--groups", groups, "--threads", threads, "--seconds", self.seconds, **where)


def measure(options):
    runner = Runner(options)
    results = {
        "date": datetime.date.today().isoformat(),
        "commit": lines(["git", "-C", HERE, "describe", "--always", "--dirty"]).strip(),
        "processor": processor.described(name_of_processor()),
        "mpi": lines(["mpirun", "--version"]).splitlines()[0], "steps": {}, "messages": {}, "limited": {},
    }
    for s in scenarios.TRAINING:
        # In turn, twice: the machine is shared.
        runs = {}
        for _ in range(2):
            for name, words in [
                ("alone, V = 1", {"groups": 1}), ("alone", {}), ("threads, V = 1", {"groups": 1, "threads": 2}),
                ("threads", {"threads": 2}), ("ranks", {"ranks": 2}),
            ]:
                run = runner.step(s, **words)
                runs[name] = min(runs.get(name, run), run, key=lambda r: r["us"])
        results["steps"][s.name] = runs
        print(s.name, {name: round(run["us"], 1) for name, run in runs.items()}, file=sys.stderr)
    results["messages"]["this machine"] = runner.ours("messages", ranks=2)
    wide, large = scenarios.TRAINING[-1], scenarios.TRAINING[4]
    results["rows"] = {batch: runner.step(wide, batch=batch)["us"] for batch in [64, 512]}
    if not options.no_namespaces and os.geteuid() == 0:
        for limit in LIMITS:
            launcher = [HERE / "netns.sh", limit]
            results["messages"][limit] = runner.ours("messages", launcher=launcher)
            results["limited"][limit] = {s.name: runner.step(s, launcher=launcher)["us"] for s in (large, wide)}
            print(limit, results["limited"][limit], file=sys.stderr)
    if not options.no_peers:
        results["ddp"] = peers(options)
    return results


def peers(options):
    _, python = python_with(HERE.parent / "Benchmarks" / "peers" / "requirements.txt", "peers")
    plain = {k: v for k, v in ENVIRONMENT.items() if not k.startswith("OPENBLAS_")}
    found = {}
    for s in scenarios.TRAINING:
        words = [",".join(map(str, s.sizes)), s.activation, s.batch, s.optimizer, options.seconds]
        launch = [python, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node"]
        try:
            found[s.name] = {n: last_json(lines([*launch, n, HERE / "ddp.py", *words], plain)) for n in (1, 2)}
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            print(f"{s.name}: {error}", file=sys.stderr)
            continue
        print(s.name, found[s.name], file=sys.stderr)
    return found


# MARK: - The page


def number(value):
    return f"{value:.4g}" if value < 1000 else f"{value:.0f}"


def table(head, rows):
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head)] + [
        "| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def page(results):
    parts = [
        "# What ranks cost\n\nWritten by `make benchmark-mpi`; not to be changed by hand. [README](README.md) says "
        "what ranks do.",
        f"- Date: {results['date']}; commit {results['commit']}\n"
        f"- Machine: {results['processor']}, {os.cpu_count()} cores\n- {results['mpi']}\n"
        "- Times are medians in µs, the better of two runs that were taken in turn.",
        steps(results), messages(results), limited(results), simulation(results)]
    if "ddp" in results:
        parts.append(ddp(results))
    return "\n\n".join(part for part in parts if part) + "\n"


def steps(results):
    rows, promise = [], []
    for name, runs in results["steps"].items():
        us = {k: run["us"] for k, run in runs.items()}
        same = len({runs[k]["bits"] for k in ("alone", "threads", "ranks")}) == 1
        ranks = runs["ranks"]
        bound = 2 * 2 * ranks["parameters"] * (1 - 1 / 2) * 4
        promise.append(
            [name, number(us["alone, V = 1"]), number(us["alone"]),
             f"{100 * (us['alone'] / us['alone, V = 1'] - 1):+.0f} %", number(us["threads, V = 1"]),
             number(us["threads"]), number(us["ranks"]), f"{us['alone'] / us['ranks']:.2f}",
             f"{us['threads, V = 1'] / us['ranks']:.2f}", "yes" if same else "**no**"])
        rows.append(
            [name, ranks["parameters"], number(ranks["messages"]), number(ranks["bytes"]), number(bound),
             f"{ranks['bytes'] / bound:.3f}"])
    return (
        "## Steps\n\nV is the number of groups that gradients are summed by: 1 is a training without ranks, "
        f"{GROUPS} one that up to {GROUPS} ranks can share.\n\n" + table(
            ["", "1 thread, V = 1", f"V = {GROUPS}", "V costs", "2 threads, V = 1", f"V = {GROUPS}",
             f"2 ranks of 1 thread, V = {GROUPS}", "2 ranks / 1, V the same", "2 ranks / 2 threads, V = 1",
             "the same bits"], promise)
        + "\n\nWhat all ranks send in a step, counted where it is given to MPI, beside the least that any allreduce "
        "sends, 2 · P · (n − 1) / n numbers a rank:\n\n"
        + table(["2 ranks", "P", "messages", "bytes", "least", "bytes / least"], rows))


def links(results):
    return {
        name: model.fit({m["bytes"]: 1e-6 * m["us"] for m in found}) for name, found in results["messages"].items()}


def messages(results):
    rows = []
    for name, link in links(results).items():
        found = {m["bytes"]: m["us"] for m in results["messages"][name]}
        rows.append(
            [name, number(1e6 * link.alpha), number(8e-9 / link.beta),
             *[number(found[1 << power]) for power in (3, 12, 16, 20, 24)]])
    return (
        "## Messages\n\nOne way between two ranks, half of there and back; α is that of 8 bytes, β what 16 MB take "
        "beyond 1 MB. Where a rate is given, each rank has a network namespace of its own and a token bucket of "
        "256 KB limits what goes out.\n\n"
        + table(["", "α, µs", "1 / β, Gbit/s", "8 bytes", "4 KB", "64 KB", "1 MB", "16 MB"], rows))


def measured_processor(results):
    """From steps of the network wide on one thread, and the additions from memory's pace."""
    sizes = next(s.sizes for s in scenarios.TRAINING if s.name == "wide")
    total = sum(model.parameters(sizes))
    few, many = (1e-6 * results["rows"][batch] for batch in ("64", "512"))
    row = (many - few) / (512 - 64) / total
    return model.Processor(row, max(few / total - 64 * row, 0), 0.25e-9)


def limited(results):
    if not results["limited"]:
        return "Steps with limited bandwidth were not measured: that needs root."
    cpu, found, rows = measured_processor(results), links(results), []
    for s in scenarios.TRAINING:
        for limit, times in results["limited"].items():
            if s.name in times:
                expected = 1e6 * model.step(s.sizes, s.batch // 2, 2, found[limit], cpu)
                rows.append(
                    [s.name, limit, number(times[s.name]), number(expected), f"{expected / times[s.name]:.2f}"])
    for s in scenarios.TRAINING[4:]:
        us = results["steps"][s.name]["ranks"]["us"]
        expected = 1e6 * model.step(s.sizes, s.batch // 2, 2, found["this machine"], cpu)
        rows.append([s.name, "this machine", number(us), number(expected), f"{expected / us:.2f}"])
    return (
        "## Is the model right?\n\n2 ranks of 1 thread, measured and by the model: computing as a straight line in "
        f"rows, {1e12 * cpu.row:.3g} ps for a row and a parameter and {1e9 * cpu.parameter:.3g} ns for a parameter, "
        "both from the network wide; messages as above, in the order in which the engine begins them.\n\n"
        + table(["", "link", "measured, µs", "model, µs", "model / measured"], rows))


def simulation(results):
    cpu, rows = measured_processor(results), []
    wide = next(s.sizes for s in scenarios.TRAINING if s.name == "wide")
    networks = {"wide": wide, "100 million": HUNDRED_MILLION}
    fabric = {
        "1 Gbit/s, α = 50 µs": model.Link(50e-6, 8e-9), "10 Gbit/s, α = 20 µs": model.Link(20e-6, 0.8e-9),
        "100 Gbit/s, α = 2 µs": model.Link(2e-6, 0.08e-9)}
    for name, sizes in networks.items():
        for link_name, link in fabric.items():
            for ranks in (8, 64, 1024):
                shares = [f"{100 * model.efficiency(sizes, r, ranks, link, cpu):.0f} %" for r in (16, 128, 1024)]
                least = [model.rows_for(share, sizes, ranks, link, cpu) for share in (0.5, 0.8)]
                rows.append([name, link_name, ranks, *shares, *[n or "never" for n in least]])
    return (
        "## Many ranks, simulated\n\nNot measured: the model above with other links and one thread a rank of this "
        f"processor. wide is {'-'.join(map(str, wide))}, {sum(model.parameters(wide)) / 1e6:.1f} million parameters; "
        f"100 million is {'-'.join(map(str, HUNDRED_MILLION))}, {sum(model.parameters(HUNDRED_MILLION)) / 1e6:.0f} "
        "million. V is the number of ranks. Efficiency is the speed by that of ranks that need not talk, each with so "
        "many rows of a minibatch; above 100 % it is because each moves a part of the parameters only. The last "
        "columns say from how many rows a rank on it is 50 and 80 %: with fewer, further ranks hardly pay.\n\n"
        + table(["network", "link", "ranks", "16 rows", "128 rows", "1024 rows", "50 % from", "80 % from"], rows))


def ddp(results):
    rows = []
    for name, ours in results["steps"].items():
        runs = results["ddp"].get(name)
        if runs is None:
            us = [number(ours[name]["us"]) for name in ("alone", "ranks")]
            rows.append([name, "did not run", "did not run", *us, "–", "–"])
            continue
        one, two = runs["1"], runs["2"]
        rows.append(
            [name, number(one["us"]), number(two["us"]), number(ours["alone"]["us"]), number(ours["ranks"]["us"]),
             f"{two['us'] / ours['ranks']['us']:.2f}", "yes" if one["bits"] == two["bits"] else "no"])
    return (
        "## Beside PyTorch\n\nDistributedDataParallel with gloo, one thread a process, in µs a step; the same rows on "
        "one process and on two, and whether the parameters have the same bits after 20 steps. Ours always have.\n\n"
        + table(
            ["", "PyTorch, 1", "PyTorch, 2", "ours, 1", "ours, 2", "PyTorch / ours, 2", "PyTorch's bits the same"],
            rows))


def main():
    options = arguments()
    last = options.build.resolve() / "last-run.json"
    if not options.again:
        last.write_text(json.dumps(measure(options), indent=1))
    options.output.write_text(page(json.loads(last.read_text())))


if __name__ == "__main__":
    main()
