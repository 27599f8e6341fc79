#!/usr/bin/env python3
"""Writes ../Files: networks as PyTorch and scikit-learn export them, each with some rows and what they make of them.

    python3 generate.py

Needs torch, onnx, onnxscript, scikit-learn and skl2onnx. The rows come from an integer formula, so that the files stay
small.
"""
import json
import os
import warnings

import numpy as np
import onnx
import sklearn.neural_network
import torch
from skl2onnx import to_onnx
from torch import nn

warnings.simplefilter("ignore")
FILES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Files")
ROWS = 12


def rows(columns):
    return np.array([[((r * 37 + c * 53) % 101) / 25 - 2 for c in range(columns)] for r in range(ROWS)], np.float32)


def save(name, x, y):
    with open(os.path.join(FILES, name + ".json"), "w") as file:
        y = np.asarray(y, np.float64).reshape(ROWS, -1)
        json.dump({"inputs": x.astype(float).tolist(), "outputs": y.tolist()}, file)
        file.write("\n")


def torch_chain():
    torch.manual_seed(1)
    between = [
        nn.ReLU(), nn.Sigmoid(), nn.Tanh(), nn.LeakyReLU(0.2), nn.ELU(0.7), nn.GELU(), nn.SiLU(), nn.Softplus(),
        nn.Softsign(), nn.SELU(), nn.Mish(),
    ]
    modules = []
    for i, activation in enumerate(between):
        modules += [nn.Linear(4 if i == 0 else 5, 5, bias=i != 3), activation]
    return nn.Sequential(*modules, nn.Linear(5, 3), nn.Softmax(dim=1)).eval()


def export_torch(name, model, **options):
    x = torch.from_numpy(rows(4))
    torch.onnx.export(
        model, (x,), os.path.join(FILES, name + ".onnx"), input_names=["x"], output_names=["y"], **options)
    strip(os.path.join(FILES, name + ".onnx"))
    save(name, rows(4), model.double()(x.double()).detach().numpy())
    model.float()


def strip(path):
    """Leaves out where the exporter stood in its own code: paths of the machine."""
    file = onnx.load(path)
    for node in file.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    onnx.save(file, path)


def export_scikit_learn(name, model, targets):
    x = rows(4)
    model.fit(x, targets)
    zipped = {} if name.endswith("regressor") else {"options": {"zipmap": name.endswith("binary")}}
    with open(os.path.join(FILES, name + ".onnx"), "wb") as file:
        file.write(to_onnx(model, x[:1], **zipped).SerializeToString())
    if hasattr(model, "predict_proba"):
        y = model.predict_proba(x)
        save(name, x, y[:, 1:] if y.shape[1] == 2 else y)
    else:
        save(name, x, model.predict(x))


os.makedirs(FILES, exist_ok=True)
chain = torch_chain()
export_torch("torch", chain, dynamo=True, external_data=False)
export_torch("torch-opset20", chain, dynamo=False, opset_version=20, dynamic_axes={"x": {0: "rows"}})
export_torch("torch-opset11", chain, dynamo=False, opset_version=11, do_constant_folding=False)
settings = {"hidden_layer_sizes": (6, 5), "max_iter": 30, "random_state": 1}
x = rows(4)
export_scikit_learn(
    "scikit-learn-classifier", sklearn.neural_network.MLPClassifier(activation="tanh", **settings),
    np.arange(ROWS) % 3)
export_scikit_learn(
    "scikit-learn-binary", sklearn.neural_network.MLPClassifier(activation="relu", **settings), x[:, 0] > 0)
export_scikit_learn(
    "scikit-learn-regressor", sklearn.neural_network.MLPRegressor(activation="logistic", **settings), x[:, 0] * x[:, 1])
