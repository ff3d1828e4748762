// The server's clock, as far as it can be told from here: the pong with the shortest way decides.

const kept = 12;

export class ServerClock {
  #tries = [];

  restart() {
    this.#tries = [];
  }

  /** @param {{client: number, server: number}} pong both in Unix milliseconds. */
  answered({ client, server }) {
    const now = ServerClock.here();
    const trip = now - client;
    this.#tries.push({ trip, offset: server - (client + trip / 2) });
    if (this.#tries.length > kept) this.#tries.shift();
  }

  /** Now in Unix milliseconds of the server; null before the first pong. */
  now() {
    if (this.#tries.length === 0) return null;
    const best = this.#tries.reduce((a, b) => (b.trip < a.trip ? b : a));
    return ServerClock.here() + best.offset;
  }

  static here() {
    return performance.timeOrigin + performance.now();
  }
}
