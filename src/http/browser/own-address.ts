/** The page's own address, which always says what is shown. */

const names = ['asOf', 'knownBy', 'recordedBy'] as const;

export const addressAt = (
  asked: Readonly<Partial<Record<(typeof names)[number], string>>>,
): string => {
  const url = new URL(location.href);
  for (const name of names) {
    const said = asked[name];
    if (said === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, said);
  }
  // Of another moment, the chain has other parts.
  url.searchParams.delete('page');
  return `${url.pathname}${url.search.replace(/%3A/g, ':')}${url.hash}`;
};

/** Of another part of the days; null: of all. What was slid to last may not be in the address yet. */
export const withWindow = (window: { readonly from: string; readonly through: string } | null) => {
  const url = new URL(waiting === null ? location.href : next, location.href);
  url.searchParams.delete('from');
  url.searchParams.delete('to');
  if (window !== null) {
    url.searchParams.set('from', window.from);
    url.searchParams.set('to', window.through);
  }
  return `${url.pathname}${url.search.replace(/%3A/g, ':')}`;
};

/** Browsers throttle who replaces more often. */
const pause = 200;
let waiting: ReturnType<typeof setTimeout> | null = null;
let next = '';

export const keepAddress = (address: string): void => {
  next = address;
  if (waiting !== null) return;
  waiting = setTimeout(() => {
    waiting = null;
    history.replaceState(null, '', next);
  }, pause);
};
