// Colours of channels: one ramp for values from nothing upwards, one with two arms where they have both signs.
// Neither is blue or orange, which mean left and right.

const rising = [[13, 17, 20], [30, 74, 84], [72, 150, 134], [178, 208, 140], [250, 246, 200]];
const signed = [[232, 150, 232], [118, 52, 120], [13, 17, 20], [34, 108, 84], [150, 226, 160]];

/** 256 colours as 32-bit words of an ImageData, for values from..to. */
export function ramp(from, to) {
  const words = new Uint32Array(256);
  const reach = Math.max(Math.abs(from), Math.abs(to)) || 1;
  for (let step = 0; step < 256; step++) {
    const value = from + ((to - from) * step) / 255;
    const [red, green, blue] = from < 0 ? blend(signed, (value / reach + 1) / 2) : blend(rising, step / 255);
    words[step] = (255 << 24) | (blue << 16) | (green << 8) | red;
  }
  return words;
}

function blend(stops, share) {
  const at = Math.max(0, Math.min(1, share)) * (stops.length - 1);
  const first = Math.min(stops.length - 2, Math.floor(at));
  return stops[first].map((value, channel) => Math.round(value + (stops[first + 1][channel] - value) * (at - first)));
}
