"""Keras networks of both ages as .h5 files, converted, with what they compute restated in NumPy float64.

    keras_zoo.py CONVERTER FOLDER

CONVERTER is the folder of keras_to_onnx.py. FOLDER gets for each case NAME: NAME.h5, NAME.onnx, NAME.input.bin (H x W x C of one picture, channels last
whatever the file's order) and NAME.output.bin, float32, and keras.json: the names.
"""

import json
import pathlib
import subprocess
import sys

import h5py
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

RANDOM = np.random.default_rng(5)


def weights(*shape):
    return (RANDOM.standard_normal(shape) / np.sqrt(np.prod(shape[:-1]))).astype(np.float32)


def pads(size, reach, stride, mode):
    if mode == "valid":
        return 0, 0
    total = max((-(-size // stride) - 1) * stride + reach - size, 0)
    return total // 2, total - total // 2


def windows(x, kernel, strides, mode, fill=0.0):
    """rows x columns x channels x kernel rows x kernel columns."""
    sides = [pads(size, reach, stride, mode) for size, reach, stride in zip(x.shape, kernel, strides)]
    padded = np.pad(x, [*sides, (0, 0)], constant_values=fill)
    return sliding_window_view(padded, kernel, axis=(0, 1))[::strides[0], ::strides[1]]


def conv(x, kernel, bias, strides=(1, 1), mode="valid"):
    return np.einsum("yxcij,ijco->yxo", windows(x, kernel.shape[:2], strides, mode), kernel.astype(float)) + bias


def depthwise(x, kernel, bias, strides=(1, 1), mode="valid"):
    found = np.einsum("yxcij,ijcm->yxcm", windows(x, kernel.shape[:2], strides, mode), kernel.astype(float))
    return found.reshape(*found.shape[:2], -1) + bias


def elu(x, alpha=1.0):
    return np.where(x > 0, x, alpha * (np.exp(np.minimum(x, 0)) - 1))


def normalise(x, gamma, beta, mean, variance, epsilon):
    return (x - mean) / np.sqrt(variance + epsilon) * gamma + beta


def layer(kind, name, **settings):
    return {"class_name": kind, "config": {"name": name, **settings}}


def keras1_channels_last():
    """Keras 1 on TensorFlow: a Lambda, ELU layers, dropout, a normalisation."""
    k1, b1, k2, b2 = weights(5, 5, 3, 8), weights(8), weights(3, 3, 8, 6), weights(6)
    norm = [1 + weights(6), weights(6), weights(6), (RANDOM.random(6) + 0.5).astype(np.float32)]
    d1, c1, d2, c2 = weights(6 * 6 * 10, 10), weights(10), weights(10, 1), weights(1)

    def run(x):
        x = elu(conv(x / 127.5 - 1, k1, b1, (2, 2), "same"))
        x = normalise(np.maximum(conv(x, k2, b2, (2, 2)), 0), *norm, 1e-3)
        return elu(x.reshape(-1) @ d1.astype(float) + c1) @ d2.astype(float) + c2

    layers = [
        layer("Lambda", "lambda_1", batch_input_shape=[None, 26, 42, 3], function=["never run", None, None]),
        layer("Convolution2D", "convolution2d_1", nb_filter=8, nb_row=5, nb_col=5, subsample=[2, 2], border_mode="same", dim_ordering="tf", activation="linear", bias=True),
        layer("ELU", "elu_1", alpha=1.0),
        layer("Convolution2D", "convolution2d_2", nb_filter=6, nb_row=3, nb_col=3, subsample=[2, 2], border_mode="valid", dim_ordering="tf", activation="relu", bias=True),
        layer("BatchNormalization", "batchnormalization_1", mode=0, axis=-1, epsilon=1e-3),
        layer("Dropout", "dropout_1", p=0.5), layer("Flatten", "flatten_1"),
        layer("Dense", "dense_1", output_dim=10, activation="elu", bias=True), layer("Dense", "dense_2", output_dim=1, activation="linear", bias=True)]
    stored = {"convolution2d_1": [k1, b1], "convolution2d_2": [k2, b2], "batchnormalization_1": norm, "dense_1": [d1, c1], "dense_2": [d2, c2]}
    return {"class_name": "Sequential", "config": layers}, "1.2.1", stored, (26, 42, 3), run, ["--lambda", "lambda_1=x/127.5 - 1.0"]


def keras1_channels_first():
    """Keras 1 on Theano: channels first, kernels as out x in x rows x columns and turned by half a turn, pooling, padding."""
    k1, b1 = weights(6, 3, 3, 3), weights(6)
    d1, c1 = weights(6 * 5 * 7, 1), weights(1)

    def run(x):
        turned = k1.transpose(2, 3, 1, 0)[::-1, ::-1]
        x = np.maximum(conv(np.pad(x, ((1, 1), (2, 2), (0, 0))), turned, b1, (2, 2)), 0)
        x = windows(x, (2, 2), (2, 2), "same", -np.inf).max((3, 4))
        return np.tanh(x.transpose(2, 0, 1).reshape(-1) @ d1.astype(float) + c1)

    layers = [
        layer("ZeroPadding2D", "zeropadding2d_1", padding=[1, 2], dim_ordering="th", batch_input_shape=[None, 3, 19, 25]),
        layer("Convolution2D", "convolution2d_1", nb_filter=6, nb_row=3, nb_col=3, subsample=[2, 2], border_mode="valid", dim_ordering="th", activation="relu", bias=True),
        layer("MaxPooling2D", "maxpooling2d_1", pool_size=[2, 2], strides=[2, 2], border_mode="same", dim_ordering="th"),
        layer("Flatten", "flatten_1"), layer("Dense", "dense_1", output_dim=1, activation="tanh", bias=True)]
    return {"class_name": "Sequential", "config": layers}, "1.1.0", {"convolution2d_1": [k1, b1], "dense_1": [d1, c1]}, (19, 25, 3), run, ["--flip-kernels"]


def keras2():
    """Keras 2: cropping, no biases, depthwise and separable convolutions, leaky and parametric slopes, a mean over places, 2 * atan."""
    k1, kd, bd, ks, kp, bs = weights(3, 3, 3, 4), weights(3, 3, 4, 2), weights(8), weights(3, 3, 8, 1), weights(1, 1, 8, 5), weights(5)
    norm = [weights(8), weights(8), (RANDOM.random(8) + 0.5).astype(np.float32)]
    slopes, d1, c1 = np.abs(weights(1, 1, 5)), weights(5, 1), weights(1)

    def run(x):
        x = conv((x / 255.0 - 0.5)[7:-3], k1, 0, (2, 2), "same")
        x = np.where(x > 0, x, 0.2 * x)
        x = normalise(depthwise(x, kd, bd), 1, *norm, 1e-2)
        x = np.clip(x, 0, 6)
        x = conv(depthwise(x, ks, 0, mode="same"), kp, bs)
        x = np.where(x > 0, x, slopes * x).mean((0, 1))
        return 2 * np.arctan(x @ d1.astype(float) + c1)

    layers = [
        layer("Lambda", "scale", batch_input_shape=[None, 36, 44, 3]),
        layer("Cropping2D", "crop", cropping=[[7, 3], [0, 0]], data_format="channels_last"),
        layer("Conv2D", "conv2d_1", filters=4, kernel_size=[3, 3], strides=[2, 2], padding="same", data_format="channels_last", dilation_rate=[1, 1], activation="linear", use_bias=False),
        layer("LeakyReLU", "leaky", alpha=0.2),
        layer("DepthwiseConv2D", "depthwise", kernel_size=[3, 3], strides=[1, 1], padding="valid", data_format="channels_last", activation="linear", use_bias=True, depth_multiplier=2),
        layer("BatchNormalization", "norm", axis=[3], epsilon=1e-2, scale=False, center=True),
        layer("ReLU", "relu6", max_value=6.0),
        layer("SeparableConv2D", "separable", kernel_size=[3, 3], strides=[1, 1], padding="same", data_format="channels_last", activation="linear", use_bias=True),
        layer("PReLU", "slopes", shared_axes=[1, 2]), layer("GlobalAveragePooling2D", "mean", data_format="channels_last"),
        layer("Dense", "dense_1", units=1, activation="linear", use_bias=True), layer("Lambda", "angle")]
    stored = {"conv2d_1": [k1], "depthwise": [kd, bd], "norm": norm, "separable": [ks, kp, bs], "slopes": [slopes], "dense_1": [d1, c1]}
    config = {"class_name": "Sequential", "config": {"name": "sequential_1", "layers": layers}}
    return config, "2.4.0", stored, (36, 44, 3), run, ["--lambda", "scale=x/255.0-0.5", "--lambda", "angle=2*atan(x)"]


def lambdas():
    """Everything that a description of a Lambda can say."""
    d1, c1 = weights(6 * 9 * 3, 1), weights(1)

    def run(x):
        x = x[2:, 1:-1]
        luma = 0.299 * x[..., 0] + 0.587 * x[..., 1] + 0.114 * x[..., 2]
        x = np.stack([luma, 0.492 * (x[..., 2] - luma) + 128, 0.877 * (x[..., 0] - luma) + 128], -1)
        # Halving with pixels as squares is the mean of two.
        x = (x[::2] + x[1::2]) / 2
        x = (x[:, ::2] + x[:, 1::2]) / 2
        x = -(1 - (x - 128) / 2 / 64)
        return x.reshape(-1) @ d1.astype(float) + c1

    layers = [layer("Lambda", name, **({"batch_input_shape": [None, 14, 20, 3]} if name == "cut" else {})) for name in ("cut", "color", "small", "nothing", "scale")]
    layers += [layer("Flatten", "flatten"), layer("Dense", "dense", units=1, activation="linear", use_bias=True)]
    described = {"cut": "crop(2, 0, 1, 1)", "color": "yuv()", "small": "resize(6, 9)", "nothing": "same()", "scale": "-(1 - (x - 128) / 2 / 64)"}
    arguments = [part for name, what in described.items() for part in ("--lambda", f"{name}={what}")]
    return {"class_name": "Sequential", "config": {"layers": layers}}, "2.2.4", {"dense": [d1, c1]}, (14, 20, 3), run, arguments


def main(converter, folder):
    names = []
    for make in (keras1_channels_last, keras1_channels_first, keras2, lambdas):
        config, version, stored, shape, run, arguments = make()
        name = make.__name__
        names.append(name)
        with h5py.File(folder / f"{name}.h5", "w") as file:
            file.attrs["model_config"], file.attrs["keras_version"] = json.dumps(config), version
            group = file.create_group("model_weights")
            for layer_name, values in stored.items():
                inner = group.create_group(layer_name)
                inner.attrs["weight_names"] = [f"{layer_name}/w{number}:0".encode() for number in range(len(values))]
                for number, value in enumerate(values):
                    inner.create_dataset(f"{layer_name}/w{number}:0", data=value)
        picture = RANDOM.integers(0, 256, shape).astype(np.float32)
        picture.tofile(folder / f"{name}.input.bin")
        np.atleast_1d(run(picture.astype(float))).astype(np.float32).tofile(folder / f"{name}.output.bin")
        subprocess.run([sys.executable, converter / "keras_to_onnx.py", folder / f"{name}.h5", "-o", folder / f"{name}.onnx", *arguments], check=True, stdout=subprocess.DEVNULL)
    (folder / "keras.json").write_text(json.dumps(names))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
