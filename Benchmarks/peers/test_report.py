"""The page of results keeps the sections of other machines: python3 -m unittest Benchmarks/peers/test_report.py"""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import isa
import page
import processor
import report

UNMARKED = """# Results

Written by `make benchmark-peers`; not to be changed by hand.

- Date: 2025-01-02; commit abc1234; a compiler
- Machine: Some Processor, 2 cores; peak of one thread 269 GFLOP/s in `Float`, 133.6 in `Double`
- Engine: a library; element-wise kernels: avx512

## Where we lose

- nowhere

## Training: µs a step

|  | step | p25 … p75 | step / bare | floor | goal | best peer | best peer / step | floor |
|---|---|---|---|---|---|---|---|---|
| mnist-l | 698.3 | 698.2 … 698.6 | 0.96 | 1.10 | 0.95 | JAX scan | 1.36 | 1.20 |
"""


def results(name="Old Processor", kernels="avx2", step=100.0, **more):
    """As run.py saves them: one training step, one prediction."""
    ours = {"environment": "as it is", "ratio_to_bare_gemm": 0.9, "share_of_peak": 0.85}
    return {
        "date": "2026-01-02", "processor": name, "isa": kernels, "seconds": 1.0, "blas_unset": None,
        "machine": {"processor": name, "cores": 2, "commit": "1234567", "engine": f"element-wise kernels: {kernels}"},
        "versions": {"python": "3.11"}, "accuracy": {}, "cold_start": {"ms_median": 10.0, "starts": 20},
        "training": {"mnist-l": {
            "ours": [{**ours, "us_per_step": step, "us_through_blas": 3 * step}],
            "one_thread": [{"threads": 1, "us_per_step": 1.5 * step, "share_of_peak": 0.75}],
            "peers": [{"peer": "jax-scan", "threads": 2, "us": 2 * step}]}},
        "prediction": {"mnist, 1 row": {
            "ours": [{**ours, "us_per_call": 2.0}], "peers": [{"peer": "onnxruntime", "threads": 1, "us": 1.5}]}},
        **more}


def added(before, found):
    return page.merged(before, *page.section(found))


class Page(unittest.TestCase):
    def test_a_new_section_is_added_and_the_others_keep_their_bytes(self):
        first = added("", results("Old Processor"))
        both = added(first, results("New Processor", "avx512"))
        kept = page.section(results("Old Processor"))[1]
        self.assertIn(kept, first)
        self.assertIn(kept, both)
        self.assertIn(page.section(results("New Processor", "avx512"))[1], both)
        self.assertIn("| [Old Processor](#old-processor-avx2) | avx2 | 2026-01-02 | 1234567 | 100.0 | 2.00 |", both)

    def test_the_same_processor_and_instruction_set_replace_their_own_section_only(self):
        names = [("One", "avx512"), ("One", "avx2"), ("Two", "avx512")]
        before = ""
        for name, kernels in names:
            before = added(before, results(name, kernels))
        after = added(before, results("One", "avx2", step=55.5))
        self.assertEqual([page.title(entry) for entry, _ in page.parsed(after)], [f"{n}, {k}" for n, k in names])
        old, new = ([text for _, text in page.parsed(text)] for text in (before, after))
        self.assertEqual([a == b for a, b in zip(old, new)], [True, False, True])
        self.assertEqual(after.count("55.5"), page.section(results("One", "avx2", step=55.5))[1].count("55.5") + 1)
        self.assertEqual(added(after, results("One", "avx2")), before)

    def test_a_page_without_marks_is_one_section(self):
        (entry, text), = page.parsed(UNMARKED)
        self.assertEqual(entry, {"processor": "Some Processor", "isa": "avx512", "date": "2025-01-02",
                                 "commit": "abc1234", "step": 698.3, "peer_ratio": 1.36})
        heads = [line for line in text.split("\n") if line.startswith("#")]
        self.assertEqual(heads, ["## Some Processor, avx512", "### Where we lose", "### Training: µs a step"])
        body = [line for line in UNMARKED.split("\n")[4:] if line and not line.startswith("#")]
        self.assertEqual([line for line in text.split("\n")[4:] if line and not line.startswith("#")], body)
        after = added(UNMARKED, results())
        self.assertIn(text, after)
        self.assertEqual(len(page.parsed(after)), 2)

    def test_the_page_in_the_tree_is_read_and_written_alike(self):
        path = pathlib.Path(__file__).resolve().parent.parent / "RESULTS.md"
        self.assertEqual(page.whole(page.parsed(path.read_text())), path.read_text())


class Section(unittest.TestCase):
    def test_missed_goals_and_floors(self):
        lines = report.losses(results())
        self.assertIn("mnist-l: 2 threads / 1 is 1.50, the floor 1.60: missed by 7%.", lines)
        self.assertIn("mnist-l: the share of peak of 1 thread is 75%, the goal 80%: missed by 7%; the floor holds.",
                      lines)
        self.assertIn("prediction, mnist, 1 row: ONNX Runtime is faster, 1.50 µs beside 2.00.", lines)
        self.assertFalse([line for line in lines if "step / bare" in line or "best peer" in line])

    def test_one_core_has_no_threads_to_gain_from(self):
        one = results()
        one["machine"]["cores"] = 1
        self.assertFalse([line for line in report.losses(one) if "threads / 1" in line])

    def test_what_is_not_measured_everywhere(self):
        text = report.text(results())
        self.assertIn("through BLAS", text)
        self.assertIn("| 300.0 |", text)
        self.assertNotIn("BLAS: a library", text)
        with_advice = results()
        with_advice["machine"]["blasAdvice"] = "a library of the wrong core"
        self.assertIn("- BLAS: a library of the wrong core\n", report.text(with_advice))

    def test_a_limited_run_says_what_limits_each_peer_and_marks_those_without_a_limit(self):
        text = report.text(results(limited_to="avx2"))
        self.assertIn('ARGS="--isa avx2"', text)
        self.assertIn("| TensorFlow | `ONEDNN_MAX_CPU_ISA=AVX2` | – |", text)
        self.assertIn("ONNX Runtime (not limited) is faster", text)
        self.assertNotIn("not limited", report.text(results(kernels="avx2")))


class Limits(unittest.TestCase):
    def test_every_peer_is_in_the_table(self):
        for peer in isa.names(None):
            self.assertTrue(isa.environment("avx2", peer) or peer == "onnxruntime", peer)
            self.assertEqual(isa.environment("avx512", peer), {})
            self.assertEqual(isa.environment(None, peer), {})
        self.assertEqual(isa.environment("baseline", "jax-scan"), isa.environment("baseline", "jax"))


class Processor(unittest.TestCase):
    def test_family_and_model_are_added(self):
        def info(maker, family, model):
            return f"vendor_id\t: {maker}\ncpu family\t: {family}\nmodel\t\t: {model}\nmodel name\t: X\n"

        self.assertEqual(processor.described("Intel(R) Xeon(R) Processor", info("GenuineIntel", 6, 207)),
                         "Intel Xeon Processor (Emerald Rapids, family 6 model 207)")
        for model, called in [(17, "Zen 4, "), (33, "Zen 3, "), (97, "Zen 4, ")]:
            self.assertEqual(processor.described("A", info("AuthenticAMD", 25, model)),
                             f"A ({called}family 25 model {model})")
        self.assertEqual(processor.described("A", info("GenuineIntel", 6, 999)), "A (family 6 model 999)")
        self.assertEqual(processor.described("A", "CPU part : 0xd0c"), "A")


if __name__ == "__main__":
    unittest.main()
