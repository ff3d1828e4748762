"""
What a Lambda layer does, as its owner describes it: arithmetic on x, such as x/127.5-1 or 2*atan(x), or one of crop(top,bottom,left,right),
resize(height,width), yuv() and same(). The Lambda's own code is bytecode in the file and is never run.
"""

import ast

from keras_file import KerasError

WHAT_TO_WRITE = "x/127.5-1 (any arithmetic on x, with atan, tanh, sigmoid, relu), crop(top,bottom,left,right), resize(height,width), yuv() for RGB in 0..255 to YUV, or same()"
FUNCTIONS = {"atan": "Atan", "tanh": "Tanh", "sigmoid": "Sigmoid", "relu": "Relu"}
ARITHMETIC = {ast.Add: "Add", ast.Sub: "Sub", ast.Mult: "Mul", ast.Div: "Div"}


class Expression:
    """A description, read but not yet applied."""

    def __init__(self, text):
        self._text = text
        try:
            self._tree = ast.parse(text.strip(), mode="eval").body
        except SyntaxError as error:
            raise self._fail() from error

    def apply(self, graph):
        """Adds what is described to the graph that is being written."""
        if isinstance(self._tree, ast.Call) and isinstance(self._tree.func, ast.Name):
            arguments = [self._whole(argument) for argument in self._tree.args] if self._tree.func.id not in FUNCTIONS else []
            match (self._tree.func.id, arguments):
                case ("crop", [top, bottom, left, right]):
                    return graph.crop(top, bottom, left, right)
                case ("resize", [height, width]):
                    return graph.resize(height, width)
                case ("yuv", []):
                    return graph.yuv()
                case ("same", []):
                    return None
        result = self._walk(self._tree, graph)
        if isinstance(result, float):
            raise self._fail()
        graph.value = result
        return None

    def _walk(self, node, graph):
        """A number, or the name of the value that holds this part's result."""
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return float(number)
            case ast.Name(id="x"):
                return graph.value
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self._walk(operand, graph)
                return -inner if isinstance(inner, float) else graph.node("Mul", [inner, graph.constant(-1.0)])
            case ast.BinOp(left=left, op=operation, right=right) if type(operation) in ARITHMETIC:
                return self._join(ARITHMETIC[type(operation)], self._walk(left, graph), self._walk(right, graph), graph)
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
                inner = self._walk(argument, graph)
                if isinstance(inner, float):
                    raise self._fail()
                return graph.node(FUNCTIONS[name], [inner])
        raise self._fail()

    def _join(self, operation, left, right, graph):
        if isinstance(left, float) and isinstance(right, float):
            if operation == "Div" and right == 0:
                raise self._fail()
            return {"Add": left + right, "Sub": left - right, "Mul": left * right, "Div": left / right if right else 0.0}[operation]
        sides = [graph.constant(side) if isinstance(side, float) else side for side in (left, right)]
        return graph.node(operation, sides)

    def _whole(self, node):
        if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool) and node.value >= 0:
            return node.value
        raise self._fail()

    def _fail(self):
        return KerasError(f"'{self._text}' does not describe a Lambda: write {WHAT_TO_WRITE}")
