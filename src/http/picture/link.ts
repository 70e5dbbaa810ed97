/** Where pages are. The times go into every link, so that who asked of a day stays in it. */

/** The times as the address says them; what it does not say is today, and what is known now. */
export interface AskedTimes {
  readonly asOf?: string;
  readonly knownBy?: string;
  readonly recordedBy?: string;
}

const timesNames = ['asOf', 'knownBy', 'recordedBy'] as const;

export const askedPairs = (asked: AskedTimes): ReadonlyArray<readonly [string, string]> =>
  timesNames.flatMap((name): ReadonlyArray<readonly [string, string]> => {
    const said = asked[name];
    return said === undefined || said === '' ? [] : [[name, said]];
  });

export type Asked = Readonly<Record<string, string | undefined>>;

const queryOf = (asked: Asked): string => {
  const said = Object.entries(asked).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '',
  );
  return said.length === 0
    ? ''
    : `?${said.map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%3A/g, ':')}`).join('&')}`;
};

/** Colons, tildes and commas may stand in a path as they are. */
const segment = (text: string): string =>
  encodeURIComponent(text).replace(/%(3A|2C)/g, decodeURIComponent);

const pathOf = (text: string): string => text.split('/').map(segment).join('/');

export const address = (path: string, asked: Asked = {}): string => path + queryOf(asked);

/** The issuer in a position's id: its second part. */
export const issuerIn = (positionId: string): string => positionId.split('/')[1] ?? '';

export const insiderIn = (positionId: string): string => positionId.split('/')[0] ?? '';

/** A row's filing, and the row in it. */
export const filingIn = (row: string): readonly [string, string] => {
  const cut = row.indexOf('/');
  return cut < 0 ? [row, ''] : [row.slice(0, cut), row.slice(cut + 1)];
};

export const linksAt = (times: AskedTimes) => {
  const { asOf, knownBy, recordedBy } = times;
  const moment = { asOf, knownBy, recordedBy };
  const to =
    (path: string) =>
    (asked: Asked = {}): string =>
      address(path, { ...asked, ...moment });
  return {
    find: (text = '') => to('/')({ q: text }),
    insider: (id: string, asked: Asked = {}) => to(`/insiders/${segment(id)}`)(asked),
    transactions: (insider: string, asked: Asked = {}) =>
      to(`/insiders/${segment(insider)}/transactions`)(asked),
    shortSwing: (insider: string, issuer: string) =>
      to(`/insiders/${segment(insider)}/short-swing`)({ issuer }),
    timeliness: (insider: string, asked: Asked = {}) =>
      to(`/insiders/${segment(insider)}/timeliness`)(asked),
    position: (id: string, asked: Asked = {}) => to(`/positions/${pathOf(id)}`)(asked),
    /** The two moments are those that are compared; as of stays. */
    difference: (id: string, before: string, after: string | null) =>
      address(`/differences/${pathOf(id)}`, { asOf, recordedBy }).replace(/\?|$/, (mark) => {
        const two = [before, after]
          .filter((one): one is string => one !== null)
          .map((one) => `knownBy=${encodeURIComponent(one).replace(/%3A/g, ':')}`)
          .join('&');
        return `?${two}${mark === '?' ? '&' : ''}`;
      }),
    issuer: (id: string, asked: Asked = {}) => to(`/issuers/${segment(id)}`)(asked),
    issuerTransactions: (issuer: string, asked: Asked = {}) =>
      to(`/issuers/${segment(issuer)}/transactions`)(asked),
    issuerTimeliness: (id: string, asked: Asked = {}) =>
      to(`/issuers/${segment(id)}/timeliness`)(asked),
    flow: (issuer: string, asked: Asked = {}) => to(`/issuers/${segment(issuer)}/flow`)(asked),
    filing: (accession: string, row = '') =>
      `${to(`/filings/${segment(accession)}`)()}${row === '' ? '' : `#${segment(row)}`}`,
    row: (row: string) => {
      const [accession, own] = filingIn(row);
      return `${to(`/filings/${segment(accession)}`)()}${own === '' ? '' : `#${segment(own)}`}`;
    },
    correction: (row: string) => to('/rows')({ row }),
    filed: (day: string) => to(`/filed/${segment(day)}`)(),
    changes: (asked: Asked = {}) => address('/changes', { ...moment, ...asked }),
    conflicts: (asked: Asked = {}) => to('/conflicts')(asked),
    conflict: (id: string, asked: Asked = {}) => to(`/conflicts/${segment(id)}`)(asked),
    rulings: (asked: Asked = {}) => to('/rulings')(asked),
    reconcile: (asked: Asked = {}) => to('/reconcile')(asked),
    status: () => to('/status')(),
    api: () => to('/api')(),
  };
};

export type Links = ReturnType<typeof linksAt>;
