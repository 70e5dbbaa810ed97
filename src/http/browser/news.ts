/** Says that something came, and leaves the page as it is until the reader wants it. */

export const listenToNews = (): void => {
  const place = document.querySelector<HTMLElement>('[data-news]');
  const address = place?.dataset['news'];
  if (place === null || address === undefined || typeof EventSource === 'undefined') return;
  let first: number | null = null;
  const source = new EventSource(address);
  source.addEventListener('ledger', (event) => {
    const told: unknown = JSON.parse(String((event as MessageEvent).data));
    const position =
      typeof told === 'object' && told !== null && 'filings' in told ? Number(told.filings) : null;
    if (position === null || Number.isNaN(position)) return;
    if (first === null) {
      first = position;
      return;
    }
    if (position <= first) return;
    const link = document.createElement('a');
    link.href = location.href;
    link.textContent = `${position - first} new ${position - first === 1 ? 'filing' : 'filings'}: show`;
    place.replaceChildren(link);
  });
  addEventListener('pagehide', () => source.close());
};
