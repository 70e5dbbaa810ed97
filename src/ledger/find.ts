/**
 * Finding what a text may mean: insiders and issuers by id, symbol or name, and a filing, row,
 * position or conflict by its id. The best kind of fit comes first; what only nearly fits is shown
 * where nothing fits, and said to be so.
 */
import { fail, invalidArgument, LedgerFailure } from '../answer/error.js';
import { type Missing, missingOf } from '../answer/missing.js';
import type { Moment } from '../answer/moment.js';
import { insiderOfPosition, namedIn } from '../answer/named-position.js';
import { rowId } from '../event/catalogue.js';
import type { Day } from '../filing/calendar.js';
import { accessionNumber } from '../filing/model.js';
import { compare } from '../filing/order.js';
import { nameWords } from '../readmodel/name-words.js';
import { asCik } from './book/directory.js';
import { nearestOf } from './book/name-distance.js';
import { type InsiderListed, type IssuerListed, insidersIn, issuersIn } from './market/parties.js';
import { oneFiling } from './one-filing.js';
import type { OpenLedger } from './open-ledger.js';
import { findConflict } from './rule/found-conflict.js';
import type { Source } from './subject.js';

export type FindQuery = Pick<Moment, 'knownBy' | 'recordedBy'> & Source & { readonly text: string };

export type FoundKind = 'insider' | 'issuer' | 'filing' | 'row' | 'position' | 'conflict';

/** How it fits, best first. */
const fits = [
  'id',
  'symbol',
  'former symbol',
  'name',
  'former name',
  'words of the name',
  'words of a former name',
  'beginnings of words',
  'part of the name',
  'nearly the name',
] as const;
export type Fit = (typeof fits)[number];

export interface FoundAnswer {
  readonly kind: FoundKind;
  readonly id: string;
  readonly name: string;
  readonly fit: Fit;
  /** The name or symbol that fits, where it is a former one; else null. */
  readonly as: string | null;
  /** What tells it from others: symbols of issuers, or what it is about. */
  readonly about: ReadonlyArray<string>;
  readonly filings: number | null;
  readonly lastFiledOn: Day | null;
}

export interface FindAnswer extends Missing {
  readonly text: string;
  readonly found: ReadonlyArray<FoundAnswer>;
  /** More that fit than are listed. */
  readonly more: number;
}

const listedMax = 50;

// ---- how a text fits ----

interface Party {
  readonly kind: 'insider' | 'issuer';
  readonly id: string;
  readonly name: string;
  readonly formerNames: ReadonlyArray<string>;
  readonly symbol: string | null;
  readonly formerSymbols: ReadonlyArray<string>;
  readonly about: ReadonlyArray<string>;
  readonly filings: number;
  readonly lastFiledOn: Day;
}

/** `$TSLA`, `NASDAQ:TSLA`: the symbol alone, in capitals. */
const symbolIn = (text: string): string =>
  text
    .trim()
    .replace(/^[A-Za-z ]{1,20}:/, '')
    .replace(/^\$/, '')
    .trim()
    .toUpperCase();

interface Sought {
  readonly text: string;
  readonly cik: string | null;
  readonly symbol: string;
  readonly words: ReadonlyArray<string>;
}

const soughtOf = (text: string): Sought => ({
  text,
  cik: asCik(text.trim()),
  symbol: symbolIn(text),
  words: nameWords(text).filter((word) => word !== ''),
});

/** Whether each word of those sought begins another word of a name: initials and parts of words. */
const begins = (sought: ReadonlyArray<string>, has: ReadonlyArray<string>): boolean => {
  const left = [...has];
  // The longest first: a letter must not take the word that a longer part begins.
  return [...sought]
    .sort((a, b) => b.length - a.length)
    .every((word) => {
      const at = left.findIndex((other) => other.startsWith(word));
      if (at < 0) return false;
      left.splice(at, 1);
      return true;
    });
};

const nameFit = ({ words }: Sought, name: string): 'whole' | 'words' | 'begins' | 'part' | null => {
  if (words.length === 0) return null;
  const has = nameWords(name);
  if (has.join(' ') === words.join(' ')) return 'whole';
  if (words.every((word) => has.includes(word))) return 'words';
  if (begins(words, has)) return 'begins';
  const letters = has.join('');
  const part = words.join('');
  return part.length >= 3 && letters.includes(part) ? 'part' : null;
};

const asNow = {
  whole: 'name',
  words: 'words of the name',
  begins: 'beginnings of words',
  part: 'part of the name',
} as const;
const asBefore = { ...asNow, whole: 'former name', words: 'words of a former name' } as const;

interface Fitting {
  readonly fit: Fit;
  readonly as: string | null;
}

const better = (a: Fitting | null, b: Fitting | null): Fitting | null =>
  a === null ? b : b === null ? a : fits.indexOf(b.fit) < fits.indexOf(a.fit) ? b : a;

const fitOf = (sought: Sought, party: Party): Fitting | null => {
  if (party.id === sought.text.trim() || party.id === sought.cik) return { fit: 'id', as: null };
  const symbols = party.formerSymbols.map((symbol) => symbol.toUpperCase());
  let best: Fitting | null = null;
  if (sought.symbol !== '' && party.symbol?.toUpperCase() === sought.symbol)
    best = { fit: 'symbol', as: null };
  else if (symbols.includes(sought.symbol)) best = { fit: 'former symbol', as: sought.symbol };
  const now = nameFit(sought, party.name);
  if (now !== null) best = better(best, { fit: asNow[now], as: null });
  for (const name of party.formerNames) {
    const then = nameFit(sought, name);
    if (then !== null) best = better(best, { fit: asBefore[then], as: name });
  }
  return best;
};

// ---- who there is ----

const insiderParty = ({
  insider,
  formerNames,
  issuers,
  filings,
  lastFiledOn,
}: InsiderListed): Party => ({
  kind: 'insider',
  id: insider.id,
  name: insider.name,
  formerNames,
  symbol: null,
  formerSymbols: [],
  about: issuers.map(({ symbol, name }) => symbol ?? name),
  filings,
  lastFiledOn,
});

const issuerParty = ({
  issuer,
  formerNames,
  formerSymbols,
  filings,
  lastFiledOn,
}: IssuerListed): Party => ({
  kind: 'issuer',
  id: issuer.id,
  name: issuer.name,
  formerNames,
  symbol: issuer.symbol,
  formerSymbols,
  about: issuer.symbol === null ? [] : [issuer.symbol],
  filings,
  lastFiledOn,
});

const foundAs = (
  { kind, id, name, about, filings, lastFiledOn }: Party,
  { fit, as }: Fitting,
): FoundAnswer => ({
  kind,
  id,
  name,
  fit,
  as,
  about,
  filings,
  lastFiledOn,
});

const inOrder = (a: FoundAnswer, b: FoundAnswer): number =>
  fits.indexOf(a.fit) - fits.indexOf(b.fit) ||
  compare(b.lastFiledOn ?? '', a.lastFiledOn ?? '') ||
  compare(a.name, b.name) ||
  compare(a.id, b.id);

const near = (text: string, parties: ReadonlyArray<Party>): ReadonlyArray<FoundAnswer> => {
  const names = parties.flatMap((party) =>
    [party.name, ...party.formerNames].map((name) => ({ id: `${party.kind} ${party.id}`, name })),
  );
  const byId = new Map(parties.map((party) => [`${party.kind} ${party.id}`, party]));
  return nearestOf(text, names).flatMap(({ id, name }) => {
    const party = byId.get(id);
    return party === undefined
      ? []
      : [foundAs(party, { fit: 'nearly the name', as: name === party.name ? null : name })];
  });
};

// ---- ids ----

const isConflict = (text: string): boolean => /^c-[0-9a-f]{16}$/.test(text);
const undashed = /^\d{18}$/;
/** Begins with an insider and an issuer; the rest is the class. */
const isPosition = (text: string): boolean =>
  /^(\d{10}|p-[a-z0-9.~-]{1,120})\/\S+$/.test(text) && !rowId.is(text);

/** What is found by an id of its own; null where the text is no such id, or nothing has it. */
const byId = async (
  open: OpenLedger,
  { text, ...query }: FindQuery,
): Promise<FoundAnswer | null> => {
  const id = text.trim();
  const found = (
    kind: FoundKind,
    name: string,
    about: ReadonlyArray<string>,
    lastFiledOn: Day | null,
    own: string = id,
  ): FoundAnswer => ({
    kind,
    id: own,
    name,
    fit: 'id',
    as: null,
    about,
    filings: null,
    lastFiledOn,
  });
  try {
    if (rowId.is(id) || accessionNumber.is(id) || undashed.test(id)) {
      const filing = await oneFiling(open, id, query);
      const owners = filing.owners.map(({ name }) => name).join(', ');
      const about = [`Form ${filing.form}`, filing.issuer.symbol ?? filing.issuer.name];
      if (rowId.is(id) && !filing.rows.some(({ row }) => row.endsWith(id.slice(id.indexOf('/')))))
        return null;
      return rowId.is(id)
        ? found('row', owners, about, filing.filedOn)
        : found('filing', owners, about, filing.filedOn, filing.accession);
    }
    if (isConflict(id)) {
      const { answer } = await findConflict(open, id, query);
      return found(
        'conflict',
        answer.type,
        [answer.insider.name, answer.status],
        null,
        answer.conflictId,
      );
    }
    if (!isPosition(id)) return null;
    const insider = await open.insiderOf(insiderOfPosition(id), query);
    const view = await open.view(insider, open.settled(query).vantage);
    const now = namedIn(view, id)?.id;
    const holding = view.holdings.find((h) => h.position.id === now);
    return holding === undefined
      ? null
      : found(
          'position',
          holding.position.first.security.value ?? '',
          [view.insider],
          null,
          holding.position.id,
        );
  } catch (thrown) {
    if (thrown instanceof LedgerFailure && thrown.error.code === 'NOT_FOUND') return null;
    throw thrown;
  }
};

export const find = async (open: OpenLedger, query: FindQuery): Promise<FindAnswer> => {
  const { text } = query;
  if (text.trim() === '')
    fail(
      invalidArgument('find takes a name, a part of one, a symbol, a CIK or an id; got nothing'),
    );
  const own = await byId(open, query);
  if (own !== null) return { text, found: [own], more: 0 };
  const { fromLog = false, ...moment } = query;
  const { parties, missing } = await open.read(
    { fromLog },
    { moments: [open.settled(moment)], wanted: ['relations'] },
    (book) => {
      const relations = book.relations();
      return {
        parties: [
          ...insidersIn(relations).map(insiderParty),
          ...issuersIn(relations).map(issuerParty),
        ],
        missing: book.missing,
      };
    },
  );
  const sought = soughtOf(text);
  const fitting = parties
    .flatMap((party) => {
      const fit = fitOf(sought, party);
      return fit === null ? [] : [foundAs(party, fit)];
    })
    .sort(inOrder);
  const found = fitting.length > 0 ? fitting : near(text, parties);
  return {
    text,
    found: found.slice(0, listedMax),
    more: Math.max(0, found.length - listedMax),
    ...missingOf(missing),
  };
};
