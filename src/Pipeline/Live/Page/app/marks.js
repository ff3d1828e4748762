// Rectangles over the picture, in pixels of the source. Where the layout shows the source twice, so are they.

import { svg } from './shapes.js';

export class Marks {
  #sheet = document.getElementById('marks');
  #groups = new Map();
  #header = null;
  #size = '';

  /** The picture's header says where in the picture the source lies. */
  follow(header) {
    this.#header = header;
    const size = `${header.width} ${header.height}`;
    if (size === this.#size) return;
    this.#size = size;
    this.#sheet.parentElement.style.setProperty('--shape', `${header.source[0]} / ${header.source[1]}`);
    this.#sheet.setAttribute('viewBox', `0 0 ${size}`);
    for (const [name, group] of this.#groups) this.set(name, group.marks);
  }

  /**
   * Replaces the marks of a name.
   * @param {{box: number[], kind: string, words?: string}[]} marks boxes as [x, y, width, height] in pixels of the source.
   */
  set(name, marks) {
    this.#groups.get(name)?.element.remove();
    this.#groups.delete(name);
    if (!this.#header) return;
    const element = svg('g', { 'data-marks': name });
    for (const place of places(this.#header)) {
      for (const mark of marks) element.append(...this.#shapes(mark, place));
    }
    this.#sheet.append(element);
    this.#groups.set(name, { element, marks });
  }

  /** Where a pointer is, as shares of the source: [x, y], clamped; null where it is on no source at all. */
  shareAt(event, isClamped = false) {
    if (!this.#header) return null;
    const matrix = this.#sheet.getScreenCTM();
    if (!matrix) return null;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    const [width, height] = this.#header.source;
    const all = places(this.#header);
    const place = all.find(({ left }) => at.x >= left && at.x < left + this.#header.width / all.length) ?? all[0];
    const share = [(at.x - place.left) / (width * place.scale), at.y / (height * place.scale)];
    if (isClamped) return share.map(value => Math.max(0, Math.min(1, value)));
    return share.every(value => value >= 0 && value <= 1) ? share : null;
  }

  #shapes({ box: [x, y, width, height], kind, words }, { left, scale }) {
    const box = { x: left + x * scale, y: y * scale, width: width * scale, height: height * scale };
    const shapes = [svg('rect', { ...box, class: 'mark under' }), svg('rect', { ...box, class: `mark ${kind}` })];
    if (words) {
      const size = Math.max(14, this.#header.height * 0.034);
      const isBelow = box.y < size * 1.6;
      shapes.push(svg('text', {
        class: 'mark-text',
        'font-size': size,
        x: Math.max(4, Math.min(box.x, this.#header.width - words.length * size * 0.55)),
        y: isBelow ? Math.min(this.#header.height - 6, box.y + box.height + size * 1.15) : box.y - size * 0.45,
      }, words));
    }
    return shapes;
  }
}

// A picture twice as wide as its source shows it twice, side by side.
function places({ width, height, source }) {
  const scale = height / source[1];
  const copies = Math.max(1, Math.round(width / (source[0] * scale)));
  return Array.from({ length: copies }, (_, copy) => ({ left: copy * source[0] * scale, scale }));
}
