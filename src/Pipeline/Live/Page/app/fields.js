// One field for each kind of control: it shows a value that the server has, and hands on one that a person chose.
// Each has: show(value), offer(choices) where it chooses from several, and `chosen`, called with the new value.

import { html } from './shapes.js';

/** A list that opens. Choices are {value, text}; values may be anything that JSON can say. */
export class ListField {
  chosen = () => {};
  #select;
  #offered = '';

  constructor(id) {
    this.#select = document.getElementById(id);
    this.#select.addEventListener('change', () => this.chosen(JSON.parse(this.#select.value)));
  }

  offer(choices) {
    const offered = JSON.stringify(choices);
    if (offered === this.#offered) return;
    this.#offered = offered;
    this.#select.replaceChildren(...choices.map(({ value, text }) => html('option', { value: JSON.stringify(value) }, text)));
  }

  show(value) {
    const key = JSON.stringify(value);
    if (document.activeElement !== this.#select || this.#select.value !== key) this.#select.value = key;
  }

  enable(isOn) {
    this.#select.disabled = !isOn;
  }
}

/** Buttons side by side, of which one is pressed. */
export class SegmentField {
  chosen = () => {};
  #group;
  #name;
  #offered = '';

  constructor(id) {
    this.#group = document.getElementById(id);
    this.#name = `${id}-choice`;
    this.#group.addEventListener('change', event => this.chosen(JSON.parse(event.target.value)));
  }

  offer(choices) {
    const offered = JSON.stringify(choices);
    if (offered === this.#offered) return;
    this.#offered = offered;
    this.#group.style.setProperty('--columns', choices.length < 5 ? choices.length : 3);
    this.#group.replaceChildren(...choices.map(({ value, text, title }) => {
      const label = html('label', title ? { title } : {}, html('input', { type: 'radio', name: this.#name, value: JSON.stringify(value) }), html('span', {}, text));
      return label;
    }));
  }

  show(value) {
    const key = JSON.stringify(value);
    for (const input of this.#inputs()) input.checked = input.value === key;
  }

  enable(isOn) {
    for (const input of this.#inputs()) input.disabled = !isOn;
  }

  #inputs() {
    return this.#group.querySelectorAll('input');
  }
}

/** A number on a line; `words` says it to people. While a finger is on it, the server's value does not move it. */
export class RangeField {
  chosen = () => {};
  #input;
  #output;
  #words;
  #isHeld = false;
  #sentAt = 0;
  #late = 0;

  constructor(id, words) {
    this.#input = document.getElementById(id);
    this.#output = this.#input.parentElement.querySelector('output');
    this.#words = words;
    this.#input.addEventListener('pointerdown', () => (this.#isHeld = true));
    for (const end of ['pointerup', 'pointercancel', 'blur']) this.#input.addEventListener(end, () => (this.#isHeld = false));
    this.#input.addEventListener('input', () => this.#moved());
  }

  show(value) {
    if (this.#isHeld || this.#late) return;
    this.#input.value = value;
    this.#say();
  }

  enable(isOn) {
    this.#input.disabled = !isOn;
  }

  /** One step up or down, for keys. */
  nudge(steps) {
    if (this.#input.disabled) return;
    this.#input.value = Number(this.#input.value) + steps * Number(this.#input.step);
    this.#moved();
  }

  // At most ten messages a second, and always the last one.
  #moved() {
    this.#say();
    clearTimeout(this.#late);
    const send = () => {
      this.#late = 0;
      this.#sentAt = performance.now();
      this.chosen(Number(this.#input.value));
    };
    const wait = this.#sentAt + 100 - performance.now();
    if (wait <= 0) send();
    else this.#late = setTimeout(send, wait);
  }

  #say() {
    const words = this.#words(Number(this.#input.value));
    this.#output.textContent = words;
    this.#input.setAttribute('aria-valuetext', words);
  }
}

/** On or off. */
export class SwitchField {
  chosen = () => {};
  #input;

  constructor(id) {
    this.#input = document.getElementById(id);
    this.#input.addEventListener('change', () => this.chosen(this.#input.checked));
  }

  show(value) {
    this.#input.checked = value;
  }

  enable(isOn) {
    this.#input.disabled = !isOn;
  }

  flip() {
    this.#input.click();
  }
}
