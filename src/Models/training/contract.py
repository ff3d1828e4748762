"""What the network sees: the crop, its resize by area averaging, the colours and their scale.

The strip is the largest centred 200:66 rectangle inside the crop. Around it a canvas keeps MARGIN rows above and below at the
strip's scale, so that augmentation can move the strip; the strip itself is canvas[:, MARGIN:MARGIN + HEIGHT].
"""

import numpy

HEIGHT, WIDTH = 66, 200
MARGIN = 20
CANVAS_HEIGHT = HEIGHT + 2 * MARGIN

CROP = (0.0, 0.3, 1.0, 0.6)  # left, top, width, height, in shares of the picture

METADATA = {
    "steerlens.crop": "0,0.3,1,0.6",
    "steerlens.fit": "aspect",
    "steerlens.color": "yuv",
    "steerlens.scale": "0.00784313725",
    "steerlens.offset": "-1",
    "steerlens.unit": "radians",
    "steerlens.positive": "right",
}

# Rows give Y, U, V from R, G, B (0..255, full range, BT.601); 128 is added to U and V.
RGB_TO_YUV = numpy.array([
    [0.299, 0.587, 0.114],
    [0.492 * -0.299, 0.492 * -0.587, 0.492 * (1 - 0.114)],
    [0.877 * (1 - 0.299), 0.877 * -0.587, 0.877 * -0.114],
])
YUV_OFFSET = numpy.array([0.0, 128.0, 128.0], numpy.float32)

# Rows give R, G, B from (Y - 16, U - 128, V - 128) of limited-range BT.709.
_LUMA_709, _CHROMA_709 = 255 / 219, 255 / 224
BT709_TO_RGB = numpy.array([
    [_LUMA_709, 0.0, 2 * (1 - 0.2126) * _CHROMA_709],
    [_LUMA_709, -2 * (1 - 0.0722) * 0.0722 / 0.7152 * _CHROMA_709, -2 * (1 - 0.2126) * 0.2126 / 0.7152 * _CHROMA_709],
    [_LUMA_709, 2 * (1 - 0.0722) * _CHROMA_709, 0.0],
])


def strip_box(width, height):
    """The strip in a picture of width x height pixels: left, top, right, bottom, fractional."""
    left, top, share_width, share_height = CROP
    crop_width, crop_height = share_width * width, share_height * height
    strip_width = min(crop_width, crop_height * WIDTH / HEIGHT)
    strip_height = strip_width * HEIGHT / WIDTH
    centre_x, centre_y = left * width + crop_width / 2, top * height + crop_height / 2
    return centre_x - strip_width / 2, centre_y - strip_height / 2, centre_x + strip_width / 2, centre_y + strip_height / 2


def area_weights(size, start, step, count):
    """A count x size matrix: row i averages the source cells that [start + i step, start + (i + 1) step] covers, each by
    the share that is covered. Intervals outside the source take its edge cell."""
    weights = numpy.zeros((count, size), numpy.float32)
    for row in range(count):
        low = min(max(start + row * step, 0.0), size)
        high = min(max(start + (row + 1) * step, 0.0), size)
        if high - low < 1e-9:
            weights[row, 0 if start + row * step < 0 else size - 1] = 1
            continue
        cells = numpy.arange(int(numpy.floor(low)), min(int(numpy.ceil(high)), size))
        weights[row, cells] = (numpy.minimum(cells + 1, high) - numpy.maximum(cells, low)) / (high - low)
    return weights


class Resizer:
    """Area averaging of planes to the canvas; weights are kept per picture and plane size."""

    def __init__(self):
        self._weights = {}

    def plane(self, plane, picture_width, picture_height):
        """plane: h x w, covering a picture of picture_width x picture_height pixels. Returns CANVAS_HEIGHT x WIDTH float32."""
        key = (plane.shape, picture_width, picture_height)
        if key not in self._weights:
            left, top, right, bottom = strip_box(picture_width, picture_height)
            across, down = plane.shape[1] / picture_width, plane.shape[0] / picture_height
            step_x, step_y = (right - left) / WIDTH * across, (bottom - top) / HEIGHT * down
            self._weights[key] = (
                area_weights(plane.shape[0], top * down - MARGIN * step_y, step_y, CANVAS_HEIGHT),
                area_weights(plane.shape[1], left * across, step_x, WIDTH).T.copy())
        rows, columns = self._weights[key]
        return rows @ plane.astype(numpy.float32) @ columns


def canvas_from_rgb(pixels, resizer):
    """pixels: h x w x 3 bytes, RGB. Returns 3 x CANVAS_HEIGHT x WIDTH float16, scaled by the contract."""
    height, width = pixels.shape[:2]
    planes = numpy.stack([resizer.plane(pixels[:, :, channel], width, height) for channel in range(3)])
    return scaled(numpy.tensordot(RGB_TO_YUV.astype(numpy.float32), planes, 1) + YUV_OFFSET[:, None, None])


def canvas_from_yuv420(luma, chroma_blue, chroma_red, resizer):
    """Three planes of bytes, 4:2:0, BT.709 limited range. Returns 3 x CANVAS_HEIGHT x WIDTH float16, scaled by the contract."""
    height, width = luma.shape
    planes = numpy.stack([
        resizer.plane(luma, width, height) - 16,
        resizer.plane(chroma_blue, width, height) - 128,
        resizer.plane(chroma_red, width, height) - 128])
    return scaled(numpy.tensordot((RGB_TO_YUV @ BT709_TO_RGB).astype(numpy.float32), planes, 1) + YUV_OFFSET[:, None, None])


def scaled(yuv):
    """Channel values 0..255 to network input values, about -1..1."""
    return (yuv / 127.5 - 1).astype(numpy.float16)


def strip(canvas):
    """The network's input (.. x 3 x 66 x 200) in the middle of canvases (.. x 3 x 106 x 200)."""
    return canvas[..., MARGIN:MARGIN + HEIGHT, :]
