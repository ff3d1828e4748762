"""Writes a network as ONNX: opset 13, input "image" N x 3 x 66 x 200, output "angle" N x 1, the contract in the metadata."""

import io

import numpy
import onnx
import torch
from onnx import numpy_helper

from contract import HEIGHT, METADATA, WIDTH


def export(network, path, description, trained_on):
    """Writes the file, then checks it: names, finite weights, and metadata as promised."""
    network = network.to(memory_format=torch.contiguous_format).eval()
    buffer = io.BytesIO()
    torch.onnx.export(network, torch.zeros(1, 3, HEIGHT, WIDTH), buffer, opset_version=13, input_names=["image"], output_names=["angle"],
                      dynamic_axes={"image": {0: "batch"}, "angle": {0: "batch"}})
    model = onnx.load_from_string(buffer.getvalue())
    _name_nodes(model.graph)
    model.producer_name, model.producer_version = "steerlens", ""
    onnx.helper.set_model_props(model, METADATA | {"steerlens.description": description, "steerlens.trained_on": trained_on})
    onnx.checker.check_model(model)
    for values in model.graph.initializer:
        if not numpy.isfinite(numpy_helper.to_array(values)).all():
            raise SystemExit(f"{path}: {values.name} has values that are not finite: lower the learning rate")
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(path))


def _name_nodes(graph):
    """Names each node after its kind and position, and each value after the node that makes it."""
    prefixes, counts, values = {"Conv": "conv", "Gemm": "dense", "Relu": "relu", "Flatten": "flatten", "GlobalAveragePool": "pool"}, {}, {}
    for node in graph.node:
        prefix = prefixes[node.op_type]
        counts[prefix] = counts.get(prefix, 0) + 1
        node.name = prefix if prefix in ("flatten", "pool") else f"{prefix}{counts[prefix]}"
        for at, value in enumerate(node.output):
            values[value] = value if value in {output.name for output in graph.output} else f"{node.name}_out"
            node.output[at] = values[value]
        for at, value in enumerate(node.input):
            node.input[at] = values.get(value, value)
