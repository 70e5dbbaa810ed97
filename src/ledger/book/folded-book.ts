/**
 * The book whose facts are folded from the log: one insider after the other, and of each view only
 * what was wanted is held on to.
 */

import type { Conflict } from '../../../projections/conflict/conflict.js';
import type { InsiderView } from '../../../projections/insider.js';
import { type Document, unamendedAmong } from '../../../projections/issuer.js';
import { counts, inForce } from '../../../projections/line/line.js';
import { type ConflictAnswer, conflictsOf, countsByKind } from '../../answer/conflicts.js';
import { dealOf } from '../../answer/deal.js';
import { sameRowsOf } from '../../answer/filing.js';
import { type PositionFact, positionAnswer, positionsOf } from '../../answer/holdings.js';
import type { Settled } from '../../answer/moment.js';
import {
  type InsiderAnswer,
  type IssuerAnswer,
  insiderAnswer,
  issuerAnswer,
} from '../../answer/party.js';
import { type Checked, checksOf, sumOf } from '../../answer/reconcile.js';
import { type RulingAnswer, rulingsAbout } from '../../answer/rulings.js';
import { planTradeIn, type TransactionFact, transactionsOf } from '../../answer/transactions.js';
import { type InsiderId, type IssuerId, isProvisional } from '../../event/identity.js';
import { type Day, everything, type Instant } from '../../filing/calendar.js';
import type { Accession } from '../../filing/model.js';
import { compare, groupedBy } from '../../filing/order.js';
import type { Chronicle } from '../../journal/views.js';
import { positionsOver } from '../../readmodel/build/instants.js';
import { jointRowsOf, stretchesOf } from '../../readmodel/build/intervals.js';
import { issuersOf, namesOf } from '../../readmodel/build/names.js';
import type { IssuerRow } from '../../readmodel/rows.js';
import type {
  About,
  AccountFact,
  Book,
  DealFact,
  Facts,
  FiledTogether,
  FilingFact,
  RelationFact,
  SharedHolding,
  SpansFact,
  StandingFact,
  UnamendedFact,
} from './book.js';
import { isIn } from './book.js';
import { positionOf } from './position-told.js';

/** A document that may be one of several, with whom and what it is about. */
interface DocumentFact extends Document {
  readonly owner: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  readonly issuerId: IssuerId;
  readonly filedOn: Day;
  /** Those who stand on its rows. */
  readonly standing: ReadonlyArray<StandingFact>;
}

interface AmendmentFact {
  readonly amendment: Accession;
  readonly home: Accession;
  readonly knownAt: Instant;
}

/** What one insider's view tells. */
interface Told {
  readonly positions: ReadonlyArray<PositionFact>;
  readonly transactions: ReadonlyArray<TransactionFact>;
  readonly conflicts: ReadonlyArray<ConflictAnswer>;
  readonly rulings: ReadonlyArray<RulingAnswer>;
  readonly checks: ReadonlyArray<Checked>;
  readonly deals: ReadonlyArray<DealFact>;
  readonly standing: ReadonlyArray<StandingFact>;
  readonly together: ReadonlyArray<FiledTogether>;
  readonly documents: ReadonlyArray<DocumentFact>;
  readonly amendments: ReadonlyArray<AmendmentFact>;
  readonly filings: ReadonlyArray<FilingFact>;
  readonly relations: ReadonlyArray<RelationFact>;
  readonly accounts: ReadonlyArray<AccountFact>;
  readonly spans: ReadonlyArray<SpansFact>;
  readonly issuers: ReadonlyArray<IssuerRow>;
}

/** Under what each fact is told. */
const toldAs = {
  positions: ['positions'],
  transactions: ['transactions'],
  conflicts: ['conflicts'],
  conflictCounts: ['conflicts'],
  rulings: ['rulings'],
  checkSums: ['checks'],
  differences: ['checks'],
  flagged: ['checks'],
  deals: ['deals'],
  standing: ['standing'],
  sharedHoldings: ['positions', 'standing'],
  filedTogether: ['together'],
  documents: ['documents'],
  unamended: ['documents', 'amendments'],
  filings: ['filings'],
  relations: ['relations'],
  accounts: ['accounts'],
  spans: ['spans'],
  named: ['issuers'],
} as const satisfies Record<keyof Facts, ReadonlyArray<keyof Told>>;

interface Sight {
  readonly view: InsiderView;
  /** Null where every issuer is meant. */
  readonly issuerId: IssuerId | null;
  readonly at: Settled;
  readonly adjusted: boolean;
  /** Where spans are wanted. */
  readonly chronicle?: Chronicle | null;
  /** Of conflicts and checks those of what is effective by this day; null: all of them. */
  readonly until: Day | null;
}

/** Folded anew at each instant, and told by the very rows that tables would keep. */
const spansIn = ({
  view,
  issuerId,
  at,
  adjusted,
  chronicle = null,
}: Sight): ReadonlyArray<SpansFact> => {
  if (chronicle === null) throw new Error('no chronicle was asked for');
  const insider = insiderAnswer(view);
  const knownBy = at.vantage.knownBy ?? everything;
  return positionsOver(chronicle, issuerId, { adjusted }).flatMap((position) => {
    const own = position.intervals.filter(({ knownFrom }) => knownFrom <= knownBy);
    if (own.length === 0) return [];
    const id = position.issuer as IssuerId;
    const issuer = issuerAnswer(view, id);
    const party = {
      insider: view.insider,
      insiderName: insider.name,
      issuer: id,
      issuerCik: issuer.cik,
      issuerName: issuer.name,
      issuerSymbol: issuer.symbol,
      positionId: position.positionId,
    };
    return [
      {
        positionId: position.positionId,
        insider,
        issuer,
        issuerId: id,
        spans: own.map(({ effectiveFrom, knownFrom, knownTo, ...row }) => ({
          from: effectiveFrom,
          knownFrom,
          knownTo,
          fact: positionOf({ ...party, ...row, effectiveFrom, closed: row.closed ? 1 : 0 }),
        })),
      },
    ];
  });
};

const isMeant = ({ issuerId }: Sight, other: string): boolean =>
  issuerId === null || issuerId === other;

const standingIn = (sight: Sight): ReadonlyArray<StandingFact> =>
  sight.view.holdings.flatMap((holding) =>
    isMeant(sight, holding.position.issuerId)
      ? [...jointRowsOf(sight.view, holding)].map((row) => ({
          positionId: holding.position.id,
          row,
        }))
      : [],
  );

/** The last first, each once. */
const lastFirst = <A>(all: ReadonlyArray<A>): ReadonlyArray<A> => [...new Set([...all].reverse())];

const relationsIn = (sight: Sight): ReadonlyArray<RelationFact> => {
  const { insider, filings } = sight.view;
  const names = lastFirst(namesOf(insider, filings).map(({ name }) => name));
  const named = groupedBy(issuersOf(filings, null), ({ issuer }) => issuer);
  const own = filings.filter(({ header }) => isMeant(sight, header.issuerId));
  return [...groupedBy(own, ({ header }) => header.issuerId)]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([issuer, about]) => {
      const [first] = about;
      if (first === undefined) return [];
      const days = about.map(({ header }) => header.filedOn).sort();
      const rows = named.get(issuer) ?? [];
      return {
        insider,
        names,
        issuer: first.header.issuerId,
        issuerNames: lastFirst(rows.map(({ name }) => name)),
        symbols: lastFirst(rows.flatMap(({ symbol }) => symbol ?? [])),
        alone: about.filter(({ header }) => header.owners.length === 1).length,
        together: about
          .filter(({ header }) => header.owners.length > 1)
          .map(({ accession }) => accession)
          .sort(),
        firstFiledOn: days[0] as Day,
        lastFiledOn: days[days.length - 1] as Day,
      };
    });
};

const teller: { readonly [K in keyof Told]: (sight: Sight) => Told[K] } = {
  positions: ({ view, issuerId, at, adjusted }) => positionsOf(view, { issuerId, adjusted }, at),
  transactions: ({ view, issuerId, at }) => transactionsOf(view, issuerId, at),
  conflicts: ({ view, issuerId, until }) => conflictsOf(view, issuerId, until),
  rulings: ({ view, issuerId }) => rulingsAbout(view, issuerId),
  checks: ({ view, issuerId, until }) => checksOf(view, issuerId, until),
  deals: (sight) =>
    sight.view.lines.flatMap((line) => {
      const { row, effective } = inForce(line);
      return row.kind === 'transaction' &&
        counts(line) &&
        isMeant(sight, row.issuerId) &&
        effective.on <= sight.at.asOf
        ? [
            {
              ...dealOf(sight.view, line),
              owner: insiderAnswer(sight.view),
              planTrade: planTradeIn(line),
            },
          ]
        : [];
    }),
  standing: (sight) => standingIn(sight),
  together: (sight) => [
    ...new Map(
      sight.view.filings.flatMap(
        ({ header }): Array<[string, FiledTogether]> =>
          header.owners.length > 1 && isMeant(sight, header.issuerId)
            ? [[header.issuerId, { insider: sight.view.insider, issuer: header.issuerId }]]
            : [],
      ),
    ).values(),
  ],
  documents: (sight) => {
    const { view } = sight;
    const found = view.filings.flatMap((filing) => {
      const { accession, header } = filing;
      const sameRows = isMeant(sight, header.issuerId) ? sameRowsOf(filing) : null;
      return sameRows === null
        ? []
        : [{ accession, sameRows, owners: header.owners.length, header }];
    });
    if (found.length === 0) return [];
    const standing = standingIn(sight);
    return found.map(({ header, ...document }) => ({
      ...document,
      insider: view.insider,
      owner: insiderAnswer(view),
      issuer: issuerAnswer(view, header.issuerId),
      issuerId: header.issuerId,
      filedOn: header.filedOn,
      standing: standing.filter(({ row }) => row.startsWith(`${document.accession}/`)),
    }));
  },
  amendments: ({ view }) =>
    view.links.flatMap(({ amendment, home }) =>
      home === null
        ? []
        : [
            {
              amendment: amendment.accession,
              home: home.accession,
              knownAt: amendment.knownAt,
            },
          ],
    ),
  filings: (sight) =>
    sight.view.filings.flatMap(({ accession, header, knownAt }) =>
      isMeant(sight, header.issuerId)
        ? [
            {
              insider: sight.view.insider,
              accession,
              form: header.form,
              filedOn: header.filedOn,
              acceptedAt: header.acceptedAt,
              knownAt,
              issuer: header.issuerId,
            },
          ]
        : [],
    ),
  relations: (sight) => relationsIn(sight),
  accounts: (sight) =>
    sight.view.holdings.flatMap((holding) => {
      const { id, issuerId } = holding.position;
      if (!isMeant(sight, issuerId)) return [];
      const stretches = stretchesOf(sight.view, holding, sight).map(({ from, at, closed }) => ({
        from,
        fact: { answer: positionAnswer(sight.view, at), closed },
      }));
      return stretches.length === 0
        ? []
        : [
            {
              positionId: id,
              insider: insiderAnswer(sight.view),
              issuer: issuerAnswer(sight.view, issuerId),
              issuerId,
              stretches,
            },
          ];
    }),
  spans: (sight) => spansIn(sight),
  issuers: (sight) =>
    issuersOf(sight.view.filings, null).filter(({ issuer }) => isMeant(sight, issuer)),
};

/** What was wanted of one insider. */
export interface Chapter {
  readonly insider: InsiderId;
  readonly told: Partial<Told>;
}

export const chapterOf = (sight: Sight, wanted: ReadonlyArray<keyof Facts>): Chapter => ({
  insider: sight.view.insider,
  told: Object.fromEntries(
    [...new Set(wanted.flatMap((fact) => toldAs[fact]))].map((name) => [name, teller[name](sight)]),
  ),
});

const sharedIn = (
  positions: ReadonlyArray<PositionFact>,
  standing: ReadonlyArray<StandingFact>,
): ReadonlyArray<SharedHolding> => {
  const standingOf = groupedBy(standing, ({ positionId }) => positionId);
  return positions.flatMap(({ answer: { positionId, insider }, closed }) => {
    const rows = standingOf.get(positionId)?.map(({ row }) => row);
    return rows === undefined ? [] : [{ positionId, insider: insider.id, closed, rows }];
  });
};

const lastNamed = (rows: ReadonlyArray<IssuerRow & { readonly insider: InsiderId }>) =>
  [...rows].sort((a, b) => compare(b.knownFrom, a.knownFrom) || compare(b.insider, a.insider))[0];

const isFlagged = ({ checks }: Checked): boolean =>
  checks.notLastStated.length + checks.belowZero.length + checks.maybeSame.length > 0;

const factsOf = <K extends keyof Told>({ told }: Chapter, name: K): Told[K] => {
  const facts = told[name];
  if (facts === undefined) throw new Error(`${name} were not gathered for this book`);
  return facts;
};

const factsIn = <K extends keyof Told>(
  chapters: ReadonlyArray<Chapter>,
  name: K,
): ReadonlyArray<Told[K][number]> =>
  chapters.flatMap((chapter): ReadonlyArray<Told[K][number]> => factsOf(chapter, name));

const unamendedIn = (chapters: ReadonlyArray<Chapter>): ReadonlyArray<UnamendedFact> => {
  const amendments = new Map(
    [...factsIn(chapters, 'amendments')]
      .sort((a, b) => compare(a.knownAt, b.knownAt) || compare(a.amendment, b.amendment))
      .map(({ home, amendment }) => [home, amendment]),
  );
  return [
    ...groupedBy(factsIn(chapters, 'documents'), ({ issuerId }) => issuerId).values(),
  ].flatMap((ofOne) =>
    unamendedAmong(ofOne, amendments).flatMap((one) => {
      const left = ofOne.filter(({ accession }) => accession === one.left);
      const [first] = left;
      if (first === undefined) return [];
      const { owner: insider, issuer, issuerId, filedOn } = first;
      const standing = left
        .flatMap((document) => document.standing)
        .sort((a, b) => compare(a.row, b.row) || compare(a.positionId, b.positionId));
      return [{ ...one, insider, issuer, issuerId, filedOn, standing }];
    }),
  );
};

/** Of chapters in the order of their insiders; siblings are looked for in the `whole` of them. */
export const foldedBook = (
  chapters: ReadonlyArray<Chapter>,
  about: About,
  whole: ReadonlyArray<Chapter> = chapters,
): Book => {
  const all = <K extends keyof Told>(name: K): ReadonlyArray<Told[K][number]> =>
    factsIn(chapters, name);
  const { scope, missing, more } = about;
  return {
    scope,
    missing,
    more,
    positions: () => all('positions'),
    transactions: () => all('transactions'),
    conflicts: (severity?: Conflict['severity']) =>
      all('conflicts').filter((c) => severity === undefined || c.severity === severity),
    conflictCounts: () => countsByKind(all('conflicts')),
    rulings: () => all('rulings'),
    checkSums: () => sumOf(all('checks')),
    differences: () => all('checks').flatMap((c) => c.unexplained),
    flagged: () =>
      all('checks')
        .filter(isFlagged)
        .map((c) => c.checks),
    deals: (from) => all('deals').filter((d) => d.effectiveOn >= from),
    standing: () => all('standing'),
    sharedHoldings: () => sharedIn(all('positions'), all('standing')),
    filedTogether: () => all('together'),
    documents: () => all('documents'),
    unamended: () => unamendedIn(whole).filter(({ insider }) => isIn(about.scope, insider.id)),
    filings: (which) =>
      all('filings')
        .filter((f) => ('after' in which ? f.knownAt > which.after : f.filedOn === which.filedOn))
        .sort(
          (a, b) =>
            compare(a.knownAt, b.knownAt) ||
            compare(a.accession, b.accession) ||
            compare(a.insider, b.insider),
        ),
    relations: () => all('relations'),
    spans: () => all('spans'),
    accounts: (insiders) =>
      chapters
        .filter(({ insider }) => insiders?.has(insider) !== false)
        .flatMap((chapter) => factsOf(chapter, 'accounts')),
    named: () => {
      const id = 'issuer' in scope ? (scope.issuer ?? '') : '';
      const last = lastNamed(
        chapters.flatMap((chapter) =>
          factsOf(chapter, 'issuers').map((row) => ({ ...row, insider: chapter.insider })),
        ),
      );
      return last === undefined
        ? { id, cik: isProvisional(id) ? null : id, name: id, symbol: null }
        : { id, cik: last.cik, name: last.name, symbol: last.symbol };
    },
    next: (after, count) => {
      const following = chapters.filter(({ insider }) => insider > after).slice(0, count);
      const through = following[following.length - 1]?.insider;
      return through === undefined
        ? null
        : { book: foldedBook(following, { ...about, scope: { after, through } }, whole), through };
    },
  };
};
