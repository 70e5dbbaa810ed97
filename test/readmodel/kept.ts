/** Ledgers with a read model for tests, and every question that both it and the fold can answer. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { CompleteFiling } from '../../src/event/identity.js';
import { type Ledger, type LedgerError, ledgerOn } from '../../src/index.js';
import { streamCache } from '../../src/journal/streams.js';
import { recorder } from '../../src/ledger/record/recorder.js';
import { memoryStore } from '../../src/store/memory.js';
import type { EventStore, RecordedEvent } from '../../src/store/port.js';

export const right = async <A>(task: TaskEither<LedgerError, A>): Promise<A> => {
  const result = await task();
  if (E.isLeft(result)) throw new Error(`${result.left.code}: ${result.left.message}`);
  return result.right;
};

export interface Kept {
  readonly ledger: Ledger;
  readonly store: EventStore;
  readonly folder: string;
  record(filing: CompleteFiling): Promise<void>;
  close(): Promise<void>;
}

/** A store that tells its streams by name: everybody is folded from stream to stream then. */
export const listing = (store: EventStore): EventStore => {
  const recorded = async (): Promise<ReadonlyArray<RecordedEvent>> => {
    const events: Array<RecordedEvent> = [];
    for await (const event of store.readAll()) events.push(event);
    return events;
  };
  const namesIn = (events: ReadonlyArray<RecordedEvent>): ReadonlyArray<string> => [
    ...new Set(events.map(({ stream }) => stream)),
  ];
  return {
    ...store,
    count: async () => {
      const events = await recorded();
      const [first = null, last = null] = [events[0], events[events.length - 1]];
      return { events: events.length, streams: namesIn(events).length, first, last };
    },
    streams: async () => {
      const events = await recorded();
      return { end: events[events.length - 1]?.position ?? null, names: namesIn(events) };
    },
  };
};

/** A ledger in memory whose read model is in a folder of its own. */
export const keptLedger = (store: EventStore = listing(memoryStore())): Kept => {
  const folder = mkdtempSync(join(tmpdir(), 'read-model-'));
  let ticks = 0;
  // Each append at its own second, so that rulings can be told from what they rule on.
  const clock = (): Date => new Date(Date.UTC(2026, 0, 1) + 1_000 * ticks++);
  const ledger = ledgerOn(store, 'memory:', { clock, readModel: folder });
  const recording = recorder(store, streamCache(store), clock, 'test');
  return {
    ledger,
    store,
    folder,
    record: async (filing) => {
      await recording.record(filing);
    },
    close: async () => {
      await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

let questions = 0;
/** How many questions both books were asked. */
export const asked = (): number => questions;

type Moments = ReadonlyArray<{ readonly asOf: string; readonly knownBy?: string }>;

/** The questions to which read model and fold answer differently; empty is what one hopes for. */
export const disagreements = async (
  ledger: Ledger,
  insiders: ReadonlyArray<string>,
  moments: Moments,
): Promise<ReadonlyArray<string>> => {
  const found: Array<string> = [];
  for (const insider of insiders)
    for (const moment of moments) found.push(...(await differing(ledger, { insider }, moment)));
  return found;
};

type Asked = { readonly insider: string } | { readonly issuer: string };

const differing = async (
  ledger: Ledger,
  asked: Asked | null,
  moment: Moments[number],
): Promise<ReadonlyArray<string>> => {
  const found: Array<string> = [];
  const query = { ...asked, ...moment, includeClosed: true };
  // Of one day they are told from the log alone.
  const { asOf: _, ...ofAllDays } = query;
  const { includeClosed: _closed, ...known } = ofAllDays;
  const named = { ...(asked ?? { issuer: '' }), ...moment, includeClosed: true };
  const verbs = {
    ...(asked === null
      ? {}
      : {
          holdings: (fromLog: boolean) => ledger.holdings({ ...named, fromLog }),
          transactions: (fromLog: boolean) => ledger.transactions({ ...named, fromLog }),
          trades: (fromLog: boolean) =>
            ledger.transactions({ ...named, codes: ['P', 'S'], from: '2024-02-01', fromLog }),
          timeline: (fromLog: boolean) => ledger.timeline({ ...known, fromLog }),
        }),
    conflicts: (fromLog: boolean) => ledger.conflicts({ ...ofAllDays, fromLog }),
    conflictCounts: (fromLog: boolean) => ledger.conflictCounts({ ...ofAllDays, fromLog }),
    reconcile: (fromLog: boolean) => ledger.reconcile({ ...ofAllDays, fromLog }),
    rulings: (fromLog: boolean) => ledger.rulings({ ...asked, fromLog }),
  };
  for (const [verb, ask] of Object.entries(verbs)) {
    questions += 1;
    const kept = JSON.stringify(await right<unknown>(ask(false)));
    const folded = JSON.stringify(await right<unknown>(ask(true)));
    if (kept !== folded)
      found.push(`${verb} ${JSON.stringify(query)}\n  kept   ${kept}\n  folded ${folded}`);
  }
  return found;
};

const flowBys = ['insider', 'code', 'month'] as const;

/** What is asked of the market, from the tables and from the log. */
const differingMarket = async (
  ledger: Ledger,
  issuers: ReadonlyArray<string>,
  moments: Moments,
  days: ReadonlyArray<string>,
): Promise<ReadonlyArray<string>> => {
  const found: Array<string> = [];
  const compare = async (
    what: string,
    ask: (fromLog: boolean) => TaskEither<LedgerError, unknown>,
  ): Promise<void> => {
    questions += 1;
    const [kept, folded] = [await ask(false)(), await ask(true)()].map((a) => JSON.stringify(a));
    if (kept !== folded) found.push(`${what}\n  kept   ${kept}\n  folded ${folded}`);
  };
  for (const [i, moment] of moments.entries()) {
    const at = JSON.stringify(moment);
    await compare(`positions ${at}`, (fromLog) =>
      ledger.positions({ ...moment, includeClosed: true, fromLog }),
    );
    await compare(`page of positions ${at}`, (fromLog) =>
      ledger.positions({ ...moment, limit: 1, fromLog }),
    );
    const { asOf: day, ...then } = moment;
    await compare(`panel ${at}`, (fromLog) =>
      ledger.panel({ ...then, days: [day, '2100-01-01'], includeClosed: true, fromLog }),
    );
    await compare(`transactions ${at}`, (fromLog) =>
      ledger.transactions({ ...moment, limit: 2, fromLog }),
    );
    await compare(`insiders ${at}`, (fromLog) => ledger.insiders({ ...then, fromLog }));
    await compare(`issuers ${at}`, (fromLog) => ledger.issuers({ ...then, fromLog }));
    await compare(`market flow ${at}`, (fromLog) =>
      ledger.marketFlow({ ...then, from: '1900-01-01', to: day, by: 'month', top: 2, fromLog }),
    );
    for (const issuer of issuers) {
      await compare(`holders ${issuer} ${at}`, (fromLog) =>
        ledger.holders({ ...moment, issuer, fromLog }),
      );
      const { asOf: to, ...known } = moment;
      await compare(`flow ${issuer} ${at}`, (fromLog) =>
        ledger.flow({
          ...known,
          issuer,
          from: '1900-01-01',
          to,
          by: flowBys[i % flowBys.length] ?? 'insider',
          top: 3,
          fromLog,
        }),
      );
    }
    const next = moments[i + 1];
    const [since, knownBy] = [moment.knownBy, next?.knownBy].sort();
    if (since !== undefined && knownBy !== undefined)
      await compare(`changes ${since} ${knownBy}`, (fromLog) =>
        ledger.changes({ since, knownBy, asOf: moment.asOf, fromLog }),
      );
  }
  for (const on of days)
    await compare(`filed ${on}`, (fromLog) => ledger.filed({ on, asOf: '2050-01-01', fromLog }));
  return found;
};

/** Pages of everybody's conflicts and differences, put together, against the whole. */
const differingPages = async (
  ledger: Ledger,
  { asOf: _, ...moment }: Moments[number],
): Promise<ReadonlyArray<string>> => {
  const found: Array<string> = [];
  const conflicts: Array<unknown> = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await right(
      ledger.conflicts({ ...moment, limit: 1, ...(cursor === undefined ? {} : { cursor }) }),
    );
    conflicts.push(...page.conflicts);
    cursor = page.next ?? undefined;
    more = cursor !== undefined;
  }
  const whole = await right(ledger.conflicts(moment));
  if (JSON.stringify(conflicts) !== JSON.stringify(whole.conflicts)) found.push('conflict pages');
  const unexplained: Array<unknown> = [];
  const summaries: Array<unknown> = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await right(
      ledger.reconcile({ ...moment, limit: 1, ...(cursor === undefined ? {} : { cursor }) }),
    );
    unexplained.push(...page.unexplained);
    summaries.push(page.summary);
    cursor = page.next ?? undefined;
    more = cursor !== undefined;
  }
  const all = await right(ledger.reconcile(moment));
  if (JSON.stringify(unexplained) !== JSON.stringify(all.unexplained)) found.push('check pages');
  if (summaries.some((s) => JSON.stringify(s) !== JSON.stringify(all.summary)))
    found.push('check sums');
  return found;
};

/** The same of issuers, of everybody, of names and of what is counted. */
export const disagreementsAtLarge = async (
  { ledger, store }: Kept,
  issuers: ReadonlyArray<string>,
  names: ReadonlyArray<string>,
  moments: Moments,
  days: ReadonlyArray<string> = [],
): Promise<ReadonlyArray<string>> => {
  const found: Array<string> = [...(await differingMarket(ledger, issuers, moments, days))];
  for (const moment of moments) found.push(...(await differingPages(ledger, moment)));
  for (const moment of moments)
    for (const asked of [null, ...issuers.map((issuer) => ({ issuer }))])
      found.push(...(await differing(ledger, asked, moment)));
  // Without a place for a read model everything is read from the log.
  const bare = ledgerOn(store, 'memory:');
  for (const who of names)
    for (const asked of [
      { insider: who, asOf: '2050-01-01' },
      { issuer: who, asOf: '2050-01-01' },
    ]) {
      const answers = [await ledger.holdings(asked)(), await bare.holdings(asked)()];
      const [kept, folded] = answers.map((answer) => JSON.stringify(answer));
      if (kept !== folded)
        found.push(`${JSON.stringify(asked)}\n  kept   ${kept}\n  folded ${folded}`);
    }
  const [kept, folded] = [await right(ledger.status()), await right(bare.status())].map(
    ({ readModel: _, ...counted }) => JSON.stringify(counted),
  );
  if (kept !== folded) found.push(`status\n  kept   ${kept}\n  folded ${folded}`);
  return found;
};
