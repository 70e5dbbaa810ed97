/** Insiders and issuers with what was filed of them, made of who filed about whom. */
import type { Moment } from '../../answer/moment.js';
import type { InsiderAnswer } from '../../answer/party.js';
import { type InsiderId, type IssuerId, isProvisional } from '../../event/identity.js';
import type { Day } from '../../filing/calendar.js';
import { compare, groupedBy } from '../../filing/order.js';
import type { IssuerNamed, RelationFact } from '../book/book.js';
import type { Source } from '../subject.js';
import type { InsiderPaging } from './page.js';
import type { Told } from './told.js';

/** How much was filed, each document once however many owners filed it. */
interface Filed {
  readonly filings: number;
  readonly firstFiledOn: Day;
  readonly lastFiledOn: Day;
}

export interface InsiderListed extends Filed {
  readonly insider: InsiderAnswer;
  /** Names that it filed under before, the last one first. */
  readonly formerNames: ReadonlyArray<string>;
  /** Of whom it filed; whom it filed of last comes first. */
  readonly issuers: ReadonlyArray<IssuerNamed>;
}

export interface IssuerListed extends Filed {
  readonly issuer: IssuerNamed;
  readonly formerNames: ReadonlyArray<string>;
  readonly formerSymbols: ReadonlyArray<string>;
  /** How many insiders filed of it. */
  readonly insiders: number;
}

export type PartiesQuery = Pick<Moment, 'knownBy' | 'recordedBy'> & Source;
export type InsidersQuery = PartiesQuery & InsiderPaging;

export interface InsidersPage extends Told {
  readonly insiders: ReadonlyArray<InsiderListed>;
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

export interface IssuersAnswer extends Told {
  readonly issuers: ReadonlyArray<IssuerListed>;
}

const filedIn = (relations: ReadonlyArray<RelationFact>): Filed => {
  const alone = relations.reduce((sum, r) => sum + r.alone, 0);
  const together = new Set(relations.flatMap((r) => r.together));
  const first = relations.map((r) => r.firstFiledOn).sort(compare);
  const last = relations.map((r) => r.lastFiledOn).sort(compare);
  return {
    filings: alone + together.size,
    firstFiledOn: first[0] as Day,
    lastFiledOn: last[last.length - 1] as Day,
  };
};

const lastFirst = (relations: ReadonlyArray<RelationFact>): ReadonlyArray<RelationFact> =>
  [...relations].sort(
    (a, b) =>
      compare(b.lastFiledOn, a.lastFiledOn) ||
      compare(a.issuer, b.issuer) ||
      compare(a.insider, b.insider),
  );

const cikOf = <Id extends InsiderId | IssuerId>(id: Id): Id | null =>
  isProvisional(id) ? null : id;

/** As whoever filed of it last names it. */
const issuerNamed = (relations: ReadonlyArray<RelationFact>): IssuerNamed => {
  const [last] = lastFirst(relations);
  const { issuer: id, issuerNames, symbols } = last as RelationFact;
  return { id, cik: cikOf(id), name: issuerNames[0] ?? id, symbol: symbols[0] ?? null };
};

const others = (all: ReadonlyArray<string>, now: string | null): ReadonlyArray<string> =>
  [...new Set(all)].filter((one) => one !== now);

/** By id. */
export const insidersIn = (relations: ReadonlyArray<RelationFact>): ReadonlyArray<InsiderListed> =>
  [...groupedBy(relations, (r) => r.insider).values()].map((own) => {
    const { insider: id, names } = own[0] as RelationFact;
    const [name = id, ...formerNames] = names;
    return {
      insider: { id, cik: cikOf(id), name, provisional: isProvisional(id) },
      formerNames,
      issuers: lastFirst(own).map((one) => issuerNamed([one])),
      ...filedIn(own),
    };
  });

/** By id. */
export const issuersIn = (relations: ReadonlyArray<RelationFact>): ReadonlyArray<IssuerListed> =>
  [...groupedBy(relations, (r) => r.issuer).values()]
    .map((own): IssuerListed => {
      const issuer = issuerNamed(own);
      const told = lastFirst(own);
      return {
        issuer,
        formerNames: others(
          told.flatMap((r) => r.issuerNames),
          issuer.name,
        ),
        formerSymbols: others(
          told.flatMap((r) => r.symbols),
          issuer.symbol,
        ),
        insiders: new Set(own.map((r) => r.insider)).size,
        ...filedIn(own),
      };
    })
    .sort((a, b) => compare(a.issuer.id, b.issuer.id));
