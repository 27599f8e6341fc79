#!/usr/bin/env python3
"""Writes ../PyTorchCurves.swift: the losses of 100 full-batch steps of small networks in PyTorch, in double precision.

Parameters and data come from one integer formula that PyTorchTests.swift repeats. Run with PyTorch installed:

    python3 generate.py
"""
import math
import os
import torch
from torch.nn import functional

torch.set_default_dtype(torch.float64)
ROWS = 12
LEVELS = torch.tensor([0.1, 0.5, 0.75])
# Columns of the targets where they are not as many as outputs.
TARGETS = {"gaussian": 2, "quantile": 1}


def number(i):
    return ((i * 37) % 101) / 50 - 1


def table(rows, columns, factor, offset):
    return torch.tensor([number(i * factor + offset) for i in range(rows * columns)]).reshape(rows, columns)


def first_parameters(sizes):
    """Theta of each layer, biases in column 0."""
    start = 0
    for inputs, units in zip(sizes, sizes[1:]):
        count = units * (inputs + 1)
        yield torch.tensor([number((start + i) * 13 + 5) / 2 for i in range(count)]).reshape(units, inputs + 1)
        start += count


def curve(sizes, activation, loss, optimizer):
    layers = [
        (theta[:, 1:].clone().requires_grad_(), theta[:, 0].clone().requires_grad_())
        for theta in first_parameters(sizes)
    ]
    x, y = table(ROWS, sizes[0], 7, 3), table(ROWS, TARGETS.get(loss, sizes[-1]), 11, 1)
    classes = torch.tensor([(i * 5) % sizes[-1] for i in range(ROWS)])
    parameters = [p for layer in layers for p in layer]
    rule = {
        "sgd": lambda: torch.optim.SGD(parameters, lr=0.1),
        "momentum": lambda: torch.optim.SGD(parameters, lr=0.05, momentum=0.9),
        "nesterov": lambda: torch.optim.SGD(parameters, lr=0.05, momentum=0.9, nesterov=True),
        "adam": lambda: torch.optim.Adam(parameters, lr=0.02),
        "adamW": lambda: torch.optim.AdamW(parameters, lr=0.02, weight_decay=0.1),
        "nadam": lambda: torch.optim.NAdam(parameters, lr=0.02),
        "adagrad": lambda: torch.optim.Adagrad(parameters, lr=0.1),
        "rmsprop": lambda: torch.optim.RMSprop(parameters, lr=0.01),
        "rprop": lambda: torch.optim.Rprop(parameters, lr=0.02, step_sizes=(1e-3, 0.03)),
    }[optimizer]()
    losses = []
    for _ in range(100):
        z = x
        for index, (weight, bias) in enumerate(layers):
            z = functional.linear(z, weight, bias)
            if index < len(layers) - 1:
                z = torch.tanh(z) if activation == "tanh" else torch.relu(z)
        if loss == "crossEntropy":
            value = functional.cross_entropy(z, classes)
        elif loss == "binaryCrossEntropy":
            value = functional.binary_cross_entropy_with_logits(z, (y > 0).double(), reduction="sum") / ROWS
        elif loss == "weightedBinaryCrossEntropy":
            value = functional.binary_cross_entropy_with_logits(
                z, (y > 0).double(), pos_weight=torch.tensor([3, 0.5]), reduction="sum"
            ) / ROWS
        elif loss == "poisson":
            value = functional.poisson_nll_loss(z, (y * 3 + 3).round(), log_input=True, reduction="sum") / ROWS
        elif loss == "gaussian":
            value = functional.gaussian_nll_loss(z[:, :2], y, z[:, 2:].exp(), eps=1e-300, reduction="sum") / ROWS
        elif loss == "quantile":
            steps = torch.cat([z[:, :1], functional.softplus(z[:, 1:])], dim=1)
            r = y - steps.cumsum(dim=1)
            value = torch.maximum(LEVELS * r, (LEVELS - 1) * r).sum() / ROWS
        else:
            value = ((z - y) ** 2).sum() / ROWS
        rule.zero_grad()
        value.backward()
        rule.step()
        losses.append(value.item())
    return losses


def recipe(sizes, loss):
    """The recipe for tables as its authors have it: a scaling layer, then z = W a / sqrt(n) + b with W of order 1."""
    activation = functional.selu if loss == "crossEntropy" else functional.mish
    scales = torch.ones(sizes[0], requires_grad=True)
    weights, biases = [], []
    for inputs, theta in zip(sizes, first_parameters(sizes)):
        weights.append((theta[:, 1:] * inputs**0.5).clone().requires_grad_())
        biases.append(theta[:, 0].clone().requires_grad_())
    x, y = table(ROWS, sizes[0], 7, 3), table(ROWS, sizes[-1], 11, 1)
    classes = torch.tensor([(i * 5) % sizes[-1] for i in range(ROWS)])
    # An epsilon that is not felt: the two parametrizations differ by it.
    groups = [dict(params=weights, factor=1), dict(params=biases, factor=0.1), dict(params=[scales], factor=6)]
    rule = torch.optim.AdamW(groups, lr=0.04, betas=(0.9, 0.95), eps=1e-30, weight_decay=0)
    losses = []
    for step in range(100):
        t = step / 100
        rate = 0.04 * 0.5 * (1 - math.cos(2 * math.pi * math.log2(1 + 15 * t)))
        flat = 1 if t < 0.5 else 0.5 * (1 + math.cos(math.pi * (2 * t - 1)))
        for group in rule.param_groups:
            group["lr"] = rate * group["factor"]
            group["weight_decay"] = 0.05 * flat if group["factor"] == 1 else 0
        z = x * scales
        for index, (weight, bias) in enumerate(zip(weights, biases)):
            z = functional.linear(z, weight) / weight.shape[1] ** 0.5 + bias
            if index < len(weights) - 1:
                z = activation(z)
        if loss == "crossEntropy":
            value = functional.cross_entropy(z, classes, label_smoothing=0.1)
        else:
            value = ((z - y) ** 2).sum() / ROWS
        rule.zero_grad()
        value.backward()
        rule.step()
        losses.append(value.item())
    return losses


def main():
    rules = ["sgd", "momentum", "nesterov", "adam", "adamW", "nadam", "adagrad", "rmsprop", "rprop"]
    networks = [
        ("crossEntropy", [5, 7, 3], "tanh", rules), ("squaredError", [5, 6, 2], "relu", rules),
        ("binaryCrossEntropy", [4, 6, 2], "tanh", rules), ("weightedBinaryCrossEntropy", [4, 6, 2], "tanh", ["sgd"]),
        ("poisson", [5, 7, 2], "tanh", ["sgd"]), ("gaussian", [5, 7, 4], "tanh", ["sgd"]),
        ("quantile", [4, 6, 3], "tanh", ["sgd"]),
    ]
    lines = [
        "// Made by PyTorch/generate.py with PyTorch " + torch.__version__.split("+")[0] + ". Do not edit.",
        "// swift-format-ignore-file",
        "",
        "/// Losses of 100 full-batch steps, by loss and optimizer.",
        "let pyTorchCurves: [String: [Double]] = [",
    ]
    curves = [
        (f"{loss} {optimizer}", curve(sizes, activation, loss, optimizer))
        for loss, sizes, activation, optimizers in networks
        for optimizer in optimizers
    ]
    for loss, outputs in [("crossEntropy", 3), ("squaredError", 2)]:
        curves.append((f"{loss} recipe", recipe([5, 8, 7, 6, outputs], loss)))
    for name, losses in curves:
        values = [repr(v) for v in losses]
        lines.append(f'  "{name}": [')
        lines += ["    " + ", ".join(values[i : i + 5]) + "," for i in range(0, 100, 5)]
        lines.append("  ],")
    lines.append("]")
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "PyTorchCurves.swift")
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


main()
