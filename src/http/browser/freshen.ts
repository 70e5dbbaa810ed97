/**
 * Once a slider rests, the rest of the page follows: the same page of that moment is asked for, and
 * its parts take the places of the old ones. They are nodes from a parser, never markup put in.
 */

const rest = 150;
let resting: ReturnType<typeof setTimeout> | null = null;
let asking: AbortController | null = null;

const parts = (of: ParentNode): ReadonlyMap<string, HTMLElement> =>
  new Map(
    [...of.querySelectorAll<HTMLElement>('[data-fresh]')].map((part) => [
      part.dataset['fresh'] ?? '',
      part,
    ]),
  );

const busy = (is: boolean): void => {
  for (const part of parts(document).values())
    if (is) part.setAttribute('aria-busy', 'true');
    else part.removeAttribute('aria-busy');
};

const put = (text: string): void => {
  const read = new DOMParser().parseFromString(text, 'text/html');
  const fresh = parts(read);
  for (const [name, old] of parts(document)) {
    const part = fresh.get(name);
    if (part === undefined || old.contains(document.activeElement)) continue;
    old.replaceWith(document.importNode(part, true));
  }
  document.title = read.title;
};

const ask = async (address: string): Promise<void> => {
  asking?.abort();
  const own = new AbortController();
  asking = own;
  busy(true);
  try {
    const answer = await fetch(address, { signal: own.signal, headers: { accept: 'text/html' } });
    if (answer.ok) put(await answer.text());
  } catch {
    // Out of reach: what is shown says its own times; the next move asks again.
  } finally {
    if (asking === own) busy(false);
  }
};

export const freshen = (address: string): void => {
  if (resting !== null) clearTimeout(resting);
  resting = setTimeout(() => {
    resting = null;
    void ask(address);
  }, rest);
};
