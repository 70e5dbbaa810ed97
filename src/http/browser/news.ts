/** Says that something came, and leaves the page as it is until the reader wants it. */

export const listenToNews = (): void => {
  const place = document.querySelector<HTMLElement>('[data-news]');
  const address = place?.dataset['news'];
  if (place === null || address === undefined || typeof EventSource === 'undefined') return;
  const source = new EventSource(address);
  const told = (event: Event): number => {
    const said: unknown = JSON.parse(String((event as MessageEvent).data));
    return typeof said === 'object' && said !== null && 'events' in said ? Number(said.events) : 0;
  };
  let first: number | null = null;
  source.addEventListener('now', (event) => {
    first ??= told(event);
  });
  source.addEventListener('grown', (event) => {
    const more = told(event) - (first ?? 0);
    if (!(more > 0)) return;
    const link = document.createElement('a');
    link.href = location.href;
    link.textContent = `${more} new ${more === 1 ? 'event' : 'events'}: show`;
    place.replaceChildren(link);
  });
  addEventListener('pagehide', () => source.close());
};
