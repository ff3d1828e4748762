"""Writes PilotNet with the 1164-wide dense layer (1,595,511 parameters) and weights of a fixed seed: for speed, not for steering.

    wide_network.py DEFAULT.onnx WIDE.onnx

The input, its names and its contract are those of the default network.
"""

import pathlib
import sys

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

CONVOLUTIONS = [(3, 24, 5, 2), (24, 36, 5, 2), (36, 48, 5, 2), (48, 64, 3, 1), (64, 64, 3, 1)]
DENSE = [1152, 1164, 100, 50, 10, 1]
PARAMETERS = 1_595_511
SEED = 1164


def main():
    default, path = onnx.load(sys.argv[1]), pathlib.Path(sys.argv[2])
    random = numpy.random.default_rng(SEED)
    nodes, weights = [], []

    def layer(kind, name, value, shape, **attributes):
        # Keeps the spread of the values from layer to layer, as training starts do.
        spread = numpy.sqrt(2 / numpy.prod(shape[1:]))
        weights.append(numpy_helper.from_array((random.standard_normal(shape) * spread).astype(numpy.float32), f"{name}.weight"))
        weights.append(numpy_helper.from_array((random.standard_normal(shape[0]) * 0.05).astype(numpy.float32), f"{name}.bias"))
        nodes.append(helper.make_node(kind, [value, f"{name}.weight", f"{name}.bias"], [f"{name}_out"], name=name, **attributes))
        return f"{name}_out"

    value = "image"
    for index, (before, after, size, stride) in enumerate(CONVOLUTIONS, 1):
        value = layer("Conv", f"conv{index}", value, (after, before, size, size), strides=[stride, stride], kernel_shape=[size, size])
        nodes.append(helper.make_node("Relu", [value], [f"relu{index}_out"], name=f"relu{index}"))
        value = f"relu{index}_out"
    nodes.append(helper.make_node("Flatten", [value], ["flatten_out"], name="flatten"))
    value = "flatten_out"
    for index, (before, after) in enumerate(zip(DENSE, DENSE[1:]), 1):
        value = layer("Gemm", f"dense{index}", value, (after, before), transB=1)
        if after != 1:
            nodes.append(helper.make_node("Relu", [value], [f"relu{index + 5}_out"], name=f"relu{index + 5}"))
            value = f"relu{index + 5}_out"
    nodes[-1].output[0] = "angle"

    count = sum(int(numpy.prod(tensor.dims)) for tensor in weights)
    assert count == PARAMETERS, f"{count} parameters instead of {PARAMETERS}"
    shape = lambda name, sizes: helper.make_tensor_value_info(name, TensorProto.FLOAT, sizes)
    graph = helper.make_graph(nodes, "wide", [shape("image", ["batch", 3, 66, 200])], [shape("angle", ["batch", 1])], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="steerlens")
    model.ir_version = default.ir_version
    contract = {entry.key: entry.value for entry in default.metadata_props if entry.key not in ("steerlens.description", "steerlens.trained_on")}
    helper.set_model_props(model, contract | {"steerlens.description": "Random weights, for measuring speed."})
    onnx.checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(path))


if __name__ == "__main__":
    main()
