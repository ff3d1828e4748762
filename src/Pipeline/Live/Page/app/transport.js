// Pause, step, snapshot, record, and turning the leaves of a folder of pictures.

import { announce } from './announce.js';

const pauseShape = 'M5 4h3.5v12H5zM11.5 4H15v12h-3.5z';
const playShape = 'M6 3.5l10 6.5-10 6.5z';

export class Transport {
  #connection;
  #state = null;
  #count = 0;
  #brokeOff = false;

  constructor(connection) {
    this.#connection = connection;
    on('pause', () => this.pause());
    on('step', () => this.step());
    on('snapshot', () => void this.snapshot());
    on('record', () => this.record());
    on('picture-previous', () => this.turn(-1));
    on('picture-next', () => this.turn(1));
    connection.addEventListener('saved', ({ detail: { file, reason } }) => {
      write('saved', `Saved ${file}${reason ? `: ${reason}` : ''}`);
      announce(`Saved ${file}`);
    });
    connection.addEventListener('brokeOff', ({ detail: { message } }) => {
      this.#brokeOff = true;
      write('saved', message);
      announce(message);
    });
    on('picture-live', () => connection.send({ type: 'live' }));
  }

  hello({ pictures }) {
    this.#count = pictures?.count ?? 0;
    document.getElementById('pictures').hidden = this.#count === 0;
  }

  state(state) {
    const before = this.#state;
    this.#state = state;
    const isStill = state.mode === 'picture';
    write('pause-text', state.paused ? 'Play' : 'Pause');
    document.getElementById('pause-shape').setAttribute('d', state.paused ? playShape : pauseShape);
    enable('pause', !isStill, 'A picture stands still');
    enable('step', state.paused && !isStill, isStill ? 'A picture stands still' : 'Pause first: a step is one more frame');
    const recording = state.recording;
    document.getElementById('record').setAttribute('aria-pressed', String(recording !== null));
    write('record-text', recording ? clock(recording.seconds) : 'Record');
    document.getElementById('record').title = recording ? `Recording ${recording.file}: press to stop` : 'Record what is shown to a film (r)';
    write('picture-place', isStill ? `${state.pictureName ?? 'picture'}, ${state.pictureIndex + 1} of ${this.#count}` : `${this.#count} pictures`);
    document.getElementById('picture-live').hidden = !isStill;
    if (before && before.paused !== state.paused) announce(state.paused ? 'Paused' : 'Playing');
    if (before && !before.recording && recording) {
      announce('Recording');
      this.#brokeOff = false;
      write('saved', '');
    }
    if (before?.recording && !recording) {
      // Its end is still being written; `saved` says when it is whole.
      const { file } = before.recording;
      if (!this.#brokeOff && !document.getElementById('saved').textContent.startsWith(`Saved ${file}`)) write('saved', `Recorded ${file}`);
    }
  }

  pause() {
    if (this.#state) this.#send({ type: this.#state.paused ? 'play' : 'pause' });
  }

  step() {
    if (this.#state?.paused) this.#send({ type: 'step' });
  }

  record() {
    if (this.#state) this.#send({ type: 'record', on: this.#state.recording === null });
  }

  turn(by) {
    if (this.#count === 0) return;
    const now = this.#state?.mode === 'picture' ? this.#state.pictureIndex : by > 0 ? -1 : 0;
    this.#send({ type: 'picture', index: (now + by + this.#count) % this.#count });
  }

  /** Saves the newest picture at its full size. */
  async snapshot() {
    try {
      const answer = await fetch('/snapshot.png', { cache: 'no-store' });
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await answer.blob());
      link.download = `steerlens-${stamp()}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      write('saved', `Saved ${link.download}`);
      announce(`Saved ${link.download}`);
    } catch (error) {
      write('saved', `No snapshot: ${error.message}`);
    }
  }

  #send(message) {
    this.#connection.send(message, answer => {
      if (answer.type === 'refused') write('saved', answer.message);
    });
  }
}

function on(id, action) {
  document.getElementById(id).addEventListener('click', action);
}

function enable(id, isOn, reason) {
  const button = document.getElementById(id);
  button.disabled = !isOn;
  button.title = isOn ? '' : reason;
}

function write(id, value) {
  const element = document.getElementById(id);
  if (element.textContent !== value) {
    element.textContent = value;
    element.title = value;
  }
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function stamp() {
  const now = new Date();
  const two = number => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}
