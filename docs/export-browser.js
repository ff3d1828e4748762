// The angle and its map in a browser: used by export-browser.html. Written for the shipped network "pilotnet"; for another one change what inputOf
// does to what that file's metadata says (steerlens.crop, steerlens.color, steerlens.scale, steerlens.offset).
import * as ort from './node_modules/onnxruntime-web/dist/ort.wasm.min.mjs';

const [height, width] = [66, 200];

// Loads what `steerlens export` wrote.
export function open(address) {
  ort.env.wasm.numThreads = 1; // more need a page that is cross-origin isolated
  return ort.InferenceSession.create(address, { executionProviders: ['wasm'] });
}

// The angle in radians, positive to the right, and the map: rows x columns values, larger where the picture mattered more.
export async function explain(session, input) {
  const { angle, map } = await session.run({ picture: new ort.Tensor('float32', input, [1, 3, height, width]) });
  const [rows, columns] = map.dims.slice(-2);
  return { angle: angle.data[0], map: map.data, rows, columns };
}

// A picture as the network wants it: of its height the part from 0.3 to 0.9, in that the largest centred 200:66 rectangle, as Y, U and V from -1 to 1.
export function inputOf(picture, canvas) {
  const shape = width / height;
  const [cropTop, cropHeight] = [0.3 * picture.height, 0.6 * picture.height];
  const w = Math.min(picture.width, cropHeight * shape);
  const h = w / shape;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, (picture.width - w) / 2, cropTop + (cropHeight - h) / 2, w, h, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const planes = new Float32Array(3 * height * width);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const [red, green, blue] = data.subarray(4 * pixel, 4 * pixel + 3);
    const y = 0.299 * red + 0.587 * green + 0.114 * blue;
    [y, 0.492 * (blue - y) + 128, 0.877 * (red - y) + 128].forEach((value, plane) => {
      planes[plane * height * width + pixel] = value / 127.5 - 1;
    });
  }
  return planes;
}

// Draws the map, as large as the canvas is shown: the largest value brightest.
export function paint({ map, rows, columns }, canvas) {
  [canvas.width, canvas.height] = [columns, rows];
  const context = canvas.getContext('2d');
  const image = context.createImageData(columns, rows);
  const most = map.reduce((a, b) => Math.max(a, b), 1e-9);
  map.forEach((value, at) => image.data.set([255, 200, 40, 255 * Math.max(0, value) / most], 4 * at));
  context.putImageData(image, 0, 0);
}
