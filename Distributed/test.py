#!/usr/bin/env python3
"""Trains on several ranks under mpirun, and compares files byte by byte.

usage: test.py PROGRAM PLAIN [NAME…]

PROGRAM is feedforward-mpi, PLAIN is feedforward. Every run has a time after which it counts as hung. NAMEs select
tests. MPI=mpich in the environment says that PROGRAM is built with MPICH; otherwise it is Open MPI.
"""
import gzip
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM, PLAIN = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
NAMES = sys.argv[3:]
HERE = pathlib.Path(__file__).resolve().parent
LIMIT = 300  # seconds, after which a run hangs
MPICH = os.environ.get("MPI") == "mpich"
# Where both are installed, each has a name of its own.
LAUNCHER = shutil.which("mpirun.mpich" if MPICH else "mpirun.openmpi") or "mpirun"
MPIRUN = [LAUNCHER] if MPICH else [LAUNCHER, "--oversubscribe", "--bind-to", "none"]
# Open MPI gives processes a second between SIGTERM and SIGKILL unless told otherwise.
PATIENT = [] if MPICH else ["--mca", "odls_base_sigkill_timeout", "5"]
ENVIRONMENT = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


def start(ranks, *words, folder, program=PROGRAM, options=()):
    command = [*MPIRUN, *options, "-n", str(ranks)] if ranks else []
    return subprocess.Popen(
        [*command, program, *map(str, words)], cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def end(process, limit=LIMIT):
    """(exit code, standard output, standard error); a run that hangs is ended with all that it started."""
    try:
        output, errors = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, errors = process.communicate()
        raise AssertionError(f"hung for {limit} s: {process.args}\n{errors[-2000:]}")
    return process.returncode, output, errors


def run(ranks, *words, folder, program=PROGRAM, code=0, limit=LIMIT):
    got, output, errors = end(start(ranks, *words, folder=folder, program=program), limit)
    assert got == code, f"{ranks} ranks, {words}: exit code {got}, expected {code}\n{output[-500:]}\n{errors[-2000:]}"
    return output, errors


def table(path, rows=500, columns=12, seed=1):
    draw = random.Random(seed)
    with open(path, "w") as file:
        file.write(",".join(f"x{c}" for c in range(columns)) + ",y\n")
        for _ in range(rows):
            x = [draw.gauss(0, 1) for _ in range(columns)]
            file.write(",".join(f"{v:.6f}" for v in x) + "," + "abc"[int(abs(x[0] + x[1]) * 1.3) % 3] + "\n")


def bytes_of(folder, name):
    return (folder / name).read_bytes()


TRAIN = ["train", "t.csv", "--target", "y", "--preset", "fast", "--hidden", "32,16", "--epochs", "6", "--seed", "3"]


# MARK: - Tests: each gets a folder of its own with a table t.csv


def same_bits_for_any_number_of_ranks(folder):
    run(0, *TRAIN, "--gradient-groups", 8, "--output", "plain.model", folder=folder, program=PLAIN)
    for ranks in [0, 1, 2, 3, 4, 7, 8]:
        for threads in [1, 2] if ranks < 3 else [1]:
            run(ranks, *TRAIN, "--threads", threads, "--output", "ranks.model", folder=folder)
            assert weights(folder / "ranks.model") == weights(folder / "plain.model"), f"{ranks} ranks"
            assert provenance(folder / "ranks.model") == provenance(folder / "plain.model"), f"{ranks} ranks"


def summary_is_said_once(folder):
    plain, _ = run(0, *TRAIN, "--gradient-groups", 8, "--json", folder=folder, program=PLAIN)
    ranks, _ = run(3, *TRAIN, "--json", folder=folder)
    plain, ranks = json.loads(plain), json.loads(ranks)
    plain.pop("seconds"), ranks.pop("seconds")
    assert plain == ranks, (plain, ranks)
    _, errors = run(3, *TRAIN, folder=folder)
    lines = [line for line in errors.splitlines() if line.startswith("epoch 6/6")]
    assert len(lines) == 1, errors


def full_batch_rules(folder):
    table(folder / "t.csv", rows=120, columns=4)
    for rule in ["lbfgs", "rprop", "scg"]:
        words = [*TRAIN, "--optimizer", rule, "--hidden", "5"]
        models = []
        for ranks in [1, 3]:
            run(ranks, *words, "--output", f"{rule}{ranks}.model", folder=folder)
            models.append(weights(folder / f"{rule}{ranks}.model"))
        assert models[0] == models[1], rule


def files_are_one_table(folder):
    """Rows in several files, some compressed, one without the names; ranks read them together."""
    names, *rows = (folder / "t.csv").read_text().splitlines(keepends=True)
    cuts = [[names] + rows[:200], [names] + rows[200:210], rows[210:400], [names] + rows[400:]]
    parts = ["".join(cut) for cut in cuts]
    paths = [f"part-{i}.csv" + ".gz" * (i % 2) for i in range(4)]
    for path, part in zip(paths, parts):
        (folder / path).write_bytes(gzip.compress(part.encode()) if path.endswith(".gz") else part.encode())
    words = ["train", *paths, *TRAIN[2:]]
    run(0, *TRAIN, "--gradient-groups", 8, "--output", "plain.model", folder=folder, program=PLAIN)
    for ranks in [0, 1, 3, 8]:
        run(ranks, *words, "--output", "ranks.model", folder=folder)
        assert weights(folder / "ranks.model") == weights(folder / "plain.model"), f"{ranks} ranks"
    (folder / paths[3]).write_bytes((folder / paths[3]).read_bytes()[:-20])
    _, errors = run(3, *words, folder=folder, code=2)
    assert errors.count("Error:") == 1 and paths[3] in errors, errors
    (folder / paths[3]).write_bytes(gzip.compress((parts[3] + "1,2,3\n").encode()))
    _, errors = run(3, *words, folder=folder, code=2)
    assert errors.count("Error:") == 1 and f"{paths[3]}:102: found 3 fields" in errors, errors


def records_are_cut_between_lines(folder):
    """Texts over many lines, each of which looks like a row."""
    names, *rows = (folder / "t.csv").read_text().splitlines()
    inner = "\n".join(rows[:30])
    with open(folder / "t.csv", "w") as file:
        file.write(names + ",t\n")
        for i, row in enumerate(rows):
            file.write(f'{row},{chr(34) + inner + chr(34) if i % 3 == 0 else "ab"[i % 2]}\n')
    run(0, *TRAIN, "--gradient-groups", 8, "--output", "plain.model", folder=folder, program=PLAIN)
    for ranks in [2, 5]:
        run(ranks, *TRAIN, "--output", "ranks.model", folder=folder)
        assert weights(folder / "ranks.model") == weights(folder / "plain.model"), f"{ranks} ranks"


def several_networks(folder):
    """The default preset: questions answered by short trainings, then networks that answer together."""
    words = ["train", "t.csv", "--target", "y", "--epochs", "8", "--members", "3", "--seed", "3"]
    run(0, *words, "--output", "plain.model", folder=folder, program=PLAIN)
    for ranks in [0, 1, 2, 3, 4]:
        run(ranks, *words, "--output", "ranks.model", folder=folder)
        assert weights(folder / "ranks.model") == weights(folder / "plain.model"), f"{ranks} ranks"


def searches(folder):
    for more in [[], ["--halving"]]:
        words = ["search", "t.csv", "--target", "y", "--folds", "3", "--epochs", "9", "--seed", "3", "--json", *more]
        plain, _ = run(0, *words, folder=folder, program=PLAIN)
        for ranks in [1, 2, 3]:
            found, errors = run(ranks, *words, folder=folder)
            assert json.loads(found) == json.loads(plain), (found, plain)
            assert more or len(re.findall(r"candidate 1 of", errors)) == 1, errors


def several_networks_end_in_time(folder):
    """By rank 0's clock: in a little time fewer networks, in more of it more of them; the best so far is kept."""
    table(folder / "t.csv", rows=4000)
    words = ["train", "t.csv", "--target", "y", "--seed", "3", "--output", "m", "--json"]
    for ranks, budget in [(3, "1s"), (2, "8s")]:
        begin = time.time()
        output, _ = run(ranks, *words, "--time-budget", budget, folder=folder)
        assert "the time was up" in provenance(folder / "m")["stopped because"], output
        assert json.loads(output) and time.time() - begin < 60
        os.remove(folder / "m")


def several_networks_end_by_signals(folder):
    """Of any rank, and of mpirun."""
    table(folder / "t.csv", rows=4000)
    endless = ["t.csv", "--target", "y", "--epochs", "100000", "--patience", "0"]
    train = ["train", *endless, "--members", "3", "--seed", "3", "--output", "m"]
    search = ["search", *endless, "--candidates", "3", "--folds", "2"]
    for words, whom, number in [
        (train, 0, signal.SIGINT), (train, 1, signal.SIGTERM), (train, 2, signal.SIGTERM),
        (train, None, signal.SIGTERM), (search, 1, signal.SIGTERM),
    ]:
        process = start(3, *words, folder=folder, options=PATIENT)
        wait_for_work(3)
        os.kill(process.pid if whom is None else children()[whom], number)
        code, output, errors = end(process, limit=60)
        assert code == 128 + number or whom is None and code != 0, (whom, code, errors)
        if words is train:
            assert (folder / "m").exists() and "The model is in m" in errors, errors
            assert provenance(folder / "m")["stopped because"] == "interrupted", errors
            os.remove(folder / "m")
        else:
            assert "rank" in output, output


def killed_ranks_end_several_networks(folder):
    table(folder / "t.csv", rows=4000)
    process = start(
        3, "train", "t.csv", "--target", "y", "--epochs", "100000", "--patience", "0", "--seed", "3", folder=folder)
    wait_for_work(3)
    os.kill(children()[1], signal.SIGKILL)
    code, output, errors = end(process, limit=30)
    assert code != 0 and re.search(r"rank 1|signal 9", output + errors), output + errors


def starts_anew_for_a_better_core(folder):
    """A library that says what OpenBLAS would of a processor that it does not know."""
    if os.uname().machine != "x86_64":
        return
    source = folder / "old.c"
    source.write_text(
        '#include <stdlib.h>\nconst char *openblas_get_corename(void) {'
        ' return getenv("OPENBLAS_CORETYPE") ? "Haswell" : "Prescott"; }\n')
    subprocess.run(["clang", "-shared", "-fPIC", "-o", folder / "old.so", source], check=True)
    before_each(folder, 'export LD_PRELOAD="$PWD/old.so" FEEDFORWARD_ISA=avx2; unset OPENBLAS_CORETYPE')
    table(folder / "t.csv", rows=4000)
    words = [*TRAIN[:-4], "--epochs", "100000", "--patience", "0", "--output", "m"]
    process = start(2, PROGRAM, *words, folder=folder, program="./each.sh", options=PATIENT)
    wait_for_work(2)
    for number in children().values():
        assert b"OPENBLAS_CORETYPE=Haswell" in environment(number)
    os.kill(children()[1], signal.SIGTERM)
    code, _, errors = end(process, limit=60)
    assert code == 143 and (folder / "m").exists(), (code, errors)


def goes_on_with_another_number_of_ranks(folder):
    long = [*TRAIN[:-4], "--epochs", "40", "--seed", "3", "--patience", "0"]
    run(1, *long, "--output", "whole.model", folder=folder)
    short = [*TRAIN[:-4], "--epochs", "11", "--seed", "3", "--patience", "0"]
    run(2, *short, "--checkpoint", "c", folder=folder)
    run(7, *long, "--resume", "c", "--output", "rest.model", folder=folder)
    assert weights(folder / "whole.model") == weights(folder / "rest.model")


def killed_ranks_end_all(folder):
    table(folder / "t.csv", rows=4000)
    words = [*TRAIN[:-4], "--epochs", "400", "--seed", "3", "--patience", "0", "--checkpoint", "c",
             "--checkpoint-every", "1epoch"]
    process = start(4, *words, folder=folder)
    wait_for(folder / "c")
    victim = children()[2]
    begin = time.time()
    os.kill(victim, signal.SIGKILL)
    code, output, errors = end(process, limit=30)
    assert code != 0 and time.time() - begin < 30
    assert re.search(r"rank 2|signal 9", output + errors), output + errors
    # What is there is whole, and goes on with another number of ranks to where it would have come without the break.
    words = words[:-4]
    run(2, *words, "--resume", "c", "--output", "rest.model", folder=folder)
    run(1, *words, "--output", "whole.model", folder=folder)
    assert weights(folder / "whole.model") == weights(folder / "rest.model")


def killed_ranks_are_started_again(folder):
    table(folder / "t.csv", rows=4000)
    words = [*TRAIN[:-4], "--epochs", "400", "--seed", "3", "--patience", "0"]
    run(1, *words, "--output", "whole.model", folder=folder)
    process = start(
        0, 2, "c", *MPIRUN, "-n", 3, PROGRAM, *words, "--checkpoint", "c", "--checkpoint-every", "1epoch", "--output",
        "rest.model", folder=folder, program=str(HERE / "restart.sh"))
    wait_for(folder / "c")
    os.kill(children()[1], signal.SIGKILL)
    code, _, errors = end(process)
    assert code == 0 and "Ended by signal 9; started again, 2 at most" in errors, errors
    assert weights(folder / "whole.model") == weights(folder / "rest.model")


def termination_keeps_the_network(folder):
    """Of one rank, and of mpirun, which has an exit code of its own."""
    table(folder / "t.csv", rows=4000)
    words = [*TRAIN[:-4], "--epochs", "100000", "--seed", "3", "--patience", "0", "--output", "best.model",
             "--checkpoint", "c", "--checkpoint-every", "1epoch"]
    for is_rank in [True, False]:
        process = start(3, *words, folder=folder, options=PATIENT)
        wait_for(folder / "c")
        os.kill(children()[1] if is_rank else process.pid, signal.SIGTERM)
        code, _, errors = end(process, limit=60)
        assert code == 143 or not is_rank and code != 0, (code, errors)
        assert (folder / "best.model").exists() and "The model is in best.model" in errors, errors
        os.remove(folder / "best.model"), os.remove(folder / "c")


def time_budget_ends_all(folder):
    run(4, *TRAIN[:-4], "--epochs", "1000000", "--patience", "0", "--time-budget", "2s", "--output", "m", folder=folder)
    assert (folder / "m").exists()


def errors_are_said_once(folder):
    cases = [
        (["--optimizer", "adamm"], 64, "adamm"),
        (["--gradient-groups", "2"], 64, "gradientGroups is 2 for 3 ranks"),
        (["--gradient-groups", "6"], 64, "gradientGroups is 6"),
        (["--output", "no/such/folder/m"], 2, "no/such/folder"),
        (["--time-budget", "0s"], 64, "time-budget"),
    ]
    for options, code, words in cases:
        _, errors = run(3, *TRAIN, *options, folder=folder, code=code)
        assert errors.count(words) >= 1 and errors.count("Error:") == 1, errors
    (folder / "t.csv").write_text((folder / "t.csv").read_text() + "1,2,3\n")
    _, errors = run(3, *TRAIN, folder=folder, code=2)
    assert errors.count("Error:") == 1 and "t.csv" in errors and "502" in errors, errors


def other_commands_are_refused(folder):
    _, errors = run(2, "predict", "m", "t.csv", folder=folder, code=64)
    assert errors.count("Error:") == 1, errors


def help_is_said_once(folder):
    output, _ = run(3, "train", "--help", folder=folder)
    assert output.count("USAGE") == 1, output


def fewer_rows_than_ranks(folder):
    table(folder / "t.csv", rows=5)
    words = [*TRAIN, "--validation", "none", "--batch-size", "5"]
    run(0, *words, "--gradient-groups", 8, "--output", "plain.model", folder=folder, program=PLAIN)
    run(8, *words, "--output", "ranks.model", folder=folder)
    assert weights(folder / "plain.model") == weights(folder / "ranks.model")


def a_full_disk(folder):
    if not pathlib.Path("/dev/full").exists():
        return
    _, errors = run(3, *TRAIN, "--history", "/dev/full/x.json", folder=folder, code=2)
    assert errors.count("Error:") == 1, errors


def different_files_are_refused(folder):
    """Ranks in folders of their own, where files of the same name differ."""
    files_of_their_own(folder, but=1, edit="3s/^[^,]*/9.5/")
    _, errors = run(3, PROGRAM, *TRAIN, folder=folder, program="./each.sh", code=64)
    assert errors.count("Error:") == 1 and "of rank 1" in errors, errors


def different_bytes_far_behind_are_refused(folder):
    """Each rank reads its share of its own file."""
    table(folder / "t.csv", rows=3000)
    files_of_their_own(folder, but=2, edit="2990s/[0-9],/0,/")
    _, errors = run(3, PROGRAM, *TRAIN, folder=folder, program="./each.sh", code=64)
    assert errors.count("Error:") == 1 and "the data of rank 2" in errors, errors


def other_instruction_sets_are_refused(folder):
    before_each(folder, '[ "$rank" = 1 ] && export FEEDFORWARD_ISA=baseline')
    _, errors = run(2, PROGRAM, *TRAIN, folder=folder, program="./each.sh", code=64)
    assert errors.count("Error:") == 1 and "engine of rank 1 is baseline" in errors, errors
    _, errors = run(2, PROGRAM, *TRAIN, "--allow-mixed", "--output", "m", folder=folder, program="./each.sh")
    assert provenance(folder / "m")["computed by"].endswith(" with baseline"), errors


TESTS = [
    same_bits_for_any_number_of_ranks, summary_is_said_once, full_batch_rules, files_are_one_table,
    records_are_cut_between_lines, several_networks, several_networks_end_in_time, several_networks_end_by_signals,
    killed_ranks_end_several_networks, starts_anew_for_a_better_core, searches, goes_on_with_another_number_of_ranks,
    killed_ranks_end_all,
    killed_ranks_are_started_again, termination_keeps_the_network, time_budget_ends_all, errors_are_said_once,
    other_commands_are_refused, help_is_said_once, fewer_rows_than_ranks, a_full_disk, different_files_are_refused,
    different_bytes_far_behind_are_refused, other_instruction_sets_are_refused,
]


# MARK: - What they make, and look at


def before_each(folder, commands):
    """each.sh, which does something on every rank before it becomes the program."""
    script = folder / "each.sh"
    script.write_text(f'#!/bin/sh\nrank=${{OMPI_COMM_WORLD_RANK:-$PMI_RANK}}\n{commands}\nexec "$@"\n')
    script.chmod(0o755)


def files_of_their_own(folder, but, edit):
    """each.sh, by which every rank has a copy of the table in a folder of its own, and one of them another one."""
    before_each(
        folder, f'mkdir -p $rank\ncp t.csv $rank/t.csv\n[ "$rank" = {but} ] && sed -i "{edit}" $rank/t.csv\ncd $rank')


def metadata(path):
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    return json.loads(data[8:8 + size])["__metadata__"]


def weights(path):
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    return hashlib.sha256(data[8 + size:]).hexdigest()


def provenance(path):
    facts = json.loads(metadata(path)["provenance"])
    # The same options are not given in the same words.
    facts.pop("options", None)
    return facts


def wait_for(path, seconds=60):
    end = time.time() + seconds
    while not path.exists():
        assert time.time() < end, f"{path} is not there after {seconds} s"
        time.sleep(0.05)
    time.sleep(0.2)


def wait_for_work(ranks, seconds=60):
    """Until all have read the table and train: each has computed for half a second."""
    end = time.time() + seconds
    while len(children()) < ranks or min(map(processor_seconds, children().values())) < 0.5:
        assert time.time() < end, f"{ranks} ranks do not work after {seconds} s"
        time.sleep(0.05)
    time.sleep(0.2)


def processor_seconds(number):
    fields = pathlib.Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def environment(number):
    return pathlib.Path(f"/proc/{number}/environ").read_bytes().split(b"\0")


def children():
    """The processes of the program, by rank."""
    found = {}
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            variables = environment(entry.name)
            if pathlib.Path(os.readlink(entry / "exe")) != pathlib.Path(PROGRAM):
                continue
        except OSError:
            continue
        for variable in variables:
            name, _, value = variable.partition(b"=")
            if name in (b"OMPI_COMM_WORLD_RANK", b"PMI_RANK"):
                found[int(value)] = int(entry.name)
    return found


def main():
    failed = 0
    chosen = [test for test in TESTS if not NAMES or any(name in test.__name__ for name in NAMES)]
    for test in chosen:
        begin = time.time()
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            table(folder / "t.csv")
            try:
                test(folder)
                outcome = "passed"
            except Exception as error:
                failed += 1
                outcome = f"FAILED: {type(error).__name__}: {error}"
        print(f"{test.__name__}: {outcome} ({time.time() - begin:.1f} s)", flush=True)
    print(f"{len(chosen) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
