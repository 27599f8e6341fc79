"""What is timed, by us and by the peers, and what we are after. Times in µs."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Training:
    name: str
    sizes: tuple
    activation: str
    batch: int
    optimizer: str
    # Our step by the bare BLAS calls: what must hold, and what we are after.
    bare_floor: float
    bare_goal: float
    # The best peer's step by ours.
    peer_floor: float
    peer_goal: float
    # The speed on all threads by that on one: what must hold.
    threads_floor: float = 0.97
    # The share of one thread's peak: what must hold, and what we are after.
    peak_floor: float | None = None
    peak_goal: float | None = None


@dataclass(frozen=True)
class Prediction:
    name: str
    sizes: tuple
    rows: int
    # A call takes less than this.
    limit: float | None = None


# Where products are nearly all of a step.
_large = {"threads_floor": 1.6, "peak_floor": 0.7, "peak_goal": 0.8}
TRAINING = [
    Training("toy", (2, 8, 8, 2), "tanh", 32, "sgd", 3.0, 2.1, 3.0, 5.0),
    Training("tabular", (30, 64, 32, 2), "relu", 64, "adam", 1.8, 1.5, 2.2, 2.7),
    Training("digits", (64, 64, 10), "relu", 64, "adam", 2.0, 1.6, 2.2, 2.6),
    Training("mnist", (784, 128, 10), "relu", 64, "adam", 1.20, 1.02, 1.3, 1.6),
    Training("mnist-l", (784, 512, 256, 10), "relu", 128, "adam", 1.10, 0.95, 1.2, 1.45, **_large),
    Training("deep", (256,) * 11 + (10,), "tanh", 256, "sgd", 1.10, 0.93, 1.2, 1.4, **_large),
    Training("wide", (1024, 2048, 2048, 1000), "relu", 512, "sgd", 1.05, 0.96, 1.03, 1.13, **_large),
]

_sizes = {training.name: training.sizes for training in TRAINING}

PREDICTION = [
    Prediction(f"{network}, {rows} {'row' if rows == 1 else 'rows'}", _sizes[network], rows, limit)
    for network, rows, limit in [
        ("toy", 1, None), ("digits", 1, 1.0), ("mnist", 1, 6.0), ("mnist-l", 1, None), ("wide", 1, None),
        ("mnist", 256, None), ("mnist-l", 256, None), ("wide", 256, None), ("digits", 8192, None),
    ]
]

TRAINING_PEERS = ["torch", "torch-compile", "jax-step", "jax-scan", "tensorflow", "sklearn"]
PREDICTION_PEERS = ["onnxruntime", "torch"]
ACCURACY_PEERS = ["sklearn", "torch", "jax"]
NAMES = {
    "torch": "PyTorch", "torch-compile": "torch.compile", "jax": "JAX", "jax-step": "JAX step", "jax-scan": "JAX scan",
    "tensorflow": "TensorFlow", "sklearn": "scikit-learn", "onnxruntime": "ONNX Runtime",
}
# Distributions whose versions belong on the page.
PACKAGES = ["torch", "jax", "jaxlib", "tensorflow-cpu", "keras", "scikit-learn", "onnxruntime", "numpy"]


def network_of(name):
    """The part of a prediction's name that says the network."""
    return name.split(",")[0]
