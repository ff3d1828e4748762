// The steering wheel: turned by the angle, the way from straight ahead in the direction's colour, the true angle as a dot outside.

import { inWords, parts } from './angles.js';
import { svg } from './shapes.js';

const radius = 40;
const outside = 47;

export class Wheel {
  #turning = svg('g');
  #sweep = svg('path', { class: 'sweep' });
  #doubt = svg('path', { class: 'doubt' });
  #known = svg('circle', { class: 'known', r: 3, hidden: '' });
  #readAt = 0;

  constructor() {
    this.#turning.append(
      svg('circle', { class: 'rim', r: radius }),
      svg('path', { class: 'rim', d: `M${-radius} 0H${radius}M0 0V${radius}` }),
      svg('circle', { class: 'hub', r: 11 }));
    document.getElementById('wheel').append(this.#turning, this.#sweep, this.#doubt, this.#known);
  }

  /** Shows a picture's header. */
  show(header) {
    const { angle, trueAngle, spread } = header;
    this.#turning.setAttribute('transform', `rotate(${(angle * 180) / Math.PI})`);
    this.#sweep.setAttribute('d', arc(radius, 0, angle));
    this.#sweep.setAttribute('class', `sweep ${angle < 0 ? 'left' : 'right'}`);
    this.#doubt.setAttribute('d', spread == null ? '' : arc(outside, angle - spread, angle + spread));
    this.#known.toggleAttribute('hidden', trueAngle == null);
    if (trueAngle != null) {
      this.#known.setAttribute('cx', outside * Math.sin(trueAngle));
      this.#known.setAttribute('cy', -outside * Math.cos(trueAngle));
    }
    this.#read(header);
  }

  // Digits that change more often than this can't be read.
  #read(header) {
    const now = performance.now();
    clearTimeout(this.#late);
    if (now - this.#readAt < 120) {
      this.#late = setTimeout(() => this.#write(header), 120);
      return;
    }
    this.#readAt = now;
    this.#write(header);
  }

  #late = 0;

  #write({ angle, trueAngle, spread, rank, finding, note }) {
    const { size, side } = parts(angle);
    text('angle', size);
    text('angle-side', side);
    document.getElementById('angle-side').className = `way ${side === 'L' ? 'left' : 'right'}`;
    text('spread', spread == null ? '' : `±${parts(spread).size}`);
    text('truth', trueAngle == null ? '' : `true ${parts(trueAngle).size} ${parts(trueAngle).side}`);
    text('rank', rank == null ? '' : `rank ${rank} of 32`);
    text('note', note ?? '');
    text('finding', finding ?? '');
    text('angle-words', `The network steers ${inWords(angle)}`);
  }
}

function arc(at, from, to) {
  const clamped = Math.max(from - 6, Math.min(from + 6, to));
  if (clamped === from) return '';
  const start = `${at * Math.sin(from)} ${-at * Math.cos(from)}`;
  const end = `${at * Math.sin(clamped)} ${-at * Math.cos(clamped)}`;
  const isLong = Math.abs(clamped - from) > Math.PI ? 1 : 0;
  return `M${start}A${at} ${at} 0 ${isLong} ${clamped > from ? 1 : 0} ${end}`;
}

function text(id, value) {
  const element = document.getElementById(id);
  if (element.textContent !== value) element.textContent = value;
}
