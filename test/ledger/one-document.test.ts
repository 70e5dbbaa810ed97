/**
 * One document, known twice: without its accession number and with it, by the date of its
 * signature and by EDGAR's. It is one filing, and what is known best of its envelope counts,
 * whatever came first.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { always, filingsOf, visibleFrom } from '../../projections/known/knowledge.js';
import { genesisHash, seal } from '../../src/event/chain.js';
import type { CompleteFiling } from '../../src/event/identity.js';
import { type DecodedEvent, decodeEvent } from '../../src/event/upcast.js';
import { parseClockInstant, writtenDay } from '../../src/filing/calendar.js';
import { accessionNumber, derivedAccession } from '../../src/filing/model.js';
import { type ImportReport, type Ledger, openLedger } from '../../src/index.js';
import { memoryStore } from '../../src/store/memory.js';
import { recordings } from '../event/recordings.js';
import { printOwnershipXml } from '../filing/ownership-writer.js';
import { keptLedger, right } from '../readmodel/kept.js';
import { buys, form3, form4, form4a, holds, sells } from '../scenarios/filings.js';
import { written } from '../written.js';

const signed = (filing: CompleteFiling, date: string): CompleteFiling => ({
  ...filing,
  signatures: [{ name: '/s/ Doe', date: writtenDay(date) }],
});

const opening = signed(
  form3({ accepted: '2024-01-12', period: '2024-01-03' }, holds(6000)),
  '2024-01-11',
);
const sale = signed(
  form4({ accepted: '2024-03-06' }, sells(1000, { at: 10, on: '2024-03-04', leaving: 5000 })),
  '2024-03-05',
);
const purchase = signed(
  form4({ accepted: '2024-06-06' }, buys(500, { at: 12, on: '2024-06-04', leaving: 5500 })),
  '2024-06-06',
);
const all = [opening, sale, purchase];
const doe = sale.owners[0]?.cik ?? '';

const submission = (filing: CompleteFiling): string => {
  const eastern = `${filing.filedOn.replaceAll('-', '')}163000`;
  return `<SEC-DOCUMENT>${filing.accession}.txt : ${filing.filedOn.replaceAll('-', '')}
<SEC-HEADER>${filing.accession}.hdr.sgml : ${filing.filedOn.replaceAll('-', '')}
<ACCEPTANCE-DATETIME>${eastern}
ACCESSION NUMBER:\t\t${filing.accession}
CONFORMED SUBMISSION TYPE:\t${filing.form}
PUBLIC DOCUMENT COUNT:\t\t1
CONFORMED PERIOD OF REPORT:\t${filing.period.replaceAll('-', '')}
FILED AS OF DATE:\t\t${filing.filedOn.replaceAll('-', '')}
</SEC-HEADER>
<DOCUMENT>
<TYPE>${filing.form}
<SEQUENCE>1
<FILENAME>doc.xml
<TEXT>
<XML>
${printOwnershipXml(filing)}
</XML>
</TEXT>
</DOCUMENT>
</SEC-DOCUMENT>
`;
};

/** How the documents come, each known better than the one before. */
const ways = ['bare', 'named', 'in-named-folder', 'dated', 'accepted', 'submission'] as const;
type Way = (typeof ways)[number];

const folder = mkdtempSync(join(tmpdir(), 'one-document-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hasManifest = (way: Way): boolean => way === 'dated' || way === 'accepted';
const manifestOf = (way: Way): string => join(folder, way, 'manifest.csv');

const pathOf = (way: Way, filing: CompleteFiling, i: number): string => {
  const { accession } = filing;
  if (way === 'named') return `${accession}.xml`;
  if (way === 'in-named-folder') return `${accession.replaceAll('-', '')}/primary_doc.xml`;
  return `${'abc'[i]}.${way === 'submission' ? 'txt' : 'xml'}`;
};

beforeAll(() => {
  for (const way of ways) {
    const manifest = [
      way === 'accepted' ? 'path,accession,filedOn,acceptedAt' : 'path,accession,filedOn',
    ];
    all.forEach((filing, i) => {
      const path = join(folder, way, pathOf(way, filing, i));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, way === 'submission' ? submission(filing) : printOwnershipXml(filing));
      manifest.push(
        [
          pathOf(way, filing, i),
          filing.accession,
          filing.filedOn,
          ...(way === 'accepted' ? [filing.acceptedAt] : []),
        ].join(','),
      );
    });
    // Paths in a manifest are relative to its folder.
    if (hasManifest(way)) writeFileSync(manifestOf(way), manifest.map((l) => `${l}\n`).join(''));
  }
});

const importFrom = (ledger: Ledger, way: Way): Promise<ImportReport> =>
  right(
    ledger.import([join(folder, way)], {
      ...(hasManifest(way) ? { manifest: manifestOf(way) } : {}),
    }),
  );

const moments = [
  { asOf: '2030-01-01' },
  { asOf: '2030-01-01', knownBy: '2024-03-05' },
  { asOf: '2030-01-01', knownBy: '2024-03-06T21:00:00Z' },
  { asOf: '2030-01-01', knownBy: '2024-03-06T22:00:00Z' },
  { asOf: '2024-03-04', knownBy: '2024-06-07' },
];

/** Everything that can be asked of Doe, from the log and from what is kept. */
const answers = async (ledger: Ledger): Promise<unknown> => {
  const said: Array<unknown> = [];
  for (const fromLog of [true, false])
    for (const moment of moments) {
      const asked = { insider: doe, ...moment, fromLog };
      said.push(await right(ledger.holdings({ ...asked, includeClosed: true })));
      said.push(await right(ledger.transactions(asked)));
      said.push(await right(ledger.conflicts(asked)));
      said.push(await right(ledger.reconcile(asked)));
    }
  const { filings, insiders, issuers } = await right(ledger.status());
  return { said, filings, insiders, issuers };
};

/** A ledger that has a read model from the beginning, so that it follows. */
const fresh = async () => {
  const kept = keptLedger(memoryStore());
  await right(kept.ledger.rebuild({ workers: 0 }));
  return kept;
};

const imported = async (...order: ReadonlyArray<Way>) => {
  const { ledger, close } = await fresh();
  const reports: Array<ImportReport> = [];
  for (const way of order) reports.push(await importFrom(ledger, way));
  const told = await answers(ledger);
  const { differences } = await right(ledger.verifyReadModel({ workers: 0 }));
  expect(differences).toEqual([]);
  expect((await right(ledger.verify())).ok).toBe(true);
  const conflicts = (await right(ledger.conflicts({ insider: doe }))).conflicts;
  await close();
  return { reports, told, conflicts };
};

const pairs = ways.flatMap((first) =>
  ways.flatMap((then): ReadonlyArray<readonly [Way, Way]> => [[first, then]]),
);
const better = (a: Way, b: Way): Way => (ways.indexOf(a) > ways.indexOf(b) ? a : b);
const alone = new Map<Way, Awaited<ReturnType<typeof imported>>>();

describe('a document that comes twice', () => {
  beforeAll(async () => {
    for (const way of ways) alone.set(way, await imported(way));
  });

  it.each(pairs)('%s, then %s: is one filing under the better envelope', async (first, then) => {
    const twice = await imported(first, then);
    expect(twice.told).toEqual(alone.get(better(first, then))?.told);
    expect(twice.conflicts).toEqual([]);
    expect(twice.reports[1]).toMatchObject({ recorded: 0, alreadyRecorded: 3, rejected: [] });
  });

  it('writes nothing the third time', async () => {
    const { reports } = await imported('bare', 'accepted', 'submission', 'bare', 'accepted');
    expect(reports.map((r) => r.events)).toEqual([6, 3, 3, 0, 0]);
    expect(reports.map((r) => r.enveloped ?? 0)).toEqual([0, 3, 3, 0, 0]);
  });

  it('goes by its accession number from when that was learnt', async () => {
    const { ledger, close } = await fresh();
    await importFrom(ledger, 'bare');
    const before = await right(ledger.transactions({ insider: doe }));
    const learnt = before.transactions.map((t) => t.row);
    expect(learnt.every((row) => row.startsWith('doc-'))).toBe(true);
    await importFrom(ledger, 'accepted');
    const now = await right(ledger.transactions({ insider: doe }));
    expect(now.transactions.map((t) => t.row)).toEqual([
      `${sale.accession}/I.1`,
      `${purchase.accession}/I.1`,
    ]);
    await close();
  });
});

describe('an answer for an earlier recordedBy', () => {
  it('is what it was before more became known of the envelope', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const ledger = await right(openLedger('memory:', { clock: () => now }));
    await importFrom(ledger, 'bare');
    const asked = { insider: doe, asOf: '2030-01-01', recordedBy: '2026-01-01T00:00:00Z' };
    const before = [
      await right(ledger.holdings(asked)),
      await right(ledger.transactions(asked)),
      await right(ledger.reconcile(asked)),
    ];
    now = new Date('2026-02-01T00:00:00Z');
    await importFrom(ledger, 'submission');
    expect([
      await right(ledger.holdings(asked)),
      await right(ledger.transactions(asked)),
      await right(ledger.reconcile(asked)),
    ]).toEqual(before);
    await ledger.close();
  });
});

describe('what an operator said of a row', () => {
  const why = { reason: 'test', by: 'operator' };
  const rowOfSale = async (ledger: Ledger): Promise<string> => {
    const { transactions } = await right(ledger.transactions({ insider: doe }));
    return transactions.find((t) => t.code === 'S')?.row ?? '';
  };
  const sold = async (ledger: Ledger): Promise<ReadonlyArray<unknown>> => {
    const found: Array<unknown> = [];
    for (const fromLog of [true, false]) {
      const { transactions } = await right(ledger.transactions({ insider: doe, fromLog }));
      const { row, shares, status } = transactions.find((t) => t.code === 'S') ?? {};
      found.push({ row, shares, status });
    }
    return found;
  };

  it('is said of it under the name that it has later', async () => {
    const { ledger, close } = await fresh();
    await importFrom(ledger, 'bare');
    const row = await rowOfSale(ledger);
    await right(ledger.correct(row, { shares: '900' }, why));
    await importFrom(ledger, 'accepted');
    const now = { row: `${sale.accession}/I.1`, shares: '900', status: 'standing' };
    expect(await sold(ledger)).toEqual([now, now]);
    // Under the old name it is found as well, by what is kept too.
    expect(await right(ledger.correct(row, { shares: '900' }, why))).toMatchObject({ recorded: 0 });
    expect(await right(ledger.withdraw(row, why))).toMatchObject({ recorded: 1 });
    const gone = { ...now, status: 'withdrawn' };
    expect(await sold(ledger)).toEqual([gone, gone]);
    await right(ledger.correct(`${sale.accession}/I.1`, {}, why));
    const back = { ...now, shares: '1000' };
    expect(await sold(ledger)).toEqual([back, back]);
    await close();
  });
});

describe('a decision on a conflict', () => {
  it('still counts when the accession number is learnt', async () => {
    const amendment = form4a(
      { accepted: '2024-09-03', box4: '2024-08-20' },
      sells(7, { on: '2024-08-16', at: 3 }),
    );
    const source = { format: 'ownership-xml' as const, sha256: 'ab'.repeat(32) };
    const bare = { ...amendment, source, accession: derivedAccession(source.sha256) };
    const { ledger, record, close } = await fresh();
    await record(bare);
    const [orphan] = (await right(ledger.conflicts({ insider: doe, type: 'ORPHAN_AMENDMENT' })))
      .conflicts;
    expect(orphan?.type).toBe('ORPHAN_AMENDMENT');
    const why = { reason: 'test', by: 'operator' };
    await right(ledger.decide(orphan?.conflictId ?? '', 'hold-out', why));
    await record({ ...amendment, source });
    for (const fromLog of [true, false]) {
      const { conflicts } = await right(ledger.conflicts({ insider: doe, fromLog }));
      expect(conflicts).toMatchObject([
        { type: 'ORPHAN_AMENDMENT', status: 'decided', decision: { choice: 'hold-out' } },
      ]);
    }
    await close();
  });
});

describe('a decision on a balance that does not follow', () => {
  const why = { reason: 'asked the filer', by: 'operator' };
  // Its holding row speaks of the day of the form: that day moves with the envelope.
  const stated = form4({ accepted: '2024-03-06' }, holds(5900, { due: '4' }));
  const late = { ...stated, filedOn: writtenDay('2024-03-08'), acceptedAt: null };
  const source = { format: 'ownership-xml' as const, sha256: 'cd'.repeat(32) };
  const bare = { ...late, source, filedBasis: 'deadline' as const };
  const dated = { ...stated, source };
  const openingOnly = form3({ accepted: '2024-01-12', period: '2024-01-03' }, holds(6000));

  const gapOf = async (ledger: Ledger, fromLog = true) =>
    (await right(ledger.conflicts({ insider: doe, type: 'UNEXPLAINED_DELTA', fromLog })))
      .conflicts[0];
  const decide = async (ledger: Ledger): Promise<void> => {
    const gap = await gapOf(ledger);
    await right(ledger.decide(gap?.conflictId ?? '', 'accept-reported', why));
  };

  it.each([
    ['before', true],
    ['after', false],
  ] as const)('%s a better day is learnt counts', async (_, decidedFirst) => {
    const { ledger, record, close } = await fresh();
    await record(openingOnly);
    await record(bare);
    expect((await gapOf(ledger))?.detail).toMatchObject({ until: '2024-03-08' });
    if (decidedFirst) await decide(ledger);
    await record(dated);
    if (!decidedFirst) await decide(ledger);
    for (const fromLog of [true, false])
      expect(await gapOf(ledger, fromLog)).toMatchObject({
        status: 'decided',
        decision: { choice: 'accept-reported', stale: false },
        detail: { until: '2024-03-06', reported: '5900', expected: '6000' },
      });
    await close();
  });

  it('is asked again where the numbers change', async () => {
    const { ledger, record, close } = await fresh();
    await record(openingOnly);
    await record(bare);
    await decide(ledger);
    await record(form4({ accepted: '2024-02-06' }, sells(30, { on: '2024-02-05', leaving: 5970 })));
    expect(await gapOf(ledger)).toMatchObject({ status: 'open', decision: { stale: true } });
    await close();
  });
});

describe('the same content', () => {
  it('under two accession numbers is two filings, of which the second does not count', async () => {
    const again = { ...sale, accession: written(accessionNumber, '0000000777-24-009999') };
    const bare = { ...sale, accession: derivedAccession('ab'.repeat(32)) };
    for (const order of [
      [sale, again, bare],
      [bare, again, sale],
      [again, bare, sale],
    ]) {
      const { ledger, record, close } = await fresh();
      for (const filing of order) await record(filing);
      const { conflicts } = await right(ledger.conflicts({ insider: doe }));
      expect(conflicts.map((c) => c.type)).toEqual(['DUPLICATE_FILING']);
      const { positions } = await right(ledger.holdings({ insider: doe, asOf: '2030-01-01' }));
      expect(positions.map((p) => p.quantity)).toEqual(['5000']);
      await close();
    }
  });

  it('is one filing where two processes record it at the same time', async () => {
    const path = join(folder, 'both.db');
    const one = await right(openLedger(`sqlite:${path}`));
    const other = await right(openLedger(`sqlite:${path}`));
    await Promise.all([importFrom(one, 'bare'), importFrom(other, 'accepted')]);
    expect(await answers(one)).toEqual(alone.get('accepted')?.told);
    expect((await right(one.verify())).ok).toBe(true);
    await one.close();
    await other.close();
  });

  it('recorded twice in full, as by two processes, is one filing from any vantage', () => {
    const bare = {
      ...sale,
      accession: derivedAccession('ab'.repeat(32)),
      filedBasis: 'deadline' as const,
    };
    const log = (...filings: ReadonlyArray<CompleteFiling>): ReadonlyArray<DecodedEvent> => {
      let previous = genesisHash;
      return filings.flatMap((filing, i) =>
        recordings(filing).flatMap(({ events }) =>
          events.map((event) => {
            const sealed = seal(previous, event, {
              schemaVersion: 1,
              recordedAt: `2026-01-0${i + 1}T00:00:00Z`,
              actor: 'test',
              source: null,
            });
            previous = sealed.hash;
            const decoded = decodeEvent(JSON.parse(JSON.stringify(sealed)));
            if (decoded._tag === 'Left') throw new Error(decoded.left.message);
            return decoded.right;
          }),
        ),
      );
    };
    for (const order of [
      [bare, sale],
      [sale, bare],
    ]) {
      const seen = visibleFrom(filingsOf(log(...order)), always);
      expect(seen.map((f) => [f.accession, f.otherNames, f.header.filedBasis])).toEqual([
        [sale.accession, [bare.accession], 'edgar-header'],
      ]);
    }
    const first = visibleFrom(filingsOf(log(bare, sale)), {
      knownBy: null,
      recordedBy: parseClockInstant('2026-01-01T12:00:00Z'),
    });
    expect(first.map((f) => f.accession)).toEqual([bare.accession]);
  });
});

describe('a document that names no CIK', () => {
  const source = { format: 'rendered-form' as const, sha256: 'cd'.repeat(32) };
  const full = { ...sale, source };
  const bare = {
    ...full,
    accession: derivedAccession(source.sha256),
    filedBasis: 'signature-date' as const,
    acceptedAt: null,
    owners: sale.owners.map((owner) => ({ ...owner, cik: null })),
  };

  it.each([
    ['first', [bare, full]],
    ['last', [full, bare]],
  ] as const)('is one filing once its owner is identified, where it comes %s', async (_, order) => {
    const { ledger, record, close } = await fresh();
    for (const filing of order) await record(filing);
    const why = { reason: 'test', by: 'operator' };
    const { positions } = await right(ledger.positions({ asOf: '2030-01-01' }));
    const provisional = positions.find((p) => p.insider.provisional)?.insider.id ?? '';
    await right(ledger.identify(provisional, doe, why));
    for (const fromLog of [true, false]) {
      const asked = { insider: doe, asOf: '2030-01-01', fromLog };
      expect((await right(ledger.transactions(asked))).transactions.map((t) => t.row)).toEqual([
        `${sale.accession}/I.1`,
      ]);
      expect((await right(ledger.conflicts(asked))).conflicts).toEqual([]);
    }
    const { differences } = await right(ledger.verifyReadModel({ workers: 0 }));
    expect(differences).toEqual([]);
    await close();
  });
});
