"""Plain PyTorch as a peer: full re-inference of masked frames in batches, on the processor.

The requests and answers are those of onnxruntime.mjs; here too, only running the network is on the clock.
"""

import json
import pathlib
import sys
import time

import numpy
import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "oracles"))
from pytorch_oracle import OnnxInTorch  # noqa: E402


class Peer:
    def load(self, network, frame, fill, windows, height, width, channels, threads):
        torch.set_num_threads(threads)
        planes = lambda path: torch.from_numpy(
            numpy.ascontiguousarray(numpy.fromfile(path, "<f4").reshape(height, width, channels).transpose(2, 0, 1)))
        self.frame, self.fill = planes(frame), planes(fill)
        self.windows = numpy.fromfile(windows, "<i4").reshape(-1, 4)
        self.network = OnnxInTorch(network, torch.float32)
        return {"name": f"PyTorch {torch.__version__.split('+')[0]} (cpu)"}

    def run(self, batch, windows):
        count = windows // batch * batch
        images = torch.empty(batch, *self.frame.shape)
        outputs, seconds = [], 0.0
        with torch.inference_mode():
            for first in range(0, count, batch):
                images[:] = self.frame
                for slot in range(batch):
                    row, column, rows, columns = self.windows[(first + slot) % len(self.windows)]
                    area = (slice(None), slice(row, row + rows), slice(column, column + columns))
                    images[slot][area] = self.fill[area]
                start = time.perf_counter()
                answer = self.network(images)[self.network.output]
                seconds += time.perf_counter() - start
                outputs += answer.flatten().tolist()
        return {"seconds": seconds, "windows": count, "outputs": outputs}


def main():
    peer = Peer()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = getattr(peer, request.pop("do"))(**request)
        except Exception as error:  # the reason belongs to whoever asked
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
