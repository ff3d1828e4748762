"""captum's Occlusion as a peer. What is on the clock is its whole call, masks and bookkeeping included: they can't be had apart.

    captum_occlusion.py FOLDER-OF-CAPTUM

Requests and answers as in onnxruntime.mjs, with one more request, whose answer holds one attribution map (H x W) for each size:
    {"do": "attribute", "batch", "sizes", "stride"}  ->  {"seconds", "windows", "maps"}
captum lays its own windows: from 0 in steps of the stride until one reaches the edge, that last one clipped. They are counted here,
so that the time for one window can be compared.
"""

import math
import sys
import time

import torch

sys.path.insert(0, sys.argv[1])
from captum import __version__  # noqa: E402
from captum.attr import Occlusion  # noqa: E402

from pytorch import Peer as PlainPeer  # noqa: E402
import pytorch  # noqa: E402


class Peer(PlainPeer):
    def load(self, **request):
        super().load(**request)
        self.occlusion = Occlusion(lambda images: self.network(images)[self.network.output][:, 0])
        return {"name": f"captum {__version__} Occlusion (PyTorch {torch.__version__.split('+')[0]}, cpu)"}

    def attribute(self, batch, sizes, stride):
        channels, height, width = self.frame.shape
        maps, seconds, windows = [], 0.0, 0
        with torch.inference_mode():
            for size in sizes:
                start = time.perf_counter()
                result = self.occlusion.attribute(
                    self.frame[None], sliding_window_shapes=(channels, size, size), strides=(channels, stride, stride),
                    baselines=self.fill[None], perturbations_per_eval=batch)
                seconds += time.perf_counter() - start
                windows += math.prod(1 + math.ceil((extent - size) / stride) for extent in (height, width))
                maps.append(result[0, 0].flatten().tolist())
        return {"seconds": seconds, "windows": windows, "maps": maps}


if __name__ == "__main__":
    pytorch.Peer = Peer
    pytorch.main()
