// What ONNX Runtime puts out for exported networks.
//
//   exported.mjs FOLDER
//
// FOLDER/cases.json: [{"name", "shape": [N, C, H, W]}]. NAME.onnx is run on NAME.picture.bin (float32 of that shape); each of its outputs OUTPUT
// goes to NAME.OUTPUT.bin. ONNX Runtime is the one that bench/peers pins.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(new URL('../../bench/peers/package.json', import.meta.url));
const ort = require('onnxruntime-node');
const folder = process.argv[2];

for (const { name, shape } of JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'))) {
    const session = await ort.InferenceSession.create(join(folder, `${name}.onnx`), { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1 });
    const bytes = readFileSync(join(folder, `${name}.picture.bin`));
    const picture = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    const results = await session.run({ picture: new ort.Tensor('float32', picture, shape) });
    for (const output of session.outputNames) {
        const values = results[output].data;
        writeFileSync(join(folder, `${name}.${output}.bin`), new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
    await session.release();
}
