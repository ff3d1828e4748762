"""
Converts a sequential network that Keras 1 or 2 saved (.h5) to ONNX, without TensorFlow and without running anything from the file.

    python3 src/Models/convert/keras_to_onnx.py model.h5 -o model.onnx --lambda lambda_1=x/127.5-1 --color yuv --unit full-scale:25
"""

import argparse
import pathlib
import re
import sys

try:
    import onnx

    from graph import Graph
    from keras_file import KerasError, KerasFile
    from keras_layers import channels_last, translate
except ModuleNotFoundError as missing:
    print(f"{sys.executable} has no {missing.name}: install it (Debian: apt-get install python3-h5py python3-onnx python3-numpy), or start this with a Python that has it, such as /usr/bin/python3", file=sys.stderr)
    sys.exit(6)

NUMBER = r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?"

# What each part of the input contract says, and how it must look.
CONTRACT = {
    "crop": ("left,top,width,height of the part of the picture that the network sees, in shares of it", rf"{NUMBER}(,{NUMBER}){{3}}"),
    "fit": ("stretch or aspect", "stretch|aspect"),
    "color": ("rgb, bgr, yuv, yuv-swapped or gray", "rgb|bgr|yuv|yuv-swapped|gray"),
    "scale": ("what channel values (0..255) are multiplied with before the network: one number, or three", rf"{NUMBER}(,{NUMBER},{NUMBER})?"),
    "offset": ("what is added after that: one number, or three", rf"{NUMBER}(,{NUMBER},{NUMBER})?"),
    "unit": ("radians, degrees or full-scale:DEGREES", rf"radians|degrees|full-scale(:{NUMBER})?"),
    "positive": ("left or right: where a positive output steers", "left|right"),
}


def check(contract):
    """Refuses a part of the contract that makes no sense."""
    for key, value in contract.items():
        text, pattern = CONTRACT[key]
        if value is not None and not re.fullmatch(pattern, value):
            raise KerasError(f"can't have the input contract --{key} '{value}': it is {text}")
    if contract.get("crop") is not None:
        left, top, width, height = map(float, contract["crop"].split(","))
        if min(left, top) < 0 or min(width, height) <= 0 or max(left + width, top + height) > 1.000001:
            raise KerasError(f"can't have the input contract --crop '{contract['crop']}': its numbers are shares from 0 to 1, and it must lie in the picture, such as 0,0.35,1,0.65")


def convert(path, lambdas, flip_kernels=False, contract=None):
    """The ONNX model of a file and its number of trained values. Raises KerasError with one line for people."""
    file = KerasFile(path)
    names = {layer.name for layer in file.layers}
    for name in lambdas:
        if name not in names:
            raise KerasError(f"has no layer '{name}' for --lambda: its layers are {', '.join(layer.name for layer in file.layers)}")
    check(contract or {})
    graph = _begin(file)
    for layer in file.layers:
        translate(layer, graph, lambdas, flip_kernels)
    graph.flatten()
    model = graph.model()
    stated = {f"steerlens.{key}": value for key, value in (contract or {}).items() if value is not None}
    # A Lambda that scales stands in the network itself; so the pixels come as they are unless somebody says otherwise.
    stated = {"steerlens.scale": "1", "steerlens.offset": "0"} | stated
    onnx.helper.set_model_props(model, stated)
    onnx.checker.check_model(model)
    return model, sum(weights.size for layer in file.layers for weights in layer.weights)


def _begin(file):
    """A graph with the input that the first layer states."""
    for layer in file.layers[:2]:
        shape = layer.get("batch_input_shape", "batch_shape")
        if shape is None and layer.get("input_shape") is not None:
            shape = [None, *layer.get("input_shape")]
        if shape is None:
            continue
        if len(shape) != 4 or any(not isinstance(size, int) or size < 1 for size in shape[1:]):
            raise layer.fail(f"reads {'x'.join(str(size or '?') for size in shape)}", "a picture has a fixed height, width and number of channels")
        ordered = next((other for other in file.layers if other.get("dim_ordering", "data_format") is not None), layer)
        last = channels_last(ordered)
        sizes = shape[1:]
        return Graph((sizes[2], sizes[0], sizes[1]) if last else tuple(sizes), last)
    raise KerasError("does not say what picture it reads: write it with model.save() after its first layer knows its input_shape")


def main(arguments=None):
    """Runs the command; gives its exit code."""
    parser = argparse.ArgumentParser(description="Converts a sequential Keras .h5 network to ONNX without running anything from it.")
    parser.add_argument("keras", type=pathlib.Path, help="the .h5 file that model.save() wrote")
    parser.add_argument("-o", "--output", type=pathlib.Path, help="the ONNX file to write (default: beside the source)")
    parser.add_argument("-y", "--overwrite", action="store_true", help="replace an output that exists")
    parser.add_argument("--lambda", dest="lambdas", action="append", default=[], metavar="NAME=WHAT",
                        help="what a Lambda layer does: x/127.5-1, crop(top,bottom,left,right), resize(height,width), yuv(), same()")
    parser.add_argument("--flip-kernels", action="store_true", help="for weights that Keras trained on Theano: its convolutions are turned by half a turn")
    for key, (text, _) in CONTRACT.items():
        parser.add_argument(f"--{key}", help=f"input contract: {text}")
    options = parser.parse_args(arguments)
    output = options.output or options.keras.with_suffix(".onnx")
    try:
        if not options.keras.exists():
            raise KerasError("does not exist: check the name")
        if output.resolve() == options.keras.resolve():
            raise KerasError("would be written over: name another file with -o")
        if output.exists() and not options.overwrite:
            raise FileExistsError(f"'{output}' exists: --overwrite replaces it")
        lambdas = {}
        for text in options.lambdas:
            name, equals, what = text.partition("=")
            if not equals:
                raise KerasError(f"can't be read with --lambda '{text}': write NAME=WHAT, such as lambda_1=x/127.5-1")
            lambdas[name.strip()] = what
        model, parameters = convert(options.keras, lambdas, options.flip_kernels, {key: getattr(options, key) for key in CONTRACT})
        partial = output.with_suffix(".partial.onnx")
        onnx.save(model, str(partial))
        partial.replace(output)
    except KerasError as error:
        print(f"'{options.keras}' {error}", file=sys.stderr)
        return 4
    except OSError as error:
        print(error, file=sys.stderr)
        return 5
    print(f"{options.keras}: {parameters:,} parameters -> {output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
