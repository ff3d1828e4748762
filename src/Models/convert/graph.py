"""Builds an ONNX graph, one operation behind the other. A picture is held as N x C x H x W, everything else as N x values."""

import numpy
from onnx import TensorProto, helper, numpy_helper

OPERATOR_SET = 13

# BT.601 as old preprocessing code has it: full range, chroma around 128.
YUV = numpy.array([[0.299, 0.587, 0.114], [-0.147108, -0.288804, 0.435912], [0.614777, -0.514799, -0.099978]], numpy.float32)


class Graph:
    """What has been written so far: `value` is the name of the last result, `shape` its (C, H, W) or (values,)."""

    def __init__(self, shape, channels_last):
        """`shape` is the (C, H, W) of the picture that the network reads; the file's input has its channels last where `channels_last`."""
        self.shape, self._nodes, self._constants, self._names = shape, [], [], set()
        self.channels_last = channels_last
        (channels, height, width), self.value = shape, "image"
        sizes = [height, width, channels] if channels_last else [channels, height, width]
        self._input = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", *sizes])
        self._layer = "input"
        if channels_last:
            self.then("Transpose", perm=[0, 3, 1, 2])

    @property
    def is_picture(self):
        return len(self.shape) == 3

    def begin(self, layer):
        """Names what follows after a layer."""
        self._layer = layer

    def node(self, operation, inputs, **attributes):
        """Adds a node; gives the name of its result."""
        name = self._unique(self._layer)
        self._nodes.append(helper.make_node(operation, inputs, [name + "_out"], name=name, **attributes))
        return name + "_out"

    def then(self, operation, *constants, **attributes):
        """Applies an operation to the last result."""
        self.value = self.node(operation, [self.value, *constants], **attributes)

    def constant(self, values, kind=numpy.float32):
        """Stores numbers; gives their name."""
        name = self._unique(self._layer + "_values")
        self._constants.append(numpy_helper.from_array(numpy.array(values, kind), name))
        return name

    def flatten(self):
        """To one row of values, in the order in which Keras lays them."""
        if not self.is_picture:
            return
        if self.channels_last:
            self.then("Transpose", perm=[0, 2, 3, 1])
        self.then("Flatten", axis=1)
        self.shape = (int(numpy.prod(self.shape)),)

    def crop(self, top, bottom, left, right):
        """Takes rows and columns off the edges."""
        channels, height, width = self.shape
        if top + bottom >= height or left + right >= width:
            raise ValueError(f"nothing is left of {width}x{height}")
        integers = (self.constant(values, numpy.int64) for values in ([top, left], [height - bottom, width - right], [2, 3]))
        self.then("Slice", *integers)
        self.shape = (channels, height - top - bottom, width - left - right)

    def pad(self, top, bottom, left, right):
        """Adds rows and columns of zeros."""
        channels, height, width = self.shape
        self.then("Pad", self.constant([0, 0, top, left, 0, 0, bottom, right], numpy.int64))
        self.shape = (channels, height + top + bottom, width + left + right)

    def resize(self, height, width, mode="linear"):
        """Interpolates to another size, pixels taken as squares."""
        if min(height, width) < 1:
            raise ValueError("the size must be at least 1x1")
        channels = self.shape[0]
        sizes = self.constant([1, channels, height, width], numpy.int64)
        rule = "half_pixel" if mode == "linear" else "asymmetric"
        more = {} if mode == "linear" else {"nearest_mode": "floor"}
        self.value = self.node("Resize", [self.value, "", "", sizes], mode=mode, coordinate_transformation_mode=rule, **more)
        self.shape = (channels, height, width)

    def yuv(self):
        """R, G, B in 0..255 to Y, U, V."""
        if self.shape[0] != 3:
            raise ValueError("yuv() needs three channels")
        self.then("Conv", self.constant(YUV[:, :, None, None]), self.constant([0, 128, 128]))

    def model(self):
        """The finished model; its output is called angle."""
        self._nodes[-1].output[0] = "angle"
        sizes = ["batch", *self.shape]
        output = helper.make_tensor_value_info("angle", TensorProto.FLOAT, sizes)
        graph = helper.make_graph(self._nodes, "steering", [self._input], [output], self._constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPERATOR_SET)], producer_name="steerlens")
        model.ir_version = 7
        return model

    def _unique(self, name):
        number, unique = 1, name
        while unique in self._names:
            number += 1
            unique = f"{name}_{number}"
        self._names.add(unique)
        return unique
