"""A section of the page of results, from what run.py measured."""
import isa
import scenarios

LONGEST_COLD_START = 50.0  # ms


def us(value):
    if value is None:
        return "–"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 1000 else f"{value:.0f}"


def table(heads, rows):
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


class Scenario:
    """What was measured of one scenario, on our side and on the others'."""

    def __init__(self, runs, key):
        self.key = key
        self.good = [run for run in runs["ours"] if "error" not in run]
        # Training steps only.
        one_thread = runs.get("one_thread", [])
        self.one_thread = min((run for run in one_thread if "error" not in run), key=lambda r: r[key], default=None)
        self.errors = [("ours", run) for run in runs["ours"] + one_thread if "error" in run]
        self.errors += [(run["peer"], run) for run in runs["peers"] if "error" in run]
        self.peers = {}
        for run in runs["peers"]:
            if "error" not in run and run["us"] < self.peers.get(run["peer"], (float("inf"), 0))[0]:
                self.peers[run["peer"]] = (run["us"], run["threads"])
        self.environments = list(dict.fromkeys(run["environment"] for run in runs["ours"]))

    @property
    def ours(self):
        """Our best run, as each peer's is its best."""
        return min(self.good, key=lambda run: run[self.key], default=None)

    def ours_in(self, environment):
        good = [run for run in self.good if run["environment"] == environment]
        return min(good, key=lambda run: run[self.key], default=None)

    @property
    def worst_ratio_to_bare(self):
        """Our best run by the environment in which BLAS is faster."""
        ratios = [run["ratio_to_bare_gemm"] for run in map(self.ours_in, self.environments) if run]
        return max(ratios, default=None)

    @property
    def best_peer(self):
        return min(self.peers, key=lambda peer: self.peers[peer][0], default=None)

    @property
    def peer_ratio(self):
        """The best peer's time by ours."""
        return self.peers[self.best_peer][0] / self.ours[self.key] if self.peers and self.ours else None

    @property
    def through_blas(self):
        """The same by BLAS instead of our own products; None where BLAS makes them anyway."""
        return min((run["us_through_blas"] for run in self.good if run.get("us_through_blas")), default=None)

    @property
    def speedup(self):
        """Of all threads over one."""
        return self.one_thread[self.key] / self.ours[self.key] if self.one_thread and self.ours else None

    @property
    def one_thread_share(self):
        """Of the peak, on one thread."""
        return self.one_thread.get("share_of_peak") if self.one_thread else None


def ratio(value):
    return "–" if value is None else f"{value:.2f}"


def percent(value):
    return "–" if value is None else f"{value:.0%}"


def names(results):
    return isa.names(results.get("limited_to"))


def all_against_one(results):
    return f"{results['machine'].get('cores')} threads / 1"


def training_tables(results):
    first, second, threads, bare = [], [], [], []
    for goal in scenarios.TRAINING:
        if goal.name not in results["training"]:
            continue
        s = Scenario(results["training"][goal.name], "us_per_step")
        run = s.ours or {}
        first.append([
            goal.name, us(run.get("us_per_step")), f"{us(run.get('us_p25'))} … {us(run.get('us_p75'))}",
            ratio(s.worst_ratio_to_bare), f"{goal.bare_floor:.2f}", f"{goal.bare_goal:.2f}",
            names(results).get(s.best_peer, "–"), ratio(s.peer_ratio), f"{goal.peer_floor:.2f}",
            f"{goal.peer_goal:.2f}", us(s.through_blas), us(run.get("us_naive")),
            f"{run.get('speedup_over_naive') or 0:.0f}" if run.get("us_naive") else "–",
            percent(run.get("share_of_peak", 0)), f"{run.get('allocations_per_step') or 0:.2f}",
        ])
        second.append([goal.name, us(run.get("us_per_step"))] + [peer_cell(s, p) for p in scenarios.TRAINING_PEERS])
        threads.append([
            goal.name, us((s.one_thread or {}).get("us_per_step")), ratio(s.speedup), f"{goal.threads_floor:.2f}",
            percent(s.one_thread_share), percent(goal.peak_floor), percent(goal.peak_goal)])
        for environment in s.environments:
            run = s.ours_in(environment) or {}
            bare.append([
                goal.name, environment, us(run.get("us_per_step")), us(run.get("us_bare_one_thread")),
                us(run.get("us_bare_own_threads")), us(run.get("us_bare_shared_rows")),
                ratio(run.get("ratio_to_bare_gemm")),
            ])
    return "\n\n".join([
        "### Training: µs a step",
        "“step / bare” is our step by the best of the bare BLAS calls, in the environment in which these are faster; "
        "“through BLAS” is our step with BLAS in place of our own products.",
        table(["", "step", "p25 … p75", "step / bare", "floor", "goal", "best peer", "best peer / step", "floor",
               "goal", "through BLAS", "plain loops", "plain loops / step", "of peak", "allocations"], first),
        "Our step on one thread, and what all of them gain:",
        table(["", "1 thread", all_against_one(results), "floor", "of peak, 1 thread", "floor", "goal"], threads),
        "Each peer at its best number of threads (in brackets):",
        table(["", "ours"] + [names(results)[p] for p in scenarios.TRAINING_PEERS], second),
        "The bare BLAS calls of a step: on one thread, on the library's own threads, and on one thread with the rows "
        "that fall to one of the threads.",
        table(["", "environment", "step", "1 thread", "own threads", "shared rows", "step / best bare"], bare),
    ])


def peer_cell(s, peer):
    return f"{us(s.peers[peer][0])} ({s.peers[peer][1]})" if peer in s.peers else "–"


def prediction_table(results):
    rows = []
    for goal in scenarios.PREDICTION:
        if goal.name in results["prediction"]:
            s = Scenario(results["prediction"][goal.name], "us_per_call")
            run = s.ours or {}
            rows.append(
                [goal.name] + [us(run.get(k)) for k in ["us_per_call", "us_p50", "us_p99", "us_p99.9", "us_max"]]
                + [ratio(s.worst_ratio_to_bare), us(s.through_blas)]
                + [peer_cell(s, p) for p in scenarios.PREDICTION_PEERS] + [ratio(s.peer_ratio)])
    return "\n\n".join([
        "### Prediction: µs a call",
        "By a predictor that is kept. The percentiles are those of single calls, the look at the clock included.",
        table(["", "ours", "p50", "p99", "p99.9", "max", "ours / bare", "through BLAS"]
              + [names(results)[p] for p in scenarios.PREDICTION_PEERS] + ["best peer / ours"], rows),
    ])


def accuracy_label(name):
    peer, _, threads = name.partition(", ")
    return f"{scenarios.NAMES[peer]} ({threads})" if threads else name


def accuracy_table(results):
    rows = []
    for name, runs in results["accuracy"].items():
        once, often = runs["once"], runs["often"]
        label = accuracy_label(name)
        if "error" in once or "error" in often:
            rows.append([label, once.get("error") or often["error"], "–", "–", "–"])
        else:
            note = "" if often["reached"] else " (not always reached)"
            rows.append([label, f"{often['seconds'] * 1e3:.1f}", f"{once['seconds_first'] * 1e3:.1f}",
                         f"{once['wall']:.2f}", f"{often['epochs']}{note}"])
    return "\n\n".join([
        "### Time to accuracy: digits until 97 % of the test rows are right",
        "Every fifth row is a test row; 64-64-10, Adam, minibatches of 64, judged after every epoch. “Training” is the "
        "median of five runs in one process; “first” is the first run of a process, compiling included; “process” is "
        "from its start to its end, imports included.",
        table(["", "training, ms", "first, ms", "process, s", "epochs"], rows),
    ])


def losses(results):
    """Every goal that is missed, and every peer that is faster."""
    found = []
    for goal in scenarios.TRAINING:
        if goal.name not in results["training"]:
            continue
        s = Scenario(results["training"][goal.name], "us_per_step")
        if not s.good:
            found.append(f"{goal.name}: our own run failed.")
            continue
        found += missed(goal.name, "step / bare", s.worst_ratio_to_bare, goal.bare_floor, goal.bare_goal, more=False)
        found += missed(goal.name, "best peer / step", s.peer_ratio, goal.peer_floor, goal.peer_goal)
        if results["machine"].get("cores", 1) > 1:
            found += missed(goal.name, all_against_one(results), s.speedup, goal.threads_floor)
        found += missed(goal.name, "the share of peak of 1 thread", s.one_thread_share, goal.peak_floor,
                        goal.peak_goal, shown=percent)
        found += faster_peers(goal.name, s, results)
        allocations = s.ours.get("allocations_per_step")
        if allocations:
            found.append(f"{goal.name}: {allocations:.2f} heap allocations a step.")
    for goal in scenarios.PREDICTION:
        if goal.name not in results["prediction"]:
            continue
        s = Scenario(results["prediction"][goal.name], "us_per_call")
        if not s.good:
            found.append(f"prediction, {goal.name}: our own run failed.")
            continue
        found += faster_peers(f"prediction, {goal.name}", s, results)
        if goal.limit and s.ours["us_per_call"] >= goal.limit:
            found.append(f"prediction, {goal.name}: {us(s.ours['us_per_call'])} µs, the goal is below {goal.limit:g}.")
        if s.ours.get("allocations_per_call"):
            found.append(f"prediction, {goal.name}: {s.ours['allocations_per_call']:.2f} heap allocations a call.")
    return found + other_losses(results)


def missed(name, what, value, floor, goal=None, more=True, shown=ratio):
    """A sentence in a list where the goal is missed, or the floor where there is no goal. `more` is better."""
    def holds(limit):
        return value >= limit if more else value <= limit

    wanted = floor if goal is None else goal
    if value is None or wanted is None or holds(wanted):
        return []
    by = max(value, wanted) / min(value, wanted) - 1
    kind, end = ("floor", ".") if goal is None else (
        "goal", "; the floor holds." if holds(floor) else "; the floor is missed too.")
    return [f"{name}: {what} is {shown(value)}, the {kind} {shown(wanted)}: missed by {by:.0%}{end}"]


def faster_peers(name, s, results):
    mine = s.ours[s.key]
    return [f"{name}: {names(results)[peer]} is faster, {us(time)} µs beside {us(mine)}."
            for peer, (time, _) in sorted(s.peers.items()) if time < mine]


def other_losses(results):
    found = []
    ours = results["accuracy"].get("ours", {})
    for name, runs in results["accuracy"].items():
        for key, what, which in [("seconds", "training", "often"), ("wall", "the whole process", "once")]:
            mine, theirs = ours.get(which, {}).get(key), runs[which].get(key)
            if name != "ours" and mine and theirs and theirs < mine:
                found.append(
                    f"time to accuracy: {accuracy_label(name)} is faster in {what}, {theirs:.3f} s beside {mine:.3f}.")
    cold = results.get("cold_start", {}).get("ms_median")
    if cold is None or cold >= LONGEST_COLD_START:
        found.append(f"cold start: {'failed' if cold is None else f'{cold:.1f} ms'}, the goal is below "
                     f"{LONGEST_COLD_START:.0f}.")
    memory = results.get("memory", "").splitlines()
    if len(memory) == 1:
        found.append(f"memory of training: {memory[0]}")
    for line in memory[2:]:
        *_, formula, both = line.split()
        if formula != "–" and float(formula) > 1.05:
            found.append(f"memory of training, {line.split()[0]}: {formula} times the formula, {both} times the "
                         "formula and the best parameters so far, to which divergence and early stopping go back.")
    for line in results.get("scaling", "").splitlines():
        if line.startswith("slope") and not 0.9 <= float(line.split()[-1]) <= 1.1:
            found.append(f"cost: {line}; 1 is linear.")
    for call in ["step", "predict"]:
        last = results.get(f"sweep_{call}", "").splitlines()[-1:]
        if last and last[0] != "cliffs: 0":
            found.append(f"sweep of {call}: {last[0]}.")
    return found


def failures(results):
    """Peers without a result, for the reader to know that they were tried."""
    found = []
    for kind, key in [("training", "us_per_step"), ("prediction", "us_per_call")]:
        for name, runs in results[kind].items():
            for who, run in Scenario(runs, key).errors:
                detail = f" on {run['threads']} threads" if "threads" in run else ""
                found.append(f"{kind}, {name}: {names(results).get(who, who)}{detail}: {run['error']}")
    return found


def bullets(lines):
    return "\n".join(f"- {line}" for line in lines) or "Nowhere, by these figures."


def summary(results):
    """What the table at the head of the page says of a section, beside its place and time."""
    runs = results["training"].get("mnist-l")
    s = Scenario(runs, "us_per_step") if runs else None
    return {"step": s.ours["us_per_step"] if s and s.ours else None, "peer_ratio": s.peer_ratio if s else None}


def heading(results):
    machine, versions, asked = results["machine"], results["versions"], results.get("limited_to")
    settings = " ".join(f"{k}={v}" for k, v in sorted(machine.get("blas_environment", {}).items()))
    lines = [
        f"Date: {results['date']}; commit {machine.get('commit')}; {machine.get('compiler')}",
        f"Machine: {results['processor']}, {machine.get('cores')} cores; peak of one thread "
        f"{machine.get('peak_float_gflops')} GFLOP/s in `Float`, {machine.get('peak_double_gflops')} in `Double`",
        f"Engine: {machine.get('engine')}",
    ]
    if machine.get("blasAdvice"):
        lines.append(f"BLAS: {machine['blasAdvice']}")
    if core := isa.openblas_core(asked):
        lines.append(f"The bare BLAS calls are limited too, by OPENBLAS_CORETYPE={core}.")
    elif settings:
        lines.append(f"The environment sets {settings}. Without that: {results['blas_unset']}. Our figures are the "
                     "best of runs in both; the peers run without.")
    lines.append("Peers: " + ", ".join(f"{name} {version}" for name, version in versions.items() if name != "wall"))
    arguments = f' ARGS="--isa {asked}"' if asked else ""
    lines.append(f"Command: `make benchmark-peers{arguments}`; {results.get('seconds')} s for each rival and scenario. "
                 "Ours is run before and after the peers, and the fastest peers once more; everybody's best run "
                 "counts, and each run is a median.")
    return bullets(lines)


def linear_algebra_table(results):
    names = {"least_squares": "least squares, 20 000 × 100", "orthogonal": "orthogonal start, 1 024 × 1 024",
             "levenberg_marquardt": "Levenberg–Marquardt step, 2 000 × 1 101"}
    sides = [results["linear_algebra"][side] for side in ("ours", "numpy")]
    return table(["", "ours", "numpy"], [
        [name] + [f"{times[key]:.1f}" if key in times else "–" for times in sides] for key, name in names.items()])


def text(results):
    asked = results.get("limited_to")
    parts = [heading(results)]
    if asked in isa.LEFT:
        parts += [f"### What limits the peers to {asked}",
                  table(["", "limited by", "not limited"], isa.rows(asked))]
    parts += [
        "### Where we lose", bullets(losses(results)), training_tables(results), prediction_table(results),
        accuracy_table(results),
        "### Cold start", f"{results['cold_start'].get('ms_median', 0):.1f} ms from the start of a process through one "
        f"prediction of digits to its end (median of {results['cold_start'].get('starts')}).",
    ]
    if "linear_algebra" in results:
        parts += ["### LAPACK: ms on one thread, numpy's newest OpenBLAS beside it", linear_algebra_table(results)]
    for key, title in [("threads", "Slow hand-overs and busy neighbours"), ("memory", "Memory"),
                       ("scaling", "Cost over rows and epochs"), ("sweep_step", "Sweep of steps"),
                       ("sweep_predict", "Sweep of predictions")]:
        if key in results:
            parts += [f"### {title}", f"```\n{results[key]}\n```"]
    failed = failures(results)
    if failed:
        parts += ["### Runs without a result", bullets(failed)]
    return "\n\n".join(parts)
