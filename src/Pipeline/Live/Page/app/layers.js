// The layer browser: choose a layer, see its channels, and what of the road a cell of them sees.

import { LayerList, shape } from './layer-list.js';
import { html } from './shapes.js';
import { ramp } from './tile-colors.js';
import { Tiles } from './tiles.js';

const outputsShown = 8;

export class Layers {
  #connection;
  #marks;
  #network = null;
  #layer = null;
  #isOpen = false;
  #header = null;
  #list = new LayerList(layer => this.choose(layer));
  #tiles = new Tiles(cell => this.#point(cell));

  constructor(connection, marks) {
    this.#connection = connection;
    this.#marks = marks;
    connection.addEventListener('channels', event => this.#show(event.detail));
  }

  network(network) {
    this.#network = network;
    const isOther = this.#list.show(network);
    const same = network.layers.find(layer => layer.name === this.#layer?.name);
    if (isOther) this.choose(same ?? null);
    else this.#watch();
    document.getElementById('outputs-title').hidden = network.outputs.length === 0;
  }

  /** The panel is opened or closed; nothing is sent for a panel that nobody sees. */
  open(isOpen) {
    if (isOpen === this.#isOpen) return;
    this.#isOpen = isOpen;
    if (!isOpen) this.#point(null);
    else if (this.#header) this.drawn(this.#header);
    this.#watch();
  }

  drawn(header) {
    this.#header = header;
    if (this.#isOpen) this.#outputs(header.top ?? header.outputs.map((value, index) => [index, value]));
  }

  choose(layer) {
    this.#layer = layer;
    this.#list.press(layer?.name ?? null);
    this.#tiles.clear();
    document.getElementById('scale').hidden = true;
    write('layer-words', layer ? `${layer.name}: ${shape(layer)} …` : 'Choose a layer to see its channels for this frame.');
    write('cell-words', '');
    this.#watch();
  }

  #watch() {
    this.#connection.send({ type: 'watch', layer: this.#isOpen ? this.#layer?.name ?? null : null });
  }

  #show({ header, bytes }) {
    if (!this.#isOpen || header.layer !== this.#layer?.name) return;
    this.#tiles.show(header, bytes);
    const silent = header.dead.length === 0 ? 'none silent' : `${header.dead.length} silent (crossed out)`;
    const receptive = this.#layer.receptive;
    const sees = receptive ? ` A cell sees ${receptive.size[0]} × ${receptive.size[1]} pixels of the network’s input: point at one.` : ' Each sees the whole input.';
    write('layer-words', `${header.count} channels of ${header.height} × ${header.width}, ${silent} in ${header.framesWatched.toLocaleString('en')} ${header.framesWatched === 1 ? 'frame' : 'frames'}.${sees}`);
    this.#scale(header);
  }

  #scale({ from, to }) {
    document.getElementById('scale').hidden = false;
    write('scale-from', number(from));
    write('scale-to', number(to));
    const canvas = document.getElementById('scale-colors');
    canvas.width = 256;
    const image = new ImageData(256, 1);
    new Uint32Array(image.data.buffer).set(ramp(from, to));
    canvas.getContext('2d').putImageData(image, 0, 0);
  }

  #point(cell) {
    const words = cell === null ? ''
      : `Channel ${cell.channel}, row ${cell.row}, column ${cell.column}: ${number(cell.value)}${cell.isDead ? '; silent so far' : ''}`;
    write('cell-words', words);
    this.#marks.set('field', cell === null || !this.#header || !this.#layer?.receptive || !this.#network.input ? [] : [{ box: this.#field(cell), kind: 'seen' }]);
  }

  // From the layer's cell to the network's input, from there to the source.
  #field({ row, column }) {
    const { size, stride, offset } = this.#layer.receptive;
    const [inputHeight, inputWidth] = this.#network.input;
    const [left, top, width, height] = this.#header.seen;
    const firstRow = Math.max(0, offset[0] + stride[0] * row);
    const firstColumn = Math.max(0, offset[1] + stride[1] * column);
    const lastRow = Math.min(inputHeight, offset[0] + stride[0] * row + size[0]);
    const lastColumn = Math.min(inputWidth, offset[1] + stride[1] * column + size[1]);
    const [across, down] = [width / inputWidth, height / inputHeight];
    return [left + firstColumn * across, top + firstRow * down, (lastColumn - firstColumn) * across, (lastRow - firstRow) * down];
  }

  // Of many outputs, those with the largest values.
  #outputs(values) {
    const shown = values.length <= outputsShown ? values : [...values].sort((a, b) => b[1] - a[1]).slice(0, outputsShown);
    document.getElementById('outputs').replaceChildren(...shown.flatMap(([index, value]) => [
      html('dt', {}, this.#network.outputs[index]?.name ?? String(index)), html('dd', {}, value.toFixed(4).replace('-', '−'))]));
  }
}

function number(value) {
  return Number(value.toPrecision(3)).toString().replace('-', '−');
}

function write(id, text) {
  const element = document.getElementById(id);
  if (element.textContent !== text) element.textContent = text;
}
