"""One peer, one scenario, one process: prints one JSON object.

peer.py train PEER SCENARIO | predict PEER SCENARIO | accuracy PEER | versions | linear-algebra
"""
import argparse
import json
import os
import statistics
import time

STARTED = time.perf_counter()


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", choices=["train", "predict", "accuracy", "versions", "linear-algebra"])
    parser.add_argument("peer", nargs="?")
    parser.add_argument("scenario", nargs="?")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--seeds", type=int, default=1)
    return parser.parse_args()


def limit_threads(peer, threads):
    """Before anything is imported: most libraries read this once."""
    for name in ["OMP", "MKL", "OPENBLAS"]:
        os.environ[name + "_NUM_THREADS"] = str(threads)
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    # JAX takes as many threads as it sees processors.
    if peer.startswith("jax") and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def median_microseconds(call, wait, seconds):
    """The median lap; short calls share a lap of about 20 ms. `wait` returns when all work is done."""
    for _ in range(3):
        call()
    wait()
    begin = time.perf_counter()
    call()
    wait()
    repeats = max(1, int(0.02 / max(time.perf_counter() - begin, 1e-7)))
    laps = []
    end = time.perf_counter() + seconds
    while len(laps) < 3 or time.perf_counter() < end:
        begin = time.perf_counter()
        for _ in range(repeats):
            call()
        wait()
        laps.append((time.perf_counter() - begin) / repeats)
    return statistics.median(laps) * 1e6


def main():
    options = arguments()
    if options.work == "versions":
        import importlib.metadata
        import platform
        import scenarios
        found = {name: importlib.metadata.version(name) for name in scenarios.PACKAGES}
        return {"python": platform.python_version(), **found}
    limit_threads(options.peer or "", options.threads)
    if options.work == "linear-algebra":
        import linear_algebra
        return linear_algebra.measure()
    if options.work == "accuracy":
        import accuracy
        return {"peer": options.peer, **accuracy.run(options.peer, options.threads, options.seeds, STARTED)}
    import scenarios
    if options.work == "train":
        import training
        scenario = next(s for s in scenarios.TRAINING if s.name == options.scenario)
        call, wait, steps = training.PEERS[options.peer](scenario, options.threads)
    else:
        import prediction
        scenario = next(s for s in scenarios.PREDICTION if s.name == options.scenario)
        call, wait, steps = prediction.PEERS[options.peer](scenario, options.threads)
    us = median_microseconds(call, wait, options.seconds) / steps
    return {"peer": options.peer, "scenario": options.scenario, "threads": options.threads, "us": us}


if __name__ == "__main__":
    print(json.dumps(main()), flush=True)
