// Where the pictures come from and how that is going: at the top, on the stage, and in the banner when the server has gone.

import { announce } from './announce.js';

const words = { connecting: 'connecting', playing: 'playing', waiting: 'waiting', held: 'paused', ended: 'at its end' };

export class Source {
  #connection;
  #stage = document.getElementById('stage');
  #state = null;
  #retryAt = null;
  #hasPicture = false;

  constructor(connection) {
    this.#connection = connection;
    document.getElementById('again').addEventListener('click', () => connection.send({ type: 'restart' }));
    connection.addEventListener('open', () => this.#reached());
    connection.addEventListener('gone', event => this.#gone(event.detail.retryAt));
    setInterval(() => this.#count(), 250);
  }

  drawn() {
    if (this.#hasPicture) return;
    this.#hasPicture = true;
    this.#stage.classList.remove('empty');
    this.#show();
  }

  state(state) {
    const before = this.#state?.source.phase;
    this.#state = { ...state, heard: performance.now() };
    this.#show();
    if (before !== undefined && before !== state.source.phase) announce(`Source ${words[state.source.phase]}${state.source.reason ? `: ${state.source.reason}` : ''}`);
  }

  #reached() {
    if (this.#retryAt !== null) announce('Connected again');
    this.#retryAt = null;
    this.#stage.classList.remove('stale');
    document.getElementById('banner').hidden = true;
  }

  #gone(retryAt) {
    if (this.#retryAt === null) announce('The server has gone');
    this.#retryAt = retryAt;
    this.#stage.classList.add('stale');
    this.#show();
    this.#count();
  }

  #show() {
    if (!this.#state) return;
    const { source, mode, paused } = this.#state;
    const isGone = this.#retryAt !== null;
    const isStill = mode === 'picture';
    write('source-name', source.name);
    write('source-state', isGone ? 'server gone' : isStill ? 'showing pictures' : paused ? 'paused' : words[source.phase]);
    document.getElementById('source-lamp').className = `lamp ${isGone ? 'gone' : paused || isStill ? 'held' : source.phase}`;
    document.title = `${source.name} – Steerlens live`;

    const reason = source.reason ? ` ${source.reason}` : '';
    const note = isGone || isStill ? ''
      : source.phase === 'ended' ? 'The film is at its end.'
        : source.phase === 'waiting' ? `Not reached:${reason || ' no reason given'}.${this.#countdown()}`
          : source.phase === 'connecting' ? `Connecting to ${source.name} …`
            : this.#hasPicture ? '' : 'Waiting for the first picture …';
    write('stage-text', note.replaceAll('..', '.'));
    document.getElementById('again').hidden = !(source.phase === 'ended' && !isGone && !isStill);
    document.getElementById('stage-note').hidden = note === '';
  }

  #countdown() {
    const { source, heard } = this.#state;
    if (source.retryInSeconds == null) return '';
    const left = Math.max(0, Math.ceil(source.retryInSeconds - (performance.now() - heard) / 1000));
    return left === 0 ? ' Trying again …' : ` Trying again in ${left} s.`;
  }

  #count() {
    if (this.#retryAt !== null) {
      const left = Math.max(0, Math.ceil((this.#retryAt - performance.now()) / 1000));
      const banner = document.getElementById('banner');
      const text = left === 0 ? 'The server is gone. Trying to reach it …' : `The server is gone. Trying again in ${left} s.`;
      if (banner.textContent !== text) banner.textContent = text;
      banner.hidden = false;
    } else if (this.#state?.source.phase === 'waiting') this.#show();
  }
}

function write(id, value) {
  const element = document.getElementById(id);
  if (element.textContent !== value) element.textContent = value;
}
