// ONNX Runtime as a peer: full re-inference of masked frames in batches. Only session.run is on the clock; making the masked
// batches is not. Requests and answers are one JSON object on each line:
//   {"do": "load", "network", "frame", "fill", "windows", "height", "width", "channels", "threads"}  ->  {"name"}
//       frame and fill: files of float32, H x W x C; windows: a file of int32, row column height width for each
//   {"do": "run", "batch", "windows"}  ->  {"seconds", "windows", "outputs"}
//       runs as many whole batches as that many windows hold, from the first window on and again from the first after the last;
//       one output for each window that was run
//   {"do": "open", "network", "input", "shape", "threads"}  ->  {"name"}
//       input: a file of float32 in the order of the shape
//   {"do": "time", "calls"}  ->  {"milliseconds", "outputs"}
//       the network on that input again and again: the median of so many calls, after a tenth as many that are not measured
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const ort = require('onnxruntime-node');
const version = require('onnxruntime-node/package.json').version;

const raw = path => {
    const bytes = readFileSync(path);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
};

let session, frame, fill, windows, shape, input;

// H x W x C to C x H x W, as the networks take it.
function planar(pixels, { height, width, channels }) {
    const planes = new Float32Array(pixels.length);
    for (let pixel = 0; pixel < height * width; pixel++) {
        for (let channel = 0; channel < channels; channel++) planes[channel * height * width + pixel] = pixels[pixel * channels + channel];
    }
    return planes;
}

async function load(request) {
    shape = { height: request.height, width: request.width, channels: request.channels };
    frame = planar(new Float32Array(raw(request.frame)), shape);
    fill = planar(new Float32Array(raw(request.fill)), shape);
    windows = new Int32Array(raw(request.windows));
    return begin(request);
}

async function open(request) {
    input = new ort.Tensor('float32', new Float32Array(raw(request.input)), request.shape);
    return begin(request);
}

async function begin(request) {
    await session?.release();
    session = await ort.InferenceSession.create(request.network, {
        executionProviders: ['cpu'],
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        intraOpNumThreads: request.threads,
        interOpNumThreads: 1,
    });
    return { name: `ONNX Runtime ${version} (onnxruntime-node, cpu)` };
}

async function time({ calls }) {
    const feeds = { [session.inputNames[0]]: input };
    const times = [];
    let results;
    for (let call = -Math.floor(calls / 10); call < calls; call++) {
        const start = process.hrtime.bigint();
        results = await session.run(feeds);
        if (call >= 0) times.push(Number(process.hrtime.bigint() - start) / 1e6);
    }
    times.sort((one, other) => one - other);
    const outputs = session.outputNames.flatMap(name => [...results[name].data]);
    return { milliseconds: times[Math.floor(times.length / 2)], outputs };
}

function mask(batch, slot, window) {
    const { height, width, channels } = shape;
    const base = slot * frame.length;
    batch.set(frame, base);
    const [row, column, rows, columns] = windows.subarray(4 * window, 4 * window + 4);
    for (let channel = 0; channel < channels; channel++) {
        for (let y = row; y < row + rows; y++) {
            const start = (channel * height + y) * width + column;
            batch.set(fill.subarray(start, start + columns), base + start);
        }
    }
}

async function run({ batch: size, windows: wanted }) {
    const batch = new Float32Array(size * frame.length);
    const tensor = new ort.Tensor('float32', batch, [size, shape.channels, shape.height, shape.width]);
    const count = Math.floor(wanted / size) * size;
    const outputs = [];
    let seconds = 0;
    for (let first = 0; first < count; first += size) {
        for (let slot = 0; slot < size; slot++) mask(batch, slot, (first + slot) % (windows.length / 4));
        const start = process.hrtime.bigint();
        const results = await session.run({ [session.inputNames[0]]: tensor });
        seconds += Number(process.hrtime.bigint() - start) / 1e9;
        outputs.push(...results[session.outputNames[0]].data);
    }
    return { seconds, windows: count, outputs };
}

for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    let answer;
    try {
        answer = await { load, run, open, time }[request.do](request);
    } catch (error) {
        answer = { error: String(error?.message ?? error) };
    }
    process.stdout.write(JSON.stringify(answer) + '\n');
}
