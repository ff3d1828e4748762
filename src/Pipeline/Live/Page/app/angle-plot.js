// The angle over the last seconds, with the true one and the spread where they are known.

import uPlot from '../vendor/uplot/uPlot.esm.js';
import { toDegrees } from './angles.js';

const spans = { short: 10, long: 60 };
const every = 100;

export class AnglePlot {
  #place = document.getElementById('plot');
  #data = [[], [], [], [], []];
  #span = spans.short;
  #plot = null;
  #drawnAt = 0;
  #late = 0;
  #hasTruth = false;
  #hasSpread = false;

  constructor() {
    this.#build();
    new ResizeObserver(() => this.#plot.setSize(this.#size())).observe(this.#place);
    for (const name of Object.keys(spans)) {
      document.getElementById(`span-${name}`).addEventListener('click', () => {
        this.#span = spans[name];
        for (const other of Object.keys(spans)) document.getElementById(`span-${other}`).setAttribute('aria-pressed', String(other === name));
        this.#draw();
      });
    }
  }

  /** The page's colours have changed. */
  recolor() {
    this.#plot.destroy();
    this.#build();
    this.#draw();
  }

  /** Adds a picture's header; a time before the last one begins anew. */
  add({ pts, angle, trueAngle, spread }) {
    const [times, angles, truths, uppers, lowers] = this.#data;
    const last = times[times.length - 1];
    if (pts === last) this.#data.forEach(values => values.pop());
    else if (pts < last || pts - last > spans.long) this.#data.forEach(values => values.splice(0));
    times.push(pts);
    angles.push(toDegrees(angle));
    truths.push(trueAngle == null ? null : toDegrees(trueAngle));
    uppers.push(spread == null ? null : toDegrees(angle + spread));
    lowers.push(spread == null ? null : toDegrees(angle - spread));
    while (times[0] < pts - spans.long) this.#data.forEach(values => values.shift());
    this.#legend(trueAngle != null, spread != null);

    clearTimeout(this.#late);
    const wait = this.#drawnAt + every - performance.now();
    if (wait <= 0) this.#draw();
    else this.#late = setTimeout(() => this.#draw(), wait);
  }

  #draw() {
    this.#drawnAt = performance.now();
    this.#plot.setData(this.#data);
  }

  #legend(hasTruth, hasSpread) {
    if (hasTruth !== this.#hasTruth) document.getElementById('truth-key').hidden = !hasTruth;
    if (hasSpread !== this.#hasSpread) document.getElementById('spread-key').hidden = !hasSpread;
    [this.#hasTruth, this.#hasSpread] = [hasTruth, hasSpread];
  }

  #size() {
    return { width: Math.max(80, this.#place.clientWidth), height: Math.max(60, this.#place.clientHeight) };
  }

  #build() {
    const colors = getComputedStyle(document.documentElement);
    const color = name => colors.getPropertyValue(`--${name}`).trim();
    const font = `11px ${getComputedStyle(document.body).fontFamily}`;
    const line = { points: { show: false }, spanGaps: false };
    const axis = { stroke: color('quiet'), font, grid: { stroke: color('line'), width: 1 }, ticks: { show: false } };
    this.#plot = new uPlot(
      {
        ...this.#size(),
        legend: { show: false },
        cursor: { show: false },
        padding: [6, 16, 0, 6],
        scales: {
          x: { time: false, range: (plot, low, high) => [(high ?? 0) - this.#span, high ?? 0] },
          y: { range: () => this.#limits() },
        },
        axes: [
          { ...axis, size: 24, gap: 7, splits: (plot, index, low, high) => this.#moments(high), values: (plot, ticks) => ticks.map((tick, index) => this.#ago(index)) },
          { ...axis, size: 48, gap: 8, space: 24, values: (plot, ticks) => ticks.map(tick => (tick === 0 ? '0°' : `${Math.abs(tick)}° ${tick > 0 ? 'R' : 'L'}`)) },
        ],
        series: [
          {},
          { ...line, stroke: color('ink'), width: 1.75 },
          { ...line, stroke: color('truth'), width: 1.5 },
          { ...line, width: 0 },
          { ...line, width: 0 },
        ],
        bands: [{ series: [3, 4], fill: color('band') }],
      },
      this.#data,
      this.#place);
  }

  // Fixed places, told as seconds before now: marks that wander with the line are hard to read.
  #moments(now) {
    return Array.from({ length: 6 }, (_, index) => now - (this.#span * (5 - index)) / 5);
  }

  #ago(index) {
    return index === 5 ? 'now' : `−${(this.#span * (5 - index)) / 5} s`;
  }

  // Symmetric in whole steps, so that the axis stays still and straight ahead is the middle.
  #limits() {
    const [times, angles, truths, uppers, lowers] = this.#data;
    const from = (times[times.length - 1] ?? 0) - this.#span;
    let most = 4;
    for (let i = times.length - 1; i >= 0 && times[i] >= from; i--) {
      most = Math.max(most, Math.abs(angles[i]), Math.abs(truths[i] ?? 0), Math.abs(uppers[i] ?? 0), Math.abs(lowers[i] ?? 0));
    }
    const limit = [5, 10, 20, 30, 45, 60, 90, 180, 360, 720].find(value => value >= most) ?? most;
    return [-limit, limit];
  }
}
