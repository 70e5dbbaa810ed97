/** What a ruling would change: said of the ledger as it is, with the ruling after it. */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { fail, type LedgerError } from '../../answer/error.js';
import type { EventMetadata } from '../../event/catalogue.js';
import type { DecodedEvent } from '../../event/upcast.js';
import { afterAllRecorded } from '../../filing/calendar.js';
import { grown, type LoadedStream, type Streams } from '../../journal/streams.js';
import { views } from '../../journal/views.js';
import { reading } from '../book/reading.js';
import { whoIsWho } from '../book/who.js';
import type { Rulings } from '../ledger.js';
import type { OpenLedger } from '../open-ledger.js';
import type { Recorder } from '../record/recorder.js';
import type { PreviewAnswer, RuledAnswer } from './operator.js';
import { ruling } from './ruling.js';
import { decoded } from './ruling-effect.js';

/** Streams with events after those that are recorded. */
interface Supposed extends Streams {
  suppose(name: string, events: ReadonlyArray<DecodedEvent>): void;
}

const supposedOn = (streams: Streams): Supposed => {
  const after = new Map<string, ReadonlyArray<DecodedEvent>>();
  return {
    forget: streams.forget,
    suppose: (name, events) => after.set(name, [...(after.get(name) ?? []), ...events]),
    load: async (name): Promise<LoadedStream> => {
      const recorded = await streams.load(name);
      const more = after.get(name) ?? [];
      if (more.length === 0) return recorded;
      return grown(recorded, more, {
        ...recorded,
        revision: (recorded.revision ?? -1n) + BigInt(more.length),
      });
    },
  };
};

/** Later than all that is recorded, and by nobody yet. */
const supposedly = { recordedAt: afterAllRecorded } as EventMetadata;

/** The ledger, of which what is said is supposed and not written. */
const supposing = (open: OpenLedger): OpenLedger => {
  const streams = supposedOn(open.streams);
  const seeing = views(streams);
  const who = whoIsWho(open, streams, open.directory);
  const read = reading({
    log: null,
    keeping: open,
    streams,
    view: seeing.view,
    isAtHand: seeing.isAtHand,
    chronicle: seeing.chronicle,
    directory: open.directory,
    who,
  });
  const appendTo: Recorder['appendTo'] = async (stream, events) => {
    const supposed = events.flatMap((one): ReadonlyArray<DecodedEvent> => {
      const event = decoded(one);
      return event === null ? [] : [{ id: one.id, event, metadata: supposedly }];
    });
    streams.suppose(stream, supposed);
    return supposed.length > 0 ? 'written' : 'there';
  };
  return {
    ...open,
    ...read,
    ...seeing,
    streams,
    insiderOf: who.insiderOf,
    issuerOf: who.issuerOf,
    issuerAsFiled: who.issuerAsFiled,
    recorder: async () => ({ ...(await open.recorder()), appendTo }),
  };
};

export const preview = async (
  open: OpenLedger,
  say: (rulings: Rulings) => TaskEither<LedgerError, RuledAnswer>,
): Promise<PreviewAnswer> => {
  const said = await say(ruling(supposing(open)))();
  if (E.isLeft(said)) return fail(said.left);
  const { recorded, change, stale: _, ...answer } = said.right;
  return {
    preview: true,
    ...answer,
    wouldRecord: recorded,
    // What is not recorded has no ids yet.
    ...(change === undefined ? {} : { change: { ...change, rulings: [] } }),
  };
};
