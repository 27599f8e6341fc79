"""A prediction of each peer, from an array of rows to an array of probabilities: functions as in training.py."""
import numpy as np

from training import nothing, torch_model


def rows_of(scenario):
    return np.random.default_rng(1).standard_normal((scenario.rows, scenario.sizes[0])).astype(np.float32)


def torch_prediction(scenario, threads):
    import torch
    torch.set_num_threads(threads)
    model = torch.nn.Sequential(torch_model(scenario.sizes, "relu"), torch.nn.Softmax(dim=1)).eval()
    rows = torch.from_numpy(rows_of(scenario))

    def call():
        with torch.inference_mode():
            return model(rows)

    return call, nothing, 1


def onnx_model(sizes):
    """relu layers and softmax, with random parameters, as bytes."""
    from onnx import TensorProto, helper, numpy_helper
    random = np.random.default_rng(1)
    nodes, parameters = [], []
    value = "rows"
    for layer, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        weights = (random.standard_normal((inputs, outputs)) / np.sqrt(inputs)).astype(np.float32)
        parameters.append(numpy_helper.from_array(weights, f"w{layer}"))
        parameters.append(numpy_helper.from_array(np.zeros(outputs, np.float32), f"b{layer}"))
        nodes.append(helper.make_node("Gemm", [value, f"w{layer}", f"b{layer}"], [f"z{layer}"]))
        last = layer == len(sizes) - 2
        value = "probabilities" if last else f"a{layer}"
        nodes.append(helper.make_node("Softmax" if last else "Relu", [f"z{layer}"], [value]))
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["m", size])
        for name, size in [("rows", sizes[0]), ("probabilities", sizes[-1])]
    ]
    graph = helper.make_graph(nodes, "network", ends[:1], ends[1:], parameters)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    return model.SerializeToString()


def onnxruntime_prediction(scenario, threads):
    import onnxruntime
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(onnx_model(scenario.sizes), settings, providers=["CPUExecutionProvider"])
    feed = {"rows": rows_of(scenario)}
    return lambda: session.run(None, feed), nothing, 1


PEERS = {"torch": torch_prediction, "onnxruntime": onnxruntime_prediction}
