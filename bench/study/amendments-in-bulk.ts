/**
 * What one quarter of the SEC's data sets says about amendments.
 *
 *   npx tsx bench/study/amendments-in-bulk.ts --from FOLDER
 *
 * Uses the ledger's own linking. Where the quarter has no table of owners, "the same owner" is
 * judged by a shared signature (`docs/amendments-2024q3.md` says how far that goes).
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Candidate,
  type Link,
  linkAmendment,
  type WeighedCandidate,
} from '../../projections/amendment/amendment-link.js';
import { byKnownOrder, type KnownFiling, knownAtOf } from '../../projections/known/knowledge.js';
import { changesBetween } from '../../projections/line/row-alignment.js';
import { insiderId, type RowReported } from '../../src/event/catalogue.js';
import { issuerIdOf, rowIdOf } from '../../src/event/identity.js';
import { afterAllRecorded, type Day, daysBetween } from '../../src/filing/calendar.js';
import { type Filing, formFamily, isAmendment } from '../../src/filing/model.js';
import { readDataSet } from '../../src/filing/readers/data-set.js';
import { written } from '../../test/written.js';

const { values } = parseArgs({ options: { from: { type: 'string' } } });
if (values.from === undefined) {
  console.error('usage: npx tsx bench/study/amendments-in-bulk.ts --from FOLDER');
  process.exit(2);
}
const from = values.from;

const insider = written(insiderId, 'p-unknown');

const known = (filing: Filing): KnownFiling | null => {
  const { accession, filedOn, filedBasis } = filing;
  if (accession === null || filedOn === null || filedBasis === null) return null;
  const issuerId = issuerIdOf(filing.issuer);
  const header: KnownFiling['header'] = {
    ...filing,
    accession,
    filedOn,
    filedBasis,
    insider,
    issuerId,
    ownerIndex: 0,
    rowCount: filing.rows.length,
    sourceDigest: null,
    contentDigest: '',
  };
  const rows = filing.rows.map(
    (row): RowReported => ({ ...row, accession, row: rowIdOf(accession, row), insider, issuerId }),
  );
  return {
    accession,
    header,
    insiders: [insider],
    origin: 'data-set',
    family: formFamily(filing.form),
    amendment: isAmendment(filing.form),
    knownAt: knownAtOf(header),
    recordedAt: afterAllRecorded,
    rows,
    otherNames: [],
    ofCoOwner: false,
    footnotes: new Map(filing.footnotes.map((f) => [f.id, f.text])),
  };
};

const read = async (): Promise<ReadonlyArray<KnownFiling>> => {
  const files = readdirSync(from)
    .filter((name) => name.toLowerCase().endsWith('.tsv'))
    .map((name) => join(from, name));
  const source = { path: from, files: files.length > 0 ? files : null };
  const filings: Array<KnownFiling> = [];
  for await (const item of readDataSet(source, { partial: true }))
    if (item.kind === 'reading') {
      const filing = known(item.reading.filing);
      if (filing !== null) filings.push(filing);
    } else console.error(item.kind === 'warning' ? item.warning.message : item.problem.message);
  return filings.sort(byKnownOrder);
};

// ---- whose filing ----

const canonicalName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\/s\/|by:?|[.,"'();:]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const ownersOf = (filing: KnownFiling): ReadonlySet<string> => {
  const named = filing.header.owners.map((o) => o.cik ?? canonicalName(o.name));
  const signed = filing.header.signatures.map((s) => canonicalName(s.name));
  return new Set(named.length > 0 ? named : signed);
};

const owners = new Map<KnownFiling, ReadonlySet<string>>();
const shareOwner = (a: KnownFiling, b: KnownFiling): boolean => {
  const [x, y] = [owners.get(a) ?? ownersOf(a), owners.get(b) ?? ownersOf(b)];
  return [...x].some((name) => y.has(name));
};

// ---- linking ----

interface Group {
  home: KnownFiling;
  documents: Array<KnownFiling>;
  rows: Array<RowReported>;
}

interface Linked {
  readonly amendment: KnownFiling;
  readonly link: Link;
  /** Rows in force of the filing amended, just before. */
  readonly before: ReadonlyArray<RowReported>;
}

/** Table I transactions and balances are not here: nothing can be decided by arithmetic. */
const noArithmetic = (): boolean => false;

const settle = (group: Group, amendment: KnownFiling, best: WeighedCandidate): void => {
  group.documents.push(amendment);
  const restated = new Map(best.pairs.map((p) => [p.amended, p.target]));
  amendment.rows.forEach((row, i) => {
    const target = restated.get(i);
    if (target === undefined) group.rows.push(row);
    else group.rows[target] = row;
  });
};

const linkAll = (
  filings: ReadonlyArray<KnownFiling>,
  sameOwner: (a: KnownFiling, b: KnownFiling) => boolean,
): ReadonlyArray<Linked> => {
  const families = new Map<string, Array<Group>>();
  const linked: Array<Linked> = [];
  for (const filing of filings) {
    const family = `${filing.header.issuerId} ${filing.family}`;
    const groups = families.get(family) ?? [];
    families.set(family, groups);
    if (!filing.amendment) {
      groups.push({ home: filing, documents: [filing], rows: [...filing.rows] });
      continue;
    }
    const near = groups.filter((g) => sameOwner(g.home, filing));
    const candidates = near.map((g): Candidate => ({ ...g, rows: [...g.rows] }));
    const link = linkAmendment(filing, candidates, noArithmetic);
    if (link.kind === 'exact' || link.kind === 'inferred') {
      const group = near[candidates.indexOf(link.best.candidate)];
      linked.push({ amendment: filing, link, before: link.best.candidate.rows });
      if (group !== undefined) settle(group, filing, link.best);
    } else {
      linked.push({ amendment: filing, link, before: [] });
      // Later amendments of the same filing may name this one.
      if (link.kind === 'orphan')
        groups.push({ home: filing, documents: [filing], rows: [...filing.rows] });
    }
  }
  return linked;
};

// ---- counting ----

const tally = (names: Iterable<string>): ReadonlyArray<readonly [string, number]> => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
};

const show = (title: string, names: Iterable<string>): void => {
  const counts = tally(names);
  const sum = counts.reduce((n, [, count]) => n + count, 0);
  console.log(`\n${title} (${sum})`);
  for (const [name, count] of counts)
    console.log(
      `${String(count).padStart(6)}  ${((100 * count) / sum).toFixed(1).padStart(5)} %  ${name}`,
    );
};

const boxFour = (
  amendment: KnownFiling,
  quarterStart: string,
  dates: ReadonlySet<Day>,
  amendmentDates: ReadonlySet<Day>,
): string => {
  const { originalFiledOn: box4, filedOn, period } = amendment.header;
  if (box4 === null) return 'empty';
  if (box4 > filedOn) return 'after its own filing date';
  const isFilingDate = dates.has(box4);
  if (box4 === period && box4 < quarterStart)
    return 'the period, before the quarter: cannot be checked here';
  if (box4 === period)
    return isFilingDate ? 'the period, and a filing date too' : 'the period, no filing date here';
  if (isFilingDate) return 'a filing date of the same owner, issuer and form';
  if (amendmentDates.has(box4)) return 'the date of an earlier amendment only';
  if (box4 < quarterStart) return 'before the quarter: cannot be checked here';
  if (box4 === filedOn) return 'its own filing date';
  const near = [...dates].some((d) => Math.abs(daysBetween(d, box4)) <= 4);
  return near ? 'up to four days off a filing date' : 'none of these';
};

/**
 * How much of the filing amended an amendment restates, as far as the tables here show. A row left
 * out is left out for certain; that none is left out holds only for what can be seen.
 */
const extent = ({ amendment, link, before }: Linked): string | null => {
  if (link.kind !== 'exact' && link.kind !== 'inferred') return null;
  if (before.length === 0)
    return amendment.rows.length === 0 ? 'no row to be seen on either side' : 'rows where none was';
  const { pairs } = link.best;
  if (pairs.length === 0)
    return amendment.rows.length === 0 ? 'partial: no row' : 'partial: other rows only';
  return pairs.length < before.length ? 'partial: some of the rows' : 'full: every row';
};

const change = ({ amendment, link, before }: Linked): string | null => {
  if ((link.kind !== 'exact' && link.kind !== 'inferred') || before.length === 0) return null;
  const { pairs } = link.best;
  const corrected = pairs.filter(({ amended, target }) => {
    const [row, was] = [amendment.rows[amended], before[target]];
    return row !== undefined && was !== undefined && changesBetween(was, row).length > 0;
  }).length;
  const added = amendment.rows.length - pairs.length;
  const how = [corrected > 0 ? 'corrects' : '', added > 0 ? 'adds' : ''].filter((h) => h !== '');
  return how.length === 0 ? 'changes no row to be seen' : `${how.join(' and ')} rows`;
};

const reasons: ReadonlyArray<readonly [string, RegExp]> = [
  [
    'delete or withdraw',
    /duplicat|in error|\bwithdraw|\bdelet|\bremov|should not have been|erroneously report/i,
  ],
  [
    'add what was left out',
    /omit|inadvertently (?:not|left|excluded|failed)|failed to (?:report|include)|\bto (?:add|include|report)\b|supplement|not reported/i,
  ],
  [
    'signature or power of attorney',
    /power of attorney|exhibit 24|signature|\bsigned\b|conformed/i,
  ],
  [
    'owner or relationship',
    /reporting (?:person|owner)s?\b.{0,60}(?:add|includ|remov|join|omit)|relationship|joint fil|\bCIK\b|filer id|\btitle of\b|ten percent|10% owner/i,
  ],
  ['date', /\bdate\b/i],
  ['price', /\bprice/i],
  [
    'number of shares or balance',
    /number of (?:shares|securities|options|units|restricted)|amount of securities|beneficially owned following|share (?:amount|count)|column (?:4|5|9)|holdings/i,
  ],
  ['code', /transaction code|\bcode\b/i],
  ['title or class of security', /title of|class of|type of security|security title/i],
  ['footnote or text', /footnote|explanat|typographical|clerical|scrivener/i],
  ['plan box', /10b5-1/i],
  ['restates', /restate|amend(?:s|ed|ment)/i],
];

const main = async (): Promise<void> => {
  const filings = await read();
  for (const filing of filings) owners.set(filing, ownersOf(filing));
  const amendments = filings.filter((f) => f.amendment);
  const quarterStart = filings.map((f) => f.header.filedOn).sort()[0] ?? '';
  console.log(`${filings.length} filings, ${amendments.length} amendments`);
  show(
    'Amendments by form',
    amendments.map((a) => a.header.form),
  );

  const byFamily = new Map<string, Array<KnownFiling>>();
  for (const f of filings) {
    const key = `${f.header.issuerId} ${f.family}`;
    byFamily.set(key, [...(byFamily.get(key) ?? []), f]);
  }
  const familyOf = (a: KnownFiling): ReadonlyArray<KnownFiling> =>
    byFamily.get(`${a.header.issuerId} ${a.family}`) ?? [];
  const dated = (a: KnownFiling, amended: boolean, same: typeof shareOwner): ReadonlySet<Day> =>
    new Set(
      familyOf(a)
        .filter((f) => f !== a && f.amendment === amended && same(f, a))
        .map((f) => f.header.filedOn),
    );
  const anybody = (): boolean => true;
  const box4 = (same: typeof shareOwner) =>
    amendments.map((a) => boxFour(a, quarterStart, dated(a, false, same), dated(a, true, same)));
  show('Box 4, owner by signature', box4(shareOwner));
  show('Box 4, any owner of the issuer', box4(anybody));
  console.log(
    `\nBox 4 equals the period: ${amendments.filter((a) => a.header.originalFiledOn === a.header.period).length}` +
      `; names a day of the quarter: ${amendments.filter((a) => (a.header.originalFiledOn ?? '') >= quarterStart).length}` +
      `; a Saturday or Sunday: ${amendments.filter((a) => [0, 6].includes(new Date(`${a.header.originalFiledOn}T00:00:00Z`).getUTCDay())).length}`,
  );

  const linked = linkAll(filings, shareOwner);
  const inQuarter = (l: Linked): boolean =>
    (l.amendment.header.originalFiledOn ?? '') >= quarterStart;
  show(
    'Linked, owner by signature',
    linked.map((l) => l.link.kind),
  );
  show(
    '  where box 4 names a day of the quarter',
    linked.filter(inQuarter).map((l) => l.link.kind),
  );
  show(
    '  where box 4 names an earlier day',
    linked.filter((l) => !inQuarter(l)).map((l) => l.link.kind),
  );
  for (const form of ['3/A', '4/A', '5/A'])
    show(
      `  of ${form}, box 4 in the quarter`,
      linked
        .filter((l) => inQuarter(l) && l.amendment.header.form === form)
        .map((l) => l.link.kind),
    );
  show(
    'Ties of the ambiguous',
    linked.flatMap(({ amendment, link }) => {
      if (link.kind !== 'ambiguous') return [];
      const homes = link.tied.map((t) => t.candidate.home);
      const days = new Set(homes.map((h) => h.header.filedOn)).size;
      const siblings = amendments.filter(
        (a) =>
          a.header.issuerId === amendment.header.issuerId &&
          a.header.filedOn === amendment.header.filedOn,
      ).length;
      return [
        `filings of ${days === 1 ? 'one day' : 'several days'}, ${siblings > 1 ? 'amended together with others of the issuer' : 'amended alone'}`,
      ];
    }),
  );
  const wide = linkAll(filings, anybody);
  show(
    'Linked, any owner of the issuer',
    wide.map((l) => l.link.kind),
  );
  show(
    '  where box 4 names a day of the quarter',
    wide.filter(inQuarter).map((l) => l.link.kind),
  );
  show(
    'Evidence of the links',
    linked.flatMap(({ link }) =>
      link.kind === 'exact' || link.kind === 'inferred'
        ? [
            link.best.evidence
              .map((e) => e.kind)
              .sort()
              .join(' + '),
          ]
        : [],
    ),
  );
  const lag = linked
    .flatMap(({ amendment, link }) =>
      link.kind === 'exact' || link.kind === 'inferred'
        ? [daysBetween(link.best.candidate.home.header.filedOn, amendment.header.filedOn)]
        : [],
    )
    .sort((a, b) => a - b);
  console.log(
    `\nDays from original to amendment, linked: median ${lag[Math.floor(lag.length / 2)]}, p90 ${lag[Math.floor(lag.length * 0.9)]}, most ${lag.at(-1)}`,
  );
  const stated = amendments
    .flatMap((a) =>
      a.header.originalFiledOn === null
        ? []
        : [daysBetween(a.header.originalFiledOn, a.header.filedOn)],
    )
    .sort((a, b) => a - b);
  console.log(
    `Days from box 4 to amendment, all: median ${stated[Math.floor(stated.length / 2)]}, p90 ${stated[Math.floor(stated.length * 0.9)]}, more than a year ${stated.filter((d) => d > 365).length}`,
  );

  const present = (names: ReadonlyArray<string | null>): ReadonlyArray<string> =>
    names.flatMap((name) => (name === null ? [] : [name]));
  const of3 = linked.filter((l) => l.amendment.family === '3');
  const others = linked.filter((l) => l.amendment.family !== '3');
  show('Extent of linked 3/A: all rows are seen', present(of3.map(extent)));
  show('  what they change', present(of3.map(change)));
  show('Extent of linked 4/A, 5/A: Table II and holdings are seen', present(others.map(extent)));
  show('  what they change', present(others.map(change)));
  show(
    'Linked to',
    linked.flatMap(({ link }) =>
      link.kind === 'exact' || link.kind === 'inferred'
        ? [
            `${link.kind}: ${link.best.candidate.home.amendment ? 'an earlier amendment whose original is not here' : 'an original'}`,
          ]
        : [],
    ),
  );
  show(
    'Rows of an amendment that are here',
    amendments.map((a) => (a.rows.length === 0 ? 'none' : a.rows.length === 1 ? 'one' : 'several')),
  );

  const perHome = tally(
    linked.flatMap(({ link }) =>
      link.kind === 'exact' || link.kind === 'inferred' ? [link.best.candidate.home.accession] : [],
    ),
  );
  show(
    'Linked amendments of one filing',
    perHome.map(([, n]) => String(n)),
  );
  const claims = tally(
    amendments.map((a) =>
      [
        a.header.issuerId,
        a.family,
        a.header.originalFiledOn,
        a.header.period,
        [...(owners.get(a) ?? [])].sort().join('|'),
      ].join(' '),
    ),
  );
  show(
    'Amendments of one issuer, form, box 4, period and signature',
    claims.map(([, n]) => String(n)),
  );
  const looser = tally(
    amendments.map((a) => [a.header.issuerId, a.family, a.header.originalFiledOn].join(' ')),
  );
  show(
    'Amendments of one issuer, form and box 4',
    looser.map(([, n]) => String(n)),
  );

  const remarked = amendments.filter((a) => a.header.remarks !== null);
  const explained = remarked.filter((a) =>
    /amend|correct|error|inadvert|omit|restat|original(?:ly)? (?:filed|form|report)/i.test(
      a.header.remarks ?? '',
    ),
  );
  console.log(
    `\n${remarked.length} amendments have remarks, ${explained.length} of them speak of the amendment`,
  );
  show(
    'Reasons in these remarks (first that fits)',
    explained.map((a) => reasons.find(([, p]) => p.test(a.header.remarks ?? ''))?.[0] ?? 'other'),
  );
  show(
    'Reasons in these remarks (all that fit)',
    explained.flatMap((a) =>
      reasons.filter(([, p]) => p.test(a.header.remarks ?? '')).map(([name]) => name),
    ),
  );
};

await main();
