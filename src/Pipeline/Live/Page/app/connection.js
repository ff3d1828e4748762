// The one WebSocket to the server: opens it, opens it again when it has gone, and turns messages into events.
//
// Events: open; gone {retryAt}; picture {header, bytes}; channels {header, bytes}; and one for each text message, named for its type.

const firstWait = 500;
const longestWait = 8000;
const silence = 6000;

export class Connection extends EventTarget {
  #url;
  #socket = null;
  #wait = firstWait;
  #nextId = 1;
  #answers = new Map();
  #heard = 0;
  #clock;

  /** @param {string} url of the socket; @param {import('./clock.js').ServerClock} clock is told the pongs. */
  constructor(url, clock) {
    super();
    this.#url = url;
    this.#clock = clock;
    setInterval(() => this.#keepAlive(), 1000);
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  open() {
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#heard = performance.now();
    socket.onopen = () => {
      this.#wait = firstWait;
      this.#clock.restart();
      this.#ping();
      this.#tell('open');
    };
    socket.onmessage = event => this.#receive(event.data);
    socket.onclose = () => this.#lost(socket);
  }

  /** Sends a message; `answered` is called with the message that names it. False where there is nobody to send it to. */
  send(message, answered = null) {
    if (!this.isOpen) return false;
    if (answered) {
      message = { ...message, id: this.#nextId++ };
      this.#answers.set(message.id, answered);
      if (this.#answers.size > 100) this.#answers.delete(this.#answers.keys().next().value);
    }
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #receive(data) {
    this.#heard = performance.now();
    if (typeof data !== 'string') {
      const length = new DataView(data).getUint32(0, true);
      const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
      this.#tell(header.type, { header, bytes: new Uint8Array(data, 4 + length) });
      return;
    }

    const message = JSON.parse(data);
    if (message.type === 'pong') this.#clock.answered(message);
    const answered = message.of == null ? null : this.#answers.get(message.of);
    if (answered) {
      this.#answers.delete(message.of);
      answered(message);
    }
    this.#tell(message.type, message);
  }

  // A state comes at least every second: a line that is silent for longer is dead, whatever the socket says.
  #keepAlive() {
    if (!this.isOpen) return;
    if (performance.now() - this.#heard > silence) {
      const socket = this.#socket;
      this.#lost(socket);
      socket.close();
      return;
    }
    this.#ping();
  }

  #ping() {
    this.send({ type: 'ping', client: performance.timeOrigin + performance.now() });
  }

  #lost(socket) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.#answers.clear();
    this.#tell('gone', { retryAt: performance.now() + this.#wait });
    setTimeout(() => this.open(), this.#wait);
    this.#wait = Math.min(longestWait, this.#wait * 2);
  }

  #tell(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
