// Says a change to people who do not see it.

let last = '';

/** Speaks a sentence once; the same one again only after another. */
export function announce(sentence) {
  if (sentence === last) return;
  last = sentence;
  document.getElementById('announcer').textContent = sentence;
}
