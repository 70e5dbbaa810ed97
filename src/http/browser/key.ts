/** Single keys: to the search box, through a queue, and what keys there are. */

const kept = 'insider-ledger.single-keys';

const act = (): boolean => {
  try {
    return localStorage.getItem(kept) !== 'off';
  } catch {
    return true;
  }
};

const keep = (on: boolean): void => {
  try {
    localStorage.setItem(kept, on ? 'on' : 'off');
  } catch {
    // A browser that keeps nothing: the choice holds for the page.
  }
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input, select, textarea, [contenteditable]') !== null;

const step = (by: number): void => {
  const lines = [...document.querySelectorAll<HTMLElement>('[data-queue] [data-line]')];
  const at = lines.indexOf(document.activeElement as HTMLElement);
  lines[at < 0 ? 0 : Math.min(lines.length - 1, Math.max(0, at + by))]?.focus();
};

export const listenToKeys = (): void => {
  const list = document.querySelector<HTMLDialogElement>('#keys');
  const box = document.querySelector<HTMLInputElement>('#single-keys');
  if (box !== null) {
    box.checked = act();
    box.addEventListener('change', () => keep(box.checked));
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === '?') list?.showModal();
    else if (!act()) return;
    else if (event.key === '/') {
      event.preventDefault();
      document.querySelector<HTMLInputElement>('#q')?.focus();
    } else if (event.key === 'j') step(1);
    else if (event.key === 'k') step(-1);
  });
};
