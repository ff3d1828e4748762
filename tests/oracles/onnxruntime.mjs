// What ONNX Runtime puts out for the networks that network_zoo.py made.
//
//   onnxruntime.mjs FOLDER
//
// For each NAME of FOLDER/zoo.json: NAME.onnx is run on each picture of NAME.pictures.bin (float32, pictures x H x W x C); NAME.onnxruntime.bin
// gets the outputs, those of a network with several heads one behind the other, picture by picture. ONNX Runtime is the one that bench/peers pins.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(new URL('../../bench/peers/package.json', import.meta.url));
const ort = require('onnxruntime-node');
const folder = process.argv[2];

function read(path) {
    const bytes = readFileSync(path);
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

// H x W x C to C x H x W.
function planar(pixels, [height, width, channels]) {
    const planes = new Float32Array(pixels.length);
    for (let pixel = 0; pixel < height * width; pixel++) {
        for (let channel = 0; channel < channels; channel++) planes[channel * height * width + pixel] = pixels[pixel * channels + channel];
    }
    return planes;
}

for (const [name, { shape }] of Object.entries(JSON.parse(readFileSync(join(folder, 'zoo.json'), 'utf8')))) {
    const session = await ort.InferenceSession.create(join(folder, `${name}.onnx`), { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1 });
    const [height, width, channels] = shape;
    const isLast = session.inputMetadata[0].shape[3] === channels;
    const pictures = read(join(folder, `${name}.pictures.bin`));
    const length = height * width * channels;
    const outputs = [];
    for (let start = 0; start < pictures.length; start += length) {
        const picture = pictures.subarray(start, start + length);
        const tensor = isLast ? new ort.Tensor('float32', picture, [1, height, width, channels]) : new ort.Tensor('float32', planar(picture, shape), [1, channels, height, width]);
        const results = await session.run({ [session.inputNames[0]]: tensor });
        for (const head of session.outputNames) outputs.push(...results[head].data);
    }
    writeFileSync(join(folder, `${name}.onnxruntime.bin`), new Uint8Array(Float32Array.from(outputs).buffer));
    await session.release();
}
