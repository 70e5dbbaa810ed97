/**
 * Seals: a digest of what is kept of an insider, one for each part that is read together, written
 * with the rows and compared before they are answered from. Once an insider's part was found to
 * be what was written it is not read again for that until something is written.
 */

import { hash } from 'node:crypto';
import { prepared } from '../store/sqlite/prepared.js';
import { atOnce, type Connection } from './connection.js';
import { Damaged } from './damage.js';
import { isOf, wordingAt } from './tables.js';
import { transactionColumns, transactionWordings } from './transaction-cells.js';

/** The wordings that rows have, looked up one by one, as they are when they are read. */
const worded = (table: string, number: string, owns: ReadonlyArray<string>): string =>
  `SELECT json_array(x.own, w.text)
     FROM (SELECT DISTINCT own FROM (${owns
       .map((own) => `SELECT ${own} AS own FROM ${table} WHERE ${isOf(number, ':u')}`)
       .join(' UNION ALL ')}) ORDER BY own) x
     CROSS JOIN wordings w ON w.w = ${wordingAt('(:u << 20)', 'x.own')}`;

/** Texts of the rows of a part, each way of reading them in the order of their numbers. */
const parts = {
  who: [
    'SELECT json_array(insider, joined_into, quarantine) FROM units WHERE u = :u',
    'SELECT json_array(known_from, name, canonical) FROM names WHERE u = :u ORDER BY known_from',
    `SELECT json_array(issuer, known_from, cik, name, symbol, canonical, joined_into)
     FROM issuers WHERE u = :u ORDER BY issuer, known_from`,
  ],
  filings: [
    `SELECT json_array(accession, other_names, form, filed_on, accepted_at, known_at, period,
       issuer, owners, row_count, same_rows)
     FROM filings WHERE u = :u ORDER BY accession`,
    `SELECT json_array(amendment, known_from, home, known_to)
     FROM links WHERE u = :u ORDER BY amendment, known_from`,
  ],
  held: [
    `SELECT json_array(p, position_id, issuer) FROM positions WHERE ${isOf('p', ':u')} ORDER BY p`,
    `SELECT json_array(p, effective_from, known_from, known_to, quantity, computed, unexplained,
       status, closed, reported_quantity, reported_row, reported_on, reported_filed_on,
       reported_as_filed, conflicts, rulings, w)
     FROM intervals WHERE ${isOf('p', ':u')} ORDER BY p, effective_from, known_from`,
    worded('intervals', 'p', ['w']),
  ],
  joint: [
    `SELECT json_array(p, position_id, issuer) FROM positions WHERE ${isOf('p', ':u')} ORDER BY p`,
    `SELECT json_array(p, row, known_from, known_to)
     FROM joint WHERE ${isOf('p', ':u')} ORDER BY p, row, known_from`,
  ],
  checks: [
    `SELECT json_array(p, position_id, issuer) FROM positions WHERE ${isOf('p', ':u')} ORDER BY p`,
    `SELECT json_array(p, known_from, known_to, links, explained, remaining, in_words, ambiguous,
       readings, flagged, answers)
     FROM checks WHERE ${isOf('p', ':u')} ORDER BY p, known_from`,
    worded('checks', 'p', ['answers']),
  ],
  transactions: [
    `SELECT json_array(t, ${transactionColumns.join(', ')})
     FROM transactions WHERE ${isOf('t', ':u')} ORDER BY t`,
    worded('transactions', 't', transactionWordings),
  ],
  conflicts: [
    `SELECT json_array(c, conflict_id, issuer, known_from, known_to, answer, severity)
     FROM conflicts WHERE ${isOf('c', ':u')} ORDER BY c`,
    'SELECT json_array(conflict_id) FROM former_conflicts WHERE u = :u ORDER BY conflict_id',
  ],
  rulings: [
    `SELECT json_array(r, ruling_id, issuer, answer)
     FROM rulings WHERE ${isOf('r', ':u')} ORDER BY r`,
  ],
} as const;

export type Part = keyof typeof parts;

export const allParts = Object.keys(parts) as ReadonlyArray<Part>;

const bitOf: Readonly<Record<Part, number>> = Object.fromEntries(
  allParts.map((part, i) => [part, 1 << i]),
) as Record<Part, number>;

/** What is told of a part that is not what was written. */
const named: Readonly<Record<Part, string>> = {
  who: 'names',
  filings: 'filings',
  held: 'positions',
  joint: 'shared rows',
  checks: 'checks',
  transactions: 'transactions',
  conflicts: 'conflicts',
  rulings: 'rulings',
};

/** 128 bits of SHA-256: found by chance never; who forges finds them as we do. */
export const sealOf = (text: string): string => hash('sha256', text, 'base64url').slice(0, 22);

export interface Seals {
  /** The number of an insider of whom something is kept, these parts being as written. */
  insider(insider: string, wanted: ReadonlyArray<Part>): number | null;
  /** The same by numbers that were looked up. */
  among(numbers: Iterable<number>, wanted: ReadonlyArray<Part>): void;
  /** Of all insiders after one through another, none left out. */
  stretch(after: string, through: string, wanted: ReadonlyArray<Part>): void;
  /** Seals an insider's rows as they stand now. Inside a transaction. */
  write(insider: string, u: number): void;
}

type SealRow = Readonly<Record<Part, string>> & { readonly u: number };

/** `state` is another number once somebody else has written. */
export const sealsOf = (db: Connection, state: () => number): Seals => {
  const partRows = new Map<Part, ReadonlyArray<ReturnType<Connection['prepare']>>>();
  const rowsOf = (part: Part) => {
    const known = partRows.get(part) ?? parts[part].map((text) => db.prepare(text).pluck());
    partRows.set(part, known);
    return known;
  };
  const sql = prepared({
    unit: () => db.prepare('SELECT u FROM units WHERE insider = ?').pluck(),
    insider: () => db.prepare('SELECT insider FROM units WHERE u = ?').pluck(),
    seal: () => db.prepare('SELECT * FROM seals WHERE insider = ?'),
    units: () =>
      db
        .prepare('SELECT insider, u FROM units WHERE insider > ? AND insider <= ? ORDER BY insider')
        .raw(),
    sealed: () =>
      db
        .prepare('SELECT insider, u FROM seals WHERE insider > ? AND insider <= ? ORDER BY insider')
        .raw(),
    write: () =>
      db.prepare(
        `INSERT OR REPLACE INTO seals (insider, u, ${allParts.join(', ')})
       VALUES (?, ?, ${allParts.map(() => '?').join(', ')})`,
      ),
  });
  /** Which parts of an insider were found to be as written. */
  let seen = new Map<number, number>();
  let stretches = new Set<string>();
  let seenAt = 0;
  const renewed = (): void => {
    const now = state();
    if (now === seenAt) return;
    seenAt = now;
    seen = new Map();
    stretches = new Set();
  };

  const partSeal = (insider: string, u: number, part: Part): string => {
    const texts: Array<string> = [insider, part];
    for (const statement of rowsOf(part))
      for (const text of statement.all({ u }) as string[]) texts.push(text);
    return sealOf(texts.join('\n'));
  };

  const check = (insider: string, u: number, wanted: ReadonlyArray<Part>): void => {
    let known = seen.get(u) ?? 0;
    if (wanted.every((part) => (known & bitOf[part]) !== 0)) return;
    const seal = sql.seal.get(insider) as SealRow | undefined;
    if (seal === undefined || seal.u !== u)
      throw new Damaged(`it is not certain whose rows are kept as those of ${insider}`);
    for (const part of wanted) {
      if ((known & bitOf[part]) !== 0) continue;
      if (partSeal(insider, u, part) !== seal[part])
        throw new Damaged(`of ${insider} other ${named[part]} are kept than were written`);
      known |= bitOf[part];
    }
    seen.set(u, known);
  };

  const isSeen = (u: number, wanted: ReadonlyArray<Part>): boolean => {
    const known = seen.get(u) ?? 0;
    return wanted.every((part) => (known & bitOf[part]) !== 0);
  };

  const numbered = (u: number, wanted: ReadonlyArray<Part>): void => {
    const insider = sql.insider.get(u) as string | undefined;
    if (insider === undefined) throw new Damaged(`nothing is kept of number ${u}, which is named`);
    check(insider, u, wanted);
  };

  const walk = (after: string, through: string, wanted: ReadonlyArray<Part>): void => {
    const units = sql.units.all(after, through) as Array<[string, number]>;
    const sealed = sql.sealed.all(after, through) as Array<[string, number]>;
    if (units.length !== sealed.length) throw new Damaged('insiders are missing, or are too many');
    units.forEach(([insider, u], i) => {
      if (sealed[i]?.[0] !== insider || sealed[i]?.[1] !== u)
        throw new Damaged(`it is not certain whose rows are kept as those of ${insider}`);
      check(insider, u, wanted);
    });
  };

  return {
    insider: (insider, wanted) => {
      renewed();
      const known = sql.unit.get(insider) as number | undefined;
      if (known !== undefined && isSeen(known, wanted)) return known;
      return atOnce(db, () => {
        const u = sql.unit.get(insider) as number | undefined;
        if (u !== undefined) {
          check(insider, u, wanted);
          return u;
        }
        if (sql.seal.get(insider) !== undefined)
          throw new Damaged(`what is kept of ${insider} is not found`);
        return null;
      });
    },
    among: (numbers, wanted) => {
      renewed();
      const unseen = [...numbers].filter((u) => !isSeen(u, wanted));
      if (unseen.length === 0) return;
      atOnce(db, () => {
        for (const u of unseen) numbered(u, wanted);
      });
    },
    stretch: (after, through, wanted) => {
      renewed();
      const key = `${after}\n${through}\n${wanted.join(' ')}`;
      if (!stretches.has(key)) atOnce(db, () => walk(after, through, wanted));
      stretches.add(key);
    },
    write: (insider, u) => {
      seen.delete(u);
      stretches = new Set();
      sql.write.run(insider, u, ...allParts.map((part) => partSeal(insider, u, part)));
    },
  };
};
