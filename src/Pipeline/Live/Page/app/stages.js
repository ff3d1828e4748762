// What each stage of the last frames took.

import { html, svg } from './shapes.js';

const names = ['resize', 'infer', 'explain', 'composite', 'encode'];
const memory = 0.9;

export class Stages {
  #rows = new Map();
  #means = new Map();
  #sum;

  constructor() {
    const list = document.getElementById('stages');
    for (const name of [...names, 'all']) {
      const bar = svg('rect', { width: 0, height: '100%' });
      const strip = svg('svg', { width: '100%', height: 5, 'aria-hidden': 'true' });
      strip.append(bar);
      const value = html('dd', {}, '–');
      list.append(html('dt', {}, name), html('dd', { class: 'length' }, name === 'all' ? '' : strip), value);
      if (name === 'all') this.#sum = value;
      else this.#rows.set(name, { bar, value });
    }
    this.#sum.classList.add('sum');
    setInterval(() => this.#show(), 333);
  }

  add(stages) {
    for (const name of names) {
      const before = this.#means.get(name) ?? stages[name];
      this.#means.set(name, before * memory + stages[name] * (1 - memory));
    }
  }

  #show() {
    if (this.#means.size === 0) return;
    const longest = Math.max(...this.#means.values(), 1);
    let sum = 0;
    for (const [name, { bar, value }] of this.#rows) {
      const mean = this.#means.get(name) ?? 0;
      sum += mean;
      bar.setAttribute('width', `${(100 * mean) / longest}%`);
      value.textContent = mean.toFixed(1);
    }
    this.#sum.textContent = sum.toFixed(1);
  }
}
