// The figures at the top: latency from capture to screen, frames a second, queue, drops, viewers.

import { Recent } from './recent.js';

const span = 5000;

export class Vitals {
  #clock;
  #latency = new Recent(span);
  #frames = new Recent(span);
  #header = null;

  constructor(clock) {
    this.#clock = clock;
    setInterval(() => this.#show(), 250);
  }

  /** A picture was drawn; it is on the screen once the browser has painted, and that moment counts. */
  drawn(header, isMoving) {
    this.#header = header;
    if (!isMoving) {
      this.#latency.clear();
      this.#frames.clear();
      return;
    }
    this.#frames.add(1);
    requestAnimationFrame(() => {
      const painted = new MessageChannel();
      painted.port1.onmessage = () => {
        const now = this.#clock.now();
        if (now !== null) this.#latency.add(now - header.captured);
        painted.port1.close();
      };
      painted.port2.postMessage(null);
    });
  }

  state(state) {
    write('dropped', state.dropped);
    write('viewers', state.clients);
  }

  #show() {
    write('latency-p50', whole(this.#latency.percentile(0.5)));
    write('latency-p95', whole(this.#latency.percentile(0.95)));
    write('rate', this.#frames.rate()?.toFixed(1) ?? '–');
    write('queue', this.#header?.queue ?? '–');
  }
}

function whole(value) {
  return value === null ? '–' : Math.round(value);
}

function write(id, value) {
  const element = document.getElementById(id);
  const text = String(value);
  if (element.textContent !== text) element.textContent = text;
}
