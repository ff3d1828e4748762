// The network as its layers in order: each drawn as sheets in proportion, with its name, kind, shape and parameters.

import { html, svg } from './shapes.js';

const room = 44;

export class LayerList {
  #list = document.getElementById('layers');
  #chosen;
  #drawn = '';

  /** @param chosen called with a layer, or null where none is chosen any more. */
  constructor(chosen) {
    this.#chosen = chosen;
  }

  show(network) {
    const key = JSON.stringify(network.layers);
    if (key === this.#drawn) return false;
    this.#drawn = key;
    const pictures = network.layers.filter(layer => layer.shape.length === 3);
    const widest = Math.max(1, ...pictures.map(layer => layer.shape[2]), network.input?.[1] ?? 1);
    const longest = Math.max(2, ...network.layers.filter(layer => layer.shape.length === 1).map(layer => layer.shape[0]));
    this.#list.replaceChildren(...network.layers.map(layer => html('li', {}, this.#button(layer, widest, longest))));
    return true;
  }

  /** Marks the layer of a name as the chosen one; null for none. */
  press(name) {
    for (const button of this.#list.querySelectorAll('button')) button.setAttribute('aria-pressed', String(button.dataset.layer === name));
  }

  #button(layer, widest, longest) {
    const button = html('button', { type: 'button', 'aria-pressed': 'false', 'data-layer': layer.name },
      layer.shape.length === 3 ? sheets(layer.shape, widest) : units(layer.shape[0], longest),
      html('span', { class: 'what', title: `${layer.name}: ${layer.kind}` }, html('strong', {}, layer.name), ' ', html('span', { class: 'kind' }, layer.kind.split(',')[0])),
      html('span', { class: 'size' }, layer.parameters.toLocaleString('en'), html('span', { class: 'unseen' }, ' parameters, ')),
      html('span', { class: 'size' }, shape(layer)));
    button.addEventListener('click', () => this.#chosen(button.getAttribute('aria-pressed') === 'true' ? null : layer));
    return button;
  }
}

/** '24 of 31 × 98', or '100' */
export function shape({ shape: sides }) {
  return sides.length === 3 ? `${sides[0]} of ${sides[1]} × ${sides[2]}` : String(sides[0]);
}

// More channels, more sheets: one for each doubling.
function sheets([channels, height, width], widest) {
  const count = Math.max(1, Math.min(8, Math.round(Math.log2(channels)) + 1));
  const scale = room / widest;
  const [across, down] = [Math.max(3, width * scale), Math.max(3, height * scale)];
  const drawing = svg('svg', { viewBox: '0 0 60 32', 'aria-hidden': 'true' });
  const shift = 2.1;
  const left = (60 - across - shift * (count - 1)) / 2;
  const top = (32 - down - shift * 0.6 * (count - 1)) / 2;
  for (let sheet = count - 1; sheet >= 0; sheet--) {
    drawing.append(svg('rect', { x: left + sheet * shift, y: top + (count - 1 - sheet) * shift * 0.6, width: across, height: down }));
  }
  return drawing;
}

function units(count, longest) {
  const height = 4 + (24 * Math.log(count + 1)) / Math.log(longest + 1);
  const drawing = svg('svg', { viewBox: '0 0 60 32', 'aria-hidden': 'true' });
  drawing.append(svg('rect', { x: 27, y: (32 - height) / 2, width: 6, height }));
  return drawing;
}
