// What the heat's colours stand for, beside the picture.

// The palettes as the pictures have them, from nothing outwards.
const outwards = {
  left: [[30, 34, 40], [5, 36, 122], [10, 87, 230], [20, 148, 255], [77, 209, 255]],
  right: [[30, 34, 40], [107, 31, 5], [219, 77, 8], [255, 128, 10], [255, 184, 41]],
  sequential: [[15, 8, 41], [102, 20, 117], [209, 51, 87], [252, 140, 31], [255, 240, 148]],
  jet: [[0, 0, 143], [0, 0, 255], [0, 255, 255], [255, 255, 0], [255, 0, 0], [128, 0, 0]],
};

export class Legend {
  #said = '';

  /** Shows what a picture's colours stand for. */
  show({ scale, signed }, { palette, layout, target }) {
    const kind = palette !== 'auto' ? palette : target === 'seed' ? 'jet' : signed ? 'diverging' : 'sequential';
    const isSigned = signed && kind === 'diverging';
    const said = `${scale} ${kind} ${signed} ${layout}`;
    if (said === this.#said) return;
    this.#said = said;
    document.getElementById('legend').hidden = layout === 'focus' || !scale;
    write('legend-left', isSigned ? 'left' : '0');
    write('legend-right', isSigned ? 'right' : '');
    document.getElementById('legend-left').className = isSigned ? 'left' : 'quiet';
    write('legend-scale', scale);
    const stops = isSigned ? [...outwards.left.slice(1).reverse(), ...outwards.right] : outwards[kind] ?? outwards.right;
    const canvas = document.getElementById('legend-colors');
    const context = canvas.getContext('2d');
    const colors = context.createLinearGradient(0, 0, canvas.width, 0);
    stops.forEach((stop, index) => colors.addColorStop(index / (stops.length - 1), `rgb(${stop.join(' ')})`));
    context.fillStyle = colors;
    context.fillRect(0, 0, canvas.width, 1);
  }
}

function write(id, value) {
  document.getElementById(id).textContent = value;
}
