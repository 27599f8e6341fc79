"""What Python's packages read of our files, and files of theirs for our tests.

    python interoperate.py read FILE...      reads models of ours, computes their golden rows, loads them into nn.Linear
    python interoperate.py write FOLDER      writes the state dicts and the expected outputs that the tests use

Needs numpy, safetensors and torch. Tests do not run it.
"""
import json
import sys

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

ACTIVATIONS = {
    "identity": lambda z, p: z,
    "sigmoid": lambda z, p: torch.sigmoid(z),
    "tanh": lambda z, p: torch.tanh(z),
    "relu": lambda z, p: torch.relu(z),
    "leaky-relu": lambda z, p: torch.nn.functional.leaky_relu(z, p["slope"]),
    "softsign": lambda z, p: torch.nn.functional.softsign(z),
    "elu": lambda z, p: torch.nn.functional.elu(z, p["alpha"]),
    "selu": lambda z, p: torch.nn.functional.selu(z),
    "softplus": lambda z, p: torch.nn.functional.softplus(z),
    "silu": lambda z, p: torch.nn.functional.silu(z),
    "gelu": lambda z, p: torch.nn.functional.gelu(z),
    "mish": lambda z, p: torch.nn.functional.mish(z),
    "exponential": lambda z, p: torch.exp(z),
    "softmax": lambda z, p: torch.softmax(z, -1),
}


def read(path):
    tensors = load_file(path)
    with safe_open(path, framework="pt") as file:
        about = file.metadata()
    architecture = json.loads(about["architecture"])
    golden = json.loads(about["golden"])
    dtype = tensors["layers.0.weight"].dtype
    layers, inputs = [], architecture["inputs"]
    for l, layer in enumerate(architecture["layers"]):
        linear = torch.nn.Linear(inputs, layer["units"], dtype=dtype)
        linear.load_state_dict({"weight": tensors[f"layers.{l}.weight"], "bias": tensors[f"layers.{l}.bias"]})
        layers.append((linear, layer))
        inputs = layer["units"]
    a = torch.tensor(golden["inputs"], dtype=dtype)
    with torch.no_grad():
        for linear, layer in layers:
            name, _, parameters = layer["activation"].rstrip(")").partition("(")
            numbers = {k: float(v) for k, v in (p.split(": ") for p in parameters.split(", ") if p)}
            a = ACTIVATIONS[name](linear(a), numbers)
    expected = torch.tensor(golden["outputs"], dtype=dtype)
    print(f"{path}: {len(tensors)} tensors of {dtype}, {len(a)} golden rows,", end=" ")
    print(f"largest difference {(a - expected).abs().max().item():.3g} of {expected.abs().max().item():.3g}")
    return (a - expected).abs().max().item() <= 64 * torch.finfo(dtype).eps * max(1, expected.abs().max().item())


def write(folder):
    torch.manual_seed(1)
    net = torch.nn.Sequential(torch.nn.Linear(3, 5), torch.nn.Tanh(), torch.nn.Linear(5, 2))
    rows = torch.randn(7, 3, dtype=torch.float64)
    expected = {"rows": rows.tolist()}
    types = {"f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}
    for name, dtype in types.items():
        state = {key: value.to(dtype).contiguous() for key, value in net.state_dict().items()}
        save_file(state, f"{folder}/pytorch-{name}.safetensors")
        copy = torch.nn.Sequential(torch.nn.Linear(3, 5), torch.nn.Tanh(), torch.nn.Linear(5, 2)).double()
        copy.load_state_dict({key: value.double() for key, value in state.items()})
        with torch.no_grad():
            expected[name] = copy(rows).tolist()
    state = net.state_dict()
    names = (
        ("0.weight", "dense/kernel"), ("0.bias", "dense/bias"),
        ("2.weight", "dense_1/kernel"), ("2.bias", "dense_1/bias"),
    )
    save_file({to: state[of].t().contiguous() for of, to in names}, f"{folder}/keras-f32.safetensors")
    expected["keras"] = expected["f32"]
    np.savez(f"{folder}/weights.npz", **{of: state[of].numpy() for of, _ in names})
    with open(f"{folder}/state-dicts.json", "w") as file:
        json.dump(expected, file)


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(sys.argv[2])
    elif not all([read(path) for path in sys.argv[2:]]):
        sys.exit("outputs differ")
