/** What a ledger holds, counted. */
import type { EventStore } from '../store/port.js';
import type { ReadModelStatus } from './follow.js';
import type { OpenLedger } from './open-ledger.js';

export interface StatusAnswer {
  readonly store: string;
  readonly events: number;
  readonly streams: number;
  readonly filings: number;
  readonly insiders: number;
  readonly issuers: number;
  readonly firstRecordedAt: string | null;
  readonly lastRecordedAt: string | null;
  /** Null where nothing is kept: every question folds the log. */
  readonly readModel: ReadModelStatus | null;
}

/** A password in a store's URL is nobody's business. */
const withoutSecrets = (url: string): string => url.replace(/\/\/[^/@]*@/, '//…@');

const logCounts = async (
  store: EventStore,
): Promise<Omit<StatusAnswer, 'store' | 'insiders' | 'issuers' | 'readModel'>> => {
  let events = 0;
  let firstRecordedAt: string | null = null;
  let lastRecordedAt: string | null = null;
  const accessions = new Set<string>();
  const streams = new Set<string>();
  for await (const event of store.readAll()) {
    events += 1;
    streams.add(event.stream);
    const at = String(Reflect.get(Object(event.metadata), 'recordedAt') ?? '');
    if (firstRecordedAt === null || at < firstRecordedAt) firstRecordedAt = at;
    if (lastRecordedAt === null || at > lastRecordedAt) lastRecordedAt = at;
    if (event.type === 'FilingRecorded')
      accessions.add(String(Reflect.get(Object(event.data), 'accession') ?? ''));
  }
  const [filings, names] = [accessions.size, streams.size];
  return { events, streams: names, filings, firstRecordedAt, lastRecordedAt };
};

export const statusAnswer = async ({
  store,
  url,
  model,
  who,
}: OpenLedger): Promise<StatusAnswer> => {
  const counted = await logCounts(store);
  await who.refresh();
  const readModel =
    model === null ? null : await (await import('./follow.js')).statusOf(model, store);
  return { store: withoutSecrets(url), ...counted, ...who.counts, readModel };
};
