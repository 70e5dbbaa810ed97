/** Who turns out to be whom: what was said before stays said, and every old id still leads there. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  disagreements,
  disagreementsAtLarge,
  type Kept,
  keptLedger,
  right,
} from '../readmodel/kept.js';
import { accession, doe, form3, form4, holding, roe, trade } from './filing.js';

const why = { reason: 'the same signature', by: 'j.doe' };
const issuer = '0000000042';
const nobody = { name: 'DOE JANE', relationship: { director: true } };
const scanned = { name: 'DOE JANE E', relationship: { director: true } };
const paper = `p-doe-jane~${issuer}`;
const scan = `p-doe-jane-e~${issuer}`;
const by = (owner: object, filing: object): object => ({ ...filing, owners: [owner] });
const held = (insider: string, tail = 'common-stock/D'): string => `${insider}/${issuer}/${tail}`;
const later = '2024-12-31';
const [trust, wife] = [
  { ownership: 'I', nature: 'By Trust' },
  { ownership: 'I', nature: 'By Spouse' },
];
const filings = [
  by(nobody, form3(1, '2024-01-10', [holding(1, '6000'), holding(2, '90', trust)])),
  // 100 are gone that no form tells of.
  by(
    nobody,
    form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '1000', '4900')]),
  ),
  by(
    nobody,
    form4(3, '2024-03-06', '2024-03-05', [trade(1, '2024-03-05', 'G', 'A', '10', '100', wife)]),
  ),
  by(doe, form4(4, '2024-04-05', '2024-04-04', [trade(1, '2024-04-04', 'S', 'D', '500', '4400')])),
  by(
    scanned,
    form4(5, '2024-05-06', '2024-05-03', [trade(1, '2024-05-03', 'S', 'D', '400', '3900')]),
  ),
  by(roe, form3(6, '2024-01-12', [holding(1, '80')])),
];

let kept: Kept;
beforeEach(async () => {
  kept = keptLedger();
  for (const filing of filings) await right(kept.ledger.record(filing));
});
afterEach(() => kept.close());

/** When the last event was recorded. */
const untilNow = async (): Promise<string> =>
  (await right(kept.ledger.status())).lastRecordedAt ?? '';

const conflictOn = async (n: number) =>
  (await right(kept.ledger.conflicts({}))).conflicts.find((c) =>
    c.rows.includes(`${accession(n)}/I.1`),
  );

const agreed = async (): Promise<void> => {
  const moments = [{ asOf: later }, { asOf: later, knownBy: '2024-03-10' }];
  const insiders = [doe.cik, paper, scan, roe.cik];
  expect(await disagreements(kept.ledger, insiders, moments)).toEqual([]);
  expect(await disagreementsAtLarge(kept, ['ACME'], ['doe', 'roe'], moments)).toEqual([]);
};

const digestOf = async (): Promise<string> => {
  const { ledger } = kept;
  const answers = [];
  for (const fromLog of [true, false]) {
    answers.push(await right(ledger.holdings({ issuer, asOf: later, fromLog })));
    answers.push(await right(ledger.conflicts({ fromLog })));
  }
  return JSON.stringify(answers);
};

describe.each(['from the log', 'from the read model'])('an insider identified, %s', (source) => {
  beforeEach(async () => {
    if (source === 'from the read model') await right(kept.ledger.rebuild({ workers: 0 }));
  });

  it('says since when an old id is known, asked of a moment before', async () => {
    const { ledger } = kept;
    await right(ledger.identify(scan, doe.cik, why));
    await right(ledger.identify(paper, doe.cik, why));
    const told = async (position: string, more: object): Promise<string> => {
      const answer = await ledger.explain({ position, asOf: later, ...more })();
      return answer._tag === 'Left' ? answer.left.message : 'known';
    };
    const before = await told(held(scan), { knownBy: '2024-04-30' });
    expect(before).toContain(`nothing was known of ${held(scan)} by 2024-04-30`);
    expect(before).toContain('it first became known at 2024-05-06T21:30:00Z');
    expect(before).toContain(
      `it is part of ${held(doe.cik)} now, of which something was known by then`,
    );
    expect(await told(held(scan), { knownBy: '2024-05-07' })).toBe('known');
    expect(await told(held(paper), { knownBy: '2024-01-01' })).toContain(
      `it first became known at 2024-01-10T21:30:00Z; it is part of ${held(doe.cik)} now`,
    );
    expect(await told(held(doe.cik), { knownBy: '2024-01-01' })).toMatch(
      /it first became known at 2024-01-10T21:30:00Z$/,
    );
    expect(await told(held(doe.cik, 'no-such/D'), {})).toContain('nothing is known of');
  });

  it('keeps what was decided, and the ids of conflicts and positions', async () => {
    const { ledger } = kept;
    const gap = await conflictOn(2);
    expect(gap?.positions).toEqual([held(paper)]);
    await right(ledger.decide(gap?.conflictId ?? '', 'accept-reported', why));
    await right(ledger.identify(paper, doe.cik, why));
    const now = await conflictOn(2);
    expect(now).toMatchObject({
      status: 'decided',
      insider: { id: doe.cik },
      positions: [held(doe.cik)],
    });
    expect(await right(ledger.conflict(gap?.conflictId ?? ''))).toMatchObject({
      conflictId: now?.conflictId,
      status: 'decided',
    });
    const explained = await right(ledger.explain({ position: held(paper), asOf: later }));
    expect(explained.position).toMatchObject({ positionId: held(doe.cik), quantity: '4400' });
    // Another decision, under either id, replaces the first.
    expect(
      (await right(ledger.decide(gap?.conflictId ?? '', 'accept-reported', why))).recorded,
    ).toBe(1);
    await agreed();
  });

  it('asks again where another number came to stand beside it', async () => {
    const { ledger } = kept;
    const gap = await conflictOn(5);
    expect(gap).toBeUndefined();
    await right(ledger.identify(paper, doe.cik, why));
    await right(ledger.identify(scan, doe.cik, why));
    const between = await conflictOn(5);
    expect(between).toMatchObject({ status: 'open', positions: [held(doe.cik)] });
    await right(ledger.decide(between?.conflictId ?? '', 'accept-reported', why));
    await right(
      ledger.record(
        by(
          doe,
          form4(7, '2024-05-02', '2024-05-01', [trade(1, '2024-05-01', 'S', 'D', '60', '4340')]),
        ),
      ),
    );
    expect(await conflictOn(5)).toMatchObject({ status: 'open', decision: { stale: true } });
    await agreed();
  });

  it('is told as before for what was recorded before, and when it is taken back', async () => {
    const { ledger } = kept;
    const gap = await conflictOn(2);
    await right(ledger.decide(gap?.conflictId ?? '', 'accept-reported', why));
    const before = await digestOf();
    const ask = { asOf: later, recordedBy: await untilNow() };
    const [own, all] = [
      await right(ledger.holdings({ insider: paper, ...ask })),
      await right(ledger.holdings({ issuer, ...ask })),
    ];
    await right(ledger.identify(paper, doe.cik, why));
    await right(ledger.identify(scan, doe.cik, why));
    expect(await digestOf()).not.toBe(before);
    expect(own.positions).toHaveLength(3);
    expect(await right(ledger.holdings({ insider: paper, ...ask }))).toEqual(own);
    expect(await right(ledger.holdings({ issuer, ...ask }))).toEqual(all);
    expect(await right(ledger.holdings({ issuer, ...ask, fromLog: true }))).toEqual(all);
    const once = await right(ledger.explain({ position: held(paper), ...ask }));
    expect(once.position.quantity).toBe('4900');
    expect((await right(ledger.conflict(gap?.conflictId ?? '', ask))).conflictId).toBe(
      gap?.conflictId,
    );
    await right(ledger.identify(scan, doe.cik, why, false));
    await right(ledger.identify(paper, doe.cik, why, false));
    expect(await digestOf()).toBe(before);
    await agreed();
  });

  it('leads from a copy of a form to the form', async () => {
    const { ledger } = kept;
    const rows = [trade(1, '2024-04-04', 'S', 'D', '500', '4400')];
    const copy = {
      ...(form4(8, '2024-04-05', '2024-04-04', rows) as object),
      acceptedAt: '2024-04-05T22:00:00Z',
    };
    await right(ledger.record(by(scanned, copy)));
    const told = () => right(ledger.explain({ position: held(scan), asOf: '2024-04-30' }));
    expect((await told()).position.positionId).toBe(held(scan));
    await right(ledger.identify(scan, doe.cik, why));
    expect((await told()).position).toMatchObject({ positionId: held(doe.cik), quantity: '4400' });
    await agreed();
  });

  it('keeps what was joined, whichever ids take it back', async () => {
    const { ledger } = kept;
    const [one, other] = [
      held(paper, 'common-stock/I/trust'),
      held(paper, 'common-stock/I/spouse'),
    ];
    await right(ledger.join(one, other, why));
    await right(ledger.identify(paper, doe.cik, why));
    const indirect = async () =>
      (await right(ledger.holdings({ insider: doe.cik, asOf: later }))).positions
        .filter((p) => p.ownership.form === 'I')
        .map((p) => [p.positionId, p.quantity]);
    expect(await indirect()).toEqual([[held(doe.cik, 'common-stock/I/trust'), '100']]);
    const told = await right(ledger.explain({ position: other, asOf: later }));
    expect(told.position.positionId).toBe(held(doe.cik, 'common-stock/I/trust'));
    const again = await right(ledger.join(other, held(doe.cik, 'common-stock/I/trust'), why));
    expect(again).toEqual({ streams: [], recorded: 0 });
    await agreed();
    const now = [held(doe.cik, 'common-stock/I/spouse'), held(doe.cik, 'common-stock/I/trust')];
    await right(ledger.join(now[0] ?? '', now[1] ?? '', why, false));
    expect(await indirect()).toHaveLength(2);
    // Joined by the old ids once the insider has new ones.
    await right(ledger.join(other, one, why));
    expect(await indirect()).toHaveLength(1);
    await agreed();
    if (source === 'from the read model')
      expect((await right(ledger.verifyReadModel({ workers: 0 }))).differences).toEqual([]);
  });
});

describe.each(['from the log', 'from the read model'])('an issuer identified, %s', (source) => {
  const provisional = 'p-acme-corporation';
  const damaged = { name: 'ACME CORPORATION', symbol: null };
  const old = `${doe.cik}/${provisional}/common-stock/D`;
  const now = held(doe.cik);

  beforeEach(async () => {
    await right(
      kept.ledger.record({
        ...(by(
          doe,
          form4(7, '2024-02-06', '2024-02-05', [trade(1, '2024-02-05', 'P', 'A', '100', '4950')]),
        ) as object),
        issuer: damaged,
      }),
    );
    await right(
      kept.ledger.record({
        ...(by(
          doe,
          form4(8, '2024-02-16', '2024-02-15', [trade(1, '2024-02-15', 'P', 'A', '100', '5000')]),
        ) as object),
        issuer: damaged,
      }),
    );
    if (source === 'from the read model') await right(kept.ledger.rebuild({ workers: 0 }));
  });

  it('has its filings under the one with the CIK, by any name', async () => {
    const { ledger } = kept;
    const gap = await conflictOn(8);
    expect(gap?.positions).toEqual([old]);
    await right(ledger.decide(gap?.conflictId ?? '', 'accept-reported', why));
    const said = await right(ledger.identifyIssuer('Acme Corporation', issuer, why));
    expect(said.streams.toSorted()).toEqual([`issuer-${issuer}`, `issuer-${provisional}`]);
    for (const fromLog of [true, false])
      for (const which of ['ACME', issuer, provisional, 'acme corporation']) {
        const { positions } = await right(ledger.holdings({ issuer: which, asOf: later, fromLog }));
        expect(positions.map((p) => p.positionId)).toContain(now);
        expect(positions.every((p) => p.issuer.cik === issuer)).toBe(true);
      }
    const told = await right(ledger.explain({ position: old, asOf: later }));
    // Both ids' filings in one account: 5,000 were left before 500 were sold.
    expect(told.position).toMatchObject({ positionId: now, quantity: '4400' });
    expect(told.steps.map((s) => s.accession)).toContain(accession(7));
    expect(await conflictOn(8)).toMatchObject({ status: 'decided', positions: [now] });
    expect((await right(ledger.conflict(gap?.conflictId ?? ''))).status).toBe('decided');
    const insiders = [doe.cik, roe.cik];
    expect(await disagreements(ledger, insiders, [{ asOf: later }])).toEqual([]);
    expect(
      await disagreementsAtLarge(
        kept,
        ['ACME', provisional],
        ['acme corporation', 'ACME'],
        [{ asOf: later }],
      ),
    ).toEqual([]);
    if (source === 'from the read model') {
      const { holders } = await right(ledger.holders({ issuer: 'ACME', asOf: later }));
      expect(holders.map((h) => h.positionId)).toContain(now);
      expect((await right(ledger.verifyReadModel({ workers: 0 }))).differences).toEqual([]);
    }
  });

  it('shares its titles and splits with the other, whichever id they were said of', async () => {
    const { ledger } = kept;
    await right(
      ledger.record({
        ...(by(
          doe,
          form4(9, '2024-02-20', '2024-02-19', [
            trade(1, '2024-02-19', 'P', 'A', '100', '5100', { security: 'Ordinary' }),
          ]),
        ) as object),
        issuer: damaged,
      }),
    );
    await right(ledger.alias(provisional, 'Ordinary', 'Common Stock', why));
    await right(ledger.identifyIssuer(provisional, issuer, why));
    const { positions } = await right(ledger.holdings({ insider: doe.cik, asOf: '2024-02-28' }));
    expect(positions.map((p) => [p.positionId, p.quantity])).toEqual([[now, '5100']]);
    await right(ledger.alias(provisional, 'Ordinary', 'Ordinary', why));
    await right(ledger.alias('ACME', 'Ordinary', 'Common Stock', why));
    expect(await disagreements(ledger, [doe.cik], [{ asOf: later }])).toEqual([]);
  });

  it('is told as before for what was recorded before, and when it is taken back', async () => {
    const { ledger } = kept;
    const before = await digestOf();
    const ask = { asOf: later, recordedBy: await untilNow() };
    const once = await right(ledger.holdings({ issuer: provisional, ...ask }));
    expect(once.positions.map((p) => p.positionId)).toEqual([old]);
    await right(ledger.identifyIssuer(provisional, issuer, why));
    expect(await digestOf()).not.toBe(before);
    expect(await right(ledger.holdings({ issuer: provisional, ...ask }))).toEqual(once);
    expect(await right(ledger.holdings({ issuer: provisional, ...ask, fromLog: true }))).toEqual(
      once,
    );
    expect((await right(ledger.explain({ position: old, ...ask }))).position.positionId).toBe(old);
    expect((await right(ledger.identifyIssuer(provisional, issuer, why))).recorded).toBe(0);
    await right(ledger.identifyIssuer(provisional, issuer, why, false));
    expect(await digestOf()).toBe(before);
    expect(await disagreementsAtLarge(kept, ['ACME', provisional], [], [{ asOf: later }])).toEqual(
      [],
    );
  });
});
