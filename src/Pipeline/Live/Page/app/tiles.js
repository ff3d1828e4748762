// The channels of a layer as tiles on one colour scale. A cell under the pointer, or reached with the arrow keys, is told to `pointed`.

import { ramp } from './tile-colors.js';

const gap = 4;
const roomHigh = 380;

export class Tiles {
  #canvas = document.getElementById('tiles');
  #context = this.#canvas.getContext('2d');
  #sheet = document.createElement('canvas');
  #header = null;
  #bytes = null;
  #grid = null;
  #cell = null;
  #pointed;

  /** @param pointed called with {channel, row, column, value, isDead}, or null where nothing is pointed at any more. */
  constructor(pointed) {
    this.#pointed = pointed;
    this.#canvas.addEventListener('pointermove', event => this.#point(this.#cellAt(event)));
    this.#canvas.addEventListener('pointerdown', event => this.#point(this.#cellAt(event)));
    this.#canvas.addEventListener('pointerleave', () => this.#point(null));
    this.#canvas.addEventListener('blur', () => this.#point(null));
    this.#canvas.addEventListener('keydown', event => this.#walk(event));
    new ResizeObserver(() => this.#draw()).observe(this.#canvas.parentElement);
  }

  clear() {
    this.#header = null;
    this.#canvas.hidden = true;
    this.#point(null);
  }

  show(header, bytes) {
    const isOther = this.#header?.layer !== header.layer;
    [this.#header, this.#bytes] = [header, bytes];
    this.#canvas.hidden = false;
    if (isOther) this.#cell = null;
    this.#draw();
    if (this.#cell) this.#point(this.#cell);
  }

  #draw() {
    if (!this.#header || this.#canvas.hidden) return;
    const { count, height, width, from, to, dead } = this.#header;
    const room = this.#canvas.clientWidth;
    if (room < 40) return;
    this.#grid = arrange(count, height, width, room);
    const { columns, across, down } = this.#grid;
    const density = window.devicePixelRatio || 1;
    const high = Math.ceil(count / columns) * (down + gap) - gap;
    this.#canvas.width = Math.round(room * density);
    this.#canvas.height = Math.round(high * density);
    this.#canvas.style.height = `${high}px`;

    // One channel under the other, then each is drawn where its tile is.
    const colors = ramp(from, to);
    this.#sheet.width = width;
    this.#sheet.height = height * count;
    const image = new ImageData(width, height * count);
    const words = new Uint32Array(image.data.buffer);
    for (let i = 0; i < words.length; i++) words[i] = colors[this.#bytes[i]];
    this.#sheet.getContext('2d').putImageData(image, 0, 0);

    const context = this.#context;
    context.setTransform(density, 0, 0, density, 0, 0);
    context.imageSmoothingEnabled = false;
    const silent = new Set(dead);
    for (let channel = 0; channel < count; channel++) {
      const [x, y] = this.#corner(channel);
      context.drawImage(this.#sheet, 0, channel * height, width, height, x, y, across, down);
      if (silent.has(channel)) cross(context, x, y, across, down);
    }
    if (this.#cell) {
      const [x, y] = this.#corner(this.#cell.channel);
      const [wide, tall] = [across / width, down / height];
      context.strokeStyle = '#fff';
      context.lineWidth = 1.5;
      context.strokeRect(x + this.#cell.column * wide - 1, y + this.#cell.row * tall - 1, Math.max(4, wide + 2), Math.max(4, tall + 2));
    }
  }

  #corner(channel) {
    const { columns, across, down } = this.#grid;
    return [(channel % columns) * (across + gap), Math.floor(channel / columns) * (down + gap)];
  }

  #cellAt(event) {
    if (!this.#header || !this.#grid) return null;
    const box = this.#canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const { columns, across, down } = this.#grid;
    const [tileColumn, tileRow] = [Math.floor(x / (across + gap)), Math.floor(y / (down + gap))];
    const channel = tileRow * columns + tileColumn;
    const [inX, inY] = [x - tileColumn * (across + gap), y - tileRow * (down + gap)];
    if (tileColumn < 0 || tileColumn >= columns || inX >= across || inY >= down || channel < 0 || channel >= this.#header.count) return null;
    return { channel, row: Math.floor((inY * this.#header.height) / down), column: Math.floor((inX * this.#header.width) / across) };
  }

  #walk(event) {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!this.#header || (!step && event.key !== 'Escape')) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      this.#point(null);
      return;
    }
    const { count, height, width } = this.#header;
    let { channel, row, column } = this.#cell ?? { channel: 0, row: Math.floor(height / 2), column: Math.floor(width / 2) };
    if (this.#cell) [row, column] = [row + step[0], column + step[1]];
    // Over a tile's edge lies the next tile.
    const beside = column < 0 ? -1 : column >= width ? 1 : 0;
    const below = row < 0 ? -this.#grid.columns : row >= height ? this.#grid.columns : 0;
    const next = channel + beside + below;
    if (next < 0 || next >= count) return;
    this.#point({ channel: next, row: (row + height) % height, column: (column + width) % width });
  }

  #point(cell) {
    if (cell === null && this.#cell === null) return;
    this.#cell = cell;
    if (this.#header) this.#draw();
    if (cell === null || !this.#header) {
      this.#pointed(null);
      return;
    }
    const { height, width, from, to, dead } = this.#header;
    const byte = this.#bytes[(cell.channel * height + cell.row) * width + cell.column];
    this.#pointed({ ...cell, value: from + ((to - from) * byte) / 255, isDead: dead.includes(cell.channel) });
  }
}

// As few columns as let all tiles stand in the room; cells of flat layers are stretched to stay visible.
function arrange(count, height, width, room) {
  const largest = height === 1 && width === 1 ? 26 : 150;
  for (let columns = 1; ; columns++) {
    const across = Math.min(largest, (room - gap * (columns - 1)) / columns);
    const down = Math.max(7, (across * height) / width);
    const fits = columns * (across + gap) - gap <= room + 0.5 && Math.ceil(count / columns) * (down + gap) <= roomHigh;
    const isFull = across === largest && (columns + 1) * (across + gap) - gap <= room;
    if ((fits && !(isFull && columns < count)) || across < 22) return { columns, across, down };
  }
}

// Tiles are dark in either light, and so is what their crosses must stand out from.
function cross(context, x, y, across, down) {
  context.strokeStyle = '#ffc65c';
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, across - 1, down - 1);
  context.beginPath();
  context.moveTo(x, y + down);
  context.lineTo(x + across, y);
  context.stroke();
}
