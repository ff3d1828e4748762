// Keys, and the sheet that lists them.

import { html } from './shapes.js';

/** @param keys lists of {key, words, act}; the same list makes the sheet. */
export function followKeys(keys) {
  const sheet = document.getElementById('sheet');
  const open = () => (sheet.open ? sheet.close() : show());
  document.getElementById('help').addEventListener('click', open);

  const all = [...keys, { key: '?', words: 'this sheet', act: open }];
  const list = document.getElementById('keys');
  for (const { key, words } of all) list.append(html('dt', {}, html('kbd', {}, key === ' ' ? 'Space' : key)), html('dd', {}, words));
  list.append(html('dt', {}, html('kbd', {}, 'Esc')), html('dd', {}, 'close this sheet, clear the rectangle'));

  // What has the focus would be scrolled to: the sheet begins at its title.
  function show() {
    sheet.showModal();
    document.getElementById('sheet-title').focus();
    sheet.scrollTop = 0;
  }

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const kind = event.target.closest?.('select, input, button, dialog, [role="application"]');
    // A control keeps the keys that it needs itself; letters typed on a list choose from it.
    if (kind && (event.key === ' ' || event.key === 'Enter' || kind.matches('select, dialog'))) return;
    if (sheet.open) return;
    const found = all.find(({ key }) => key === event.key);
    if (!found) return;
    event.preventDefault();
    found.act();
  });
}
