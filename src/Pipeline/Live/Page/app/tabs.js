// The three panels beside the picture.

const names = ['map', 'layers', 'ask'];

/** @param opened called with the name of the panel that is now open. */
export function followTabs(opened) {
  const list = document.querySelector('[role="tablist"]');
  const open = (name, isFocused = false) => {
    for (const other of names) {
      const tab = document.getElementById(`tab-${other}`);
      tab.setAttribute('aria-selected', String(other === name));
      tab.tabIndex = other === name ? 0 : -1;
      document.getElementById(`panel-${other}`).hidden = other !== name;
      if (isFocused && other === name) tab.focus();
    }
    opened(name);
  };
  for (const name of names) document.getElementById(`tab-${name}`).addEventListener('click', () => open(name));
  list.addEventListener('keydown', event => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const now = names.findIndex(name => document.getElementById(`tab-${name}`).getAttribute('aria-selected') === 'true');
    open(names[(now + by + names.length) % names.length], true);
    event.preventDefault();
  });
  return open;
}
