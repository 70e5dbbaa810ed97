/** Links that are copied where one clicks them; without script they are followed. */

const say = (text: string): void => {
  const output = document.querySelector<HTMLOutputElement>('.copied');
  if (output !== null) output.textContent = text;
};

export const copyLinks = (): void => {
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey)
      return;
    const link = event.target.closest<HTMLAnchorElement>('a[data-copy]');
    // Only a secure page, or the machine's own, may write there.
    if (link === null || navigator.clipboard === undefined) return;
    event.preventDefault();
    navigator.clipboard.writeText(link.href).then(
      () => say('copied'),
      () => {
        say('not copied: the browser does not allow it');
      },
    );
  });
};
