// Angles arrive in radians, positive = right; people read degrees.

export const toDegrees = radians => (radians * 180) / Math.PI;

/** A size with one decimal, and the side apart: {size: '3.2°', side: 'R'}; no side below half a tenth of a degree. */
export function parts(radians) {
  const size = Math.abs(toDegrees(radians)).toFixed(1);
  const side = Number(size) === 0 ? '' : radians > 0 ? 'R' : 'L';
  return { size: `${size}°`, side };
}

/** '3.2° R' */
export function short(radians) {
  const { size, side } = parts(radians);
  return side ? `${size} ${side}` : size;
}

/** '3.2 degrees to the right' */
export function inWords(radians) {
  const { size, side } = parts(radians);
  const number = size.slice(0, -1);
  return side ? `${number} degrees to the ${side === 'R' ? 'right' : 'left'}` : 'straight ahead';
}

/** '+0.54°': a difference; two decimals, as small ones matter. */
export function signed(radians) {
  const degrees = toDegrees(radians);
  return `${degrees < 0 ? '−' : '+'}${Math.abs(degrees).toFixed(2)}°`;
}
