// Dark, light, or as the system has it; remembered in this browser.

const choices = ['system', 'light', 'dark'];
const key = 'steerlens-colors';
const system = matchMedia('(prefers-color-scheme: light)');

/** @param changed called whenever the colours have changed. */
export function followTheme(changed) {
  const button = document.getElementById('theme');
  let choice = choices.includes(localStorage.getItem(key)) ? localStorage.getItem(key) : 'system';
  const apply = () => {
    const isLight = choice === 'light' || (choice === 'system' && system.matches);
    document.documentElement.dataset.theme = isLight ? 'light' : 'dark';
    const words = `Colours: ${choice === 'system' ? 'as the system' : choice}`;
    button.title = words;
    document.getElementById('theme-text').textContent = words;
    changed();
  };
  button.addEventListener('click', () => {
    choice = choices[(choices.indexOf(choice) + 1) % choices.length];
    localStorage.setItem(key, choice);
    apply();
  });
  system.addEventListener('change', apply);
  apply();
}
