// Values of the last seconds, for percentiles and rates.

export class Recent {
  #span;
  #entries = [];

  /** @param {number} span milliseconds that a value counts. */
  constructor(span) {
    this.#span = span;
  }

  add(value) {
    this.#entries.push({ at: performance.now(), value });
    this.#forget();
  }

  clear() {
    this.#entries = [];
  }

  /** The value that the share of the others does not exceed (nearest rank); null where there is none. */
  percentile(share) {
    this.#forget();
    if (this.#entries.length === 0) return null;
    const sorted = this.#entries.map(entry => entry.value).sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  }

  /** Values a second; null for fewer than two. */
  rate() {
    this.#forget();
    if (this.#entries.length < 2) return null;
    const first = this.#entries[0].at;
    const last = this.#entries[this.#entries.length - 1].at;
    return ((this.#entries.length - 1) * 1000) / Math.max(1, last - first);
  }

  #forget() {
    const oldest = performance.now() - this.#span;
    while (this.#entries.length > 0 && this.#entries[0].at < oldest) this.#entries.shift();
  }
}
