"""What keeps each peer to an instruction set, so that it competes on the terms of an older processor.

Tried with torch 2.15, jaxlib 0.10.2, tensorflow-cpu 2.21, numpy 2.4 and onnxruntime 1.32, by which kernels ran.
"""
from dataclasses import dataclass

import scenarios

CHOICES = ["avx512", "avx2", "baseline"]


@dataclass(frozen=True)
class Limit:
    """A variable of the environment, and its values."""
    variable: str
    avx2: str
    # SSE4.2 at most.
    baseline: str


_ONEDNN = Limit("ONEDNN_MAX_CPU_ISA", "AVX2", "SSE41")
_TORCH = [
    Limit("ATEN_CPU_CAPABILITY", "avx2", "default"), Limit("MKL_ENABLE_INSTRUCTIONS", "AVX2", "SSE4_2"), _ONEDNN]
# YNNPACK looks at the processor alone: without it, products go to oneDNN.
_XLA = "--xla_cpu_max_isa={} --xla_cpu_experimental_ynn_fusion_type="

LIMITS = {
    "torch": _TORCH,
    "torch-compile": [*_TORCH, Limit("TORCHINDUCTOR_CPP_MARCH", "haswell", "x86-64-v2")],
    "jax": [Limit("XLA_FLAGS", _XLA.format("AVX2"), _XLA.format("SSE4_2")), _ONEDNN],
    "tensorflow": [_ONEDNN],
    "sklearn": [
        Limit("OPENBLAS_CORETYPE", "Haswell", "Nehalem"),
        Limit("NPY_DISABLE_CPU_FEATURES", "X86_V4,AVX512_ICL,AVX512_SPR", "X86_V3,X86_V4,AVX512_ICL,AVX512_SPR")],
    "onnxruntime": [],
}
# What the variables leave as it is.
_MKL = "MKL, where the processor is not Intel's"
_COMPILED = "what is compiled ahead, for AVX"
LEFT = {
    "avx2": {"torch": _MKL, "torch-compile": _MKL},
    "baseline": {"torch": _MKL, "torch-compile": _MKL, "jax": _COMPILED, "tensorflow": _COMPILED},
}
_NOTHING = "everything: it chooses by the processor, and has no setting"


def environment(isa, peer=""):
    """The variables that limit a peer; none without an instruction set, and for avx512."""
    # jax-step and jax-scan are JAX.
    limits = LIMITS.get(peer) or LIMITS.get(peer.split("-")[0], [])
    return {limit.variable: getattr(limit, isa) for limit in limits} if isa in LEFT else {}


def openblas_core(isa):
    """The core whose kernels OpenBLAS is to run; None for what it chooses."""
    return environment(isa, "sklearn").get("OPENBLAS_CORETYPE")


def names(isa):
    """The peers' names, marked where nothing limits them."""
    return {peer: name + (" (not limited)" if isa in LEFT and LIMITS.get(peer) == [] else "")
            for peer, name in scenarios.NAMES.items()}


def rows(isa):
    """Peer, what limits it, what is not limited: for those that have limits of their own."""
    for peer, limits in LIMITS.items():
        settings = " ".join(f"`{variable}={value}`" for variable, value in environment(isa, peer).items())
        yield scenarios.NAMES[peer], settings or "–", LEFT[isa].get(peer, "–") if limits else _NOTHING
