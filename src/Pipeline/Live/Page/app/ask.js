// Draw on it: a rectangle over the still picture is covered, and the angle without it comes back.

import { inWords, short, signed } from './angles.js';
import { announce } from './announce.js';
import { SegmentField } from './fields.js';
import { html } from './shapes.js';

const smallest = 0.005;
const kept = 12;

export class Ask {
  #connection;
  #marks;
  #stage = document.getElementById('stage');
  #list = document.getElementById('answers');
  #fill = new SegmentField('ask-fill');
  #chosenFill = 'mean';
  #open;
  #isOpen = false;
  #state = null;
  #header = null;
  #box = null;
  #words = null;
  #start = null;

  /** @param open opens the panel of a name. */
  constructor(connection, marks, open) {
    this.#connection = connection;
    this.#marks = marks;
    this.#open = open;
    this.#fill.offer(['mean', 'blur', 'black'].map(value => ({ value, text: { mean: 'mean colour', blur: 'blur', black: 'black' }[value] })));
    this.#fill.show(this.#chosenFill);
    this.#fill.chosen = value => {
      this.#chosenFill = value;
      if (this.#box) this.#ask();
    };
    this.#stage.addEventListener('pointerdown', event => this.#down(event));
    this.#stage.addEventListener('pointermove', event => this.#move(event));
    this.#stage.addEventListener('pointerup', event => this.#up(event));
    this.#stage.addEventListener('pointercancel', () => (this.#start = null));
    this.#stage.addEventListener('keydown', event => this.#key(event));
    document.getElementById('ask').addEventListener('click', () => this.#ask());
    document.getElementById('ask-clear').addEventListener('click', () => this.clear());
  }

  open(isOpen) {
    this.#isOpen = isOpen;
    if (!isOpen) this.clear();
    this.#tell();
  }

  state(state) {
    this.#state = state;
    this.#tell();
  }

  /** Another frame makes the rectangle's answer untrue: it goes, but stays in the list. */
  drawn(header) {
    if (this.#header && this.#header.index !== header.index && this.#start === null && this.#words) this.clear();
    this.#header = header;
  }

  clear() {
    this.#box = null;
    this.#words = null;
    this.#start = null;
    this.#draw();
    this.#tell();
  }

  get #isStill() {
    return this.#state !== null && (this.#state.paused || this.#state.mode === 'picture');
  }

  get #reason() {
    return this.#state?.settings.layout === 'overlay' ? 'The overlay layout does not show the road: choose another to draw on it.' : null;
  }

  #down(event) {
    if (event.button !== 0 || event.target.closest('button') || this.#reason) return;
    // A mouse on a still picture means it; a finger may want to scroll.
    if (!this.#isOpen && !(this.#isStill && event.pointerType === 'mouse')) return;
    const at = this.#marks.shareAt(event);
    if (!at) return;
    if (!this.#isOpen) this.#open('ask');
    if (!this.#isStill) {
      this.#connection.send({ type: 'pause' });
      announce('Paused to draw');
    }
    this.#start = at;
    this.#words = null;
    this.#stage.setPointerCapture(event.pointerId);
    this.#stage.focus({ preventScroll: true, focusVisible: false });
    event.preventDefault();
  }

  #move(event) {
    if (!this.#start) return;
    const [x, y] = this.#marks.shareAt(event, true);
    const [left, top] = [Math.min(x, this.#start[0]), Math.min(y, this.#start[1])];
    this.#box = [left, top, Math.abs(x - this.#start[0]), Math.abs(y - this.#start[1])];
    this.#draw();
  }

  #up(event) {
    if (!this.#start) return;
    this.#move(event);
    this.#start = null;
    if (this.#box && this.#box[2] >= smallest && this.#box[3] >= smallest) this.#ask();
    else this.clear();
  }

  #key(event) {
    if (!this.#isOpen || this.#reason || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === 'Escape' && this.#box) {
      this.clear();
      event.stopPropagation();
    } else if (event.key === 'Enter' && this.#box) {
      event.preventDefault();
      event.stopPropagation();
      this.#ask();
    } else if (step) {
      event.preventDefault();
      event.stopPropagation();
      if (!this.#isStill) this.#connection.send({ type: 'pause' });
      this.#nudge(step, event.shiftKey);
    }
  }

  #nudge([right, down], isSize) {
    const by = 0.02;
    let [x, y, width, height] = this.#box ?? [0.4, 0.5, 0.2, 0.2];
    if (!this.#box) [right, down] = [0, 0];
    if (isSize) {
      width = Math.max(by, Math.min(1 - x, width + right * by));
      height = Math.max(by, Math.min(1 - y, height + down * by));
    } else {
      x = Math.max(0, Math.min(1 - width, x + right * by));
      y = Math.max(0, Math.min(1 - height, y + down * by));
    }
    this.#box = [x, y, width, height];
    this.#words = null;
    this.#draw();
    this.#tell();
    announce(`Rectangle ${percent(width)} wide, ${percent(height)} high, at ${percent(x)} from the left, ${percent(y)} from the top`);
  }

  #ask() {
    if (!this.#box) return;
    refuse('');
    const [box, fill] = [this.#box, this.#chosenFill];
    this.#connection.send({ type: 'ask', rectangle: box, fill }, answer => {
      if (answer.type === 'refused') refuse(answer.message);
      else if (answer.type === 'answer') this.#answered(box, fill, answer);
    });
  }

  #answered(box, fill, { angle, masked, difference, seen, milliseconds }) {
    const change = seen ? `${short(angle)} → ${short(masked)}` : 'outside what the network sees';
    if (this.#box === box) {
      this.#words = seen ? `${change}  (${signed(difference)})` : change;
      this.#draw();
      this.#tell();
    }
    const [width, height] = this.#header.source;
    const [x, y, wide, high] = [box[0] * width, box[1] * height, box[2] * width, box[3] * height].map(Math.round);
    this.#list.prepend(html('li', {},
      html('span', {}, change),
      html('span', { class: `change ${difference < 0 ? 'left' : 'right'}` }, signed(difference)),
      html('span', { class: 'where' }, `${wide} × ${high} px at ${x}, ${y} · ${fill} · frame at ${this.#header.pts.toFixed(2)} s · ${milliseconds.toFixed(1)} ms`)));
    while (this.#list.children.length > kept) this.#list.lastElementChild.remove();
    announce(seen ? `From ${inWords(angle)} to ${inWords(masked)}` : 'The network does not see this place');
  }

  #draw() {
    if (!this.#box || !this.#header) {
      this.#marks.set('asked', []);
      return;
    }
    const [width, height] = this.#header.source;
    const [x, y, wide, high] = this.#box;
    this.#marks.set('asked', [{ box: [x * width, y * height, wide * width, high * height], kind: this.#words ? 'hidden-part' : 'drawn', words: this.#words }]);
  }

  #tell() {
    this.#stage.classList.toggle('asking', this.#isOpen && this.#reason === null);
    for (const id of ['ask', 'ask-clear']) document.getElementById(id).disabled = this.#box === null;
    if (this.#reason) refuse(this.#reason);
    else if (document.getElementById('ask-refusal').textContent.startsWith('The overlay')) refuse('');
  }
}

function refuse(message) {
  document.getElementById('ask-refusal').textContent = message;
}

function percent(share) {
  return `${Math.round(share * 100)} %`;
}
