// The settings beside the picture: shows what the server has, asks for changes, and says a refusal where it belongs.

import { announce } from './announce.js';
import { ListField, RangeField, SegmentField, SwitchField } from './fields.js';
import { html } from './shapes.js';

const targetWords = { signed: 'both ways', undirected: 'no direction', left: 'left', right: 'right', auto: 'its own way', hold: 'straight on', seed: 'as in 2016' };
const layoutWords = { 'side-by-side': 'side by side', pip: 'inset' };
const paletteWords = { auto: 'the map’s own', sequential: 'from dark to light', diverging: 'blue for left, orange for right', jet: 'the rainbow of older publications' };
const fills = ['mean', 'blur', 'black'];

export class Settings {
  #connection;
  #choices = null;
  #settings = null;
  #firstOutput = null;
  #fields;

  constructor(connection) {
    this.#connection = connection;
    this.#fields = {
      map: new ListField('map'),
      target: new SegmentField('target'),
      layout: new SegmentField('layout'),
      palette: new SegmentField('palette'),
      opacity: new RangeField('opacity', value => `${Math.round(value * 100)} %`),
      smoothing: new RangeField('smoothing', value => (value === 0 ? 'off' : `${value.toFixed(1)} s`)),
      region: new RangeField('region', value => (value === 0 ? 'off' : `${Math.round(value * 100)} %`)),
      hud: new SwitchField('hud'),
      sizes: new ListField('sizes'),
      stride: new ListField('stride'),
      fill: new SegmentField('fill'),
      network: new ListField('network'),
      output: new ListField('output'),
    };
    for (const [name, field] of Object.entries(this.#fields)) field.chosen = value => this.set(name, value);
    document.getElementById('panel-map').addEventListener('submit', event => event.preventDefault());
  }

  hello({ choices, network }) {
    this.#choices = choices;
    this.#fields.map.offer(choices.maps.map(({ name, title }) => ({ value: name, text: title ?? name })));
    this.#fields.layout.offer(choices.layouts.map(name => ({ value: name, text: layoutWords[name] ?? name, title: `--layout ${name}` })));
    this.#fields.palette.offer(choices.palettes.map(name => ({ value: name, text: name, title: paletteWords[name] ?? '' })));
    this.#fields.sizes.offer(choices.sizes.map(sizes => ({ value: sizes, text: `${sizes.join(' and ')} px` })));
    this.#fields.stride.offer(choices.strides.map(stride => ({ value: stride, text: stride === 1 ? 'pixel' : `${stride} pixels` })));
    this.#fields.fill.offer((choices.fills ?? fills).map(name => ({ value: name, text: name })));
    this.#fields.network.offer(choices.networks.map(name => ({ value: name, text: name })));
    this.network(network);
  }

  network({ name, layers, outputs }) {
    const total = layers.reduce((sum, layer) => sum + layer.parameters, 0);
    const steps = layers.reduce((sum, layer) => sum + layer.multiplyAdds, 0);
    document.getElementById('network-words').textContent = `${layers.length} layers, ${total.toLocaleString('en')} parameters, ${(steps / 1e6).toFixed(1)} million multiply-adds`;
    const names = outputs.map((output, index) => output.name || String(index));
    this.#firstOutput = names[0] ?? null;
    this.#fields.output.offer(names.map(value => ({ value, text: value })));
    place('output').hidden = names.length < 2;
  }

  state({ settings, bank }) {
    const before = this.#settings;
    this.#settings = settings;
    const map = this.#choices.maps.find(({ name }) => name === settings.map);
    const title = map?.title ?? settings.map;
    place('map').title = map?.description ?? '';
    const targets = map?.targets ?? [settings.target];
    this.#fields.target.offer(targets.map(value => ({ value, text: targetWords[value] ?? value, title: `--target ${value}` })));
    for (const [name, field] of Object.entries(this.#fields)) field.show(this.#shown(name));
    this.#apply('target', targets.length > 1 ? null : `${title} has no other target`);
    const hasWindows = map?.hasWindows ?? true;
    for (const name of ['sizes', 'stride', 'fill']) this.#apply(name, hasWindows ? null : `${title} masks no windows`);
    this.#apply('opacity', settings.layout === 'focus' ? 'Focus shows no heat' : null);
    this.#apply('palette', settings.layout === 'focus' ? 'Focus shows no heat' : null);
    this.#cost(hasWindows, bank, title);
    if (before && before.map !== settings.map) announce(`Map ${title}`);
  }

  /** Asks for a change; a refusal is said under the field. */
  set(name, value) {
    refuse(name, '');
    const sent = name === 'smoothing' || name === 'region' ? value || null : value;
    this.#connection.send({ type: 'set', settings: { [name]: sent } }, answer => {
      if (answer.type !== 'refused') return;
      refuse(name, answer.message);
      announce(answer.message);
      if (this.#settings) this.#fields[name].show(this.#shown(name));
    });
  }

  /** The next (or an earlier) choice of a list, for keys. */
  turn(name, by) {
    if (!this.#settings) return;
    const all = {
      map: () => this.#choices.maps.map(map => map.name),
      target: () => this.#choices.maps.find(map => map.name === this.#settings.map)?.targets ?? [],
      layout: () => this.#choices.layouts,
      palette: () => this.#choices.palettes,
    }[name]();
    if (all.length === 0) return;
    const next = all[(all.indexOf(this.#settings[name]) + by + all.length) % all.length];
    if (next !== this.#settings[name]) this.set(name, next);
  }

  nudgeOpacity(steps) {
    this.#fields.opacity.nudge(steps * 5);
  }

  flipHud() {
    this.#fields.hud.flip();
  }

  // What a null stands for among what a field can show.
  #shown(name) {
    const value = this.#settings[name];
    if (value !== null) return value;
    return { smoothing: 0, region: 0, palette: 'auto', output: this.#firstOutput }[name] ?? value;
  }

  #apply(name, reason) {
    this.#fields[name].enable(reason === null);
    place(name).title = reason ?? '';
  }

  #cost(hasWindows, bank, title) {
    const words = document.getElementById('bank');
    if (!bank) {
      words.textContent = hasWindows ? '' : `${title} masks no windows.`;
      return;
    }
    const rate = bank.windowsPerSecond >= 1e6 ? `${(bank.windowsPerSecond / 1e6).toFixed(2)} million` : Math.round(bank.windowsPerSecond).toLocaleString('en');
    words.replaceChildren(html('strong', {}, `${bank.windows.toLocaleString('en')} windows`), ` in ${bank.milliseconds.toFixed(1)} ms a frame, ${rate} windows/s`);
  }
}

function place(name) {
  return document.querySelector(`[data-setting="${name}"]`);
}

function refuse(name, message) {
  const field = place(name);
  let words = field.querySelector('.refusal');
  if (!words) {
    if (!message) return;
    words = html('p', { class: 'refusal', role: 'status' });
    field.append(words);
  }
  words.textContent = message;
}
