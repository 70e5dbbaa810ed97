/** Whatever is done to events before a checkpoint is found by it, also where every hash was mended. */
import { describe, expect, it } from 'vitest';
import { genesisHash, hashOf } from '../../src/event/chain.js';
import { memoryStore } from '../../src/store/memory.js';
import type { Json, RecordedEvent } from '../../src/store/port.js';
import { expectRight } from '../store/opened.js';
import { fill, grow, key, ledgerOf, logOf, origin, storeWith } from './signed-world.js';

type Log = ReadonlyArray<RecordedEvent>;

const signed = async (): Promise<{ readonly log: Log; readonly note: string }> => {
  const store = memoryStore();
  const ledger = ledgerOf(store);
  await fill(ledger);
  const { note } = await expectRight(ledger.checkpoint({ key: key.secret }));
  await grow(ledger);
  return { log: await logOf(store), note: note ?? '' };
};

/** Chains and revisions as they would be had it always been so: what plain `verify` finds nothing in. */
const mended = (log: Log): Log => {
  const ends = new Map<string, string>();
  return log.map((event) => {
    const previousHash = ends.get(event.stream) ?? genesisHash;
    const { hash: _, ...rest } = event.metadata as Record<string, Json>;
    const metadata = { ...rest, previousHash };
    const { id, type, data } = event;
    const hash = hashOf(previousHash, { id, type, data, metadata });
    ends.set(event.stream, hash);
    return { ...event, metadata: { ...metadata, hash } };
  });
};

const asItIs = (log: Log): Log => log;

const edited = (log: Log, at: number, edit: (event: RecordedEvent) => RecordedEvent): Log =>
  log.map((event, i) => (i === at ? edit(event) : event));

const otherData = (event: RecordedEvent): RecordedEvent => ({
  ...event,
  data: { ...(event.data as Record<string, Json>), forged: 'x' },
});

const otherTime = (event: RecordedEvent): RecordedEvent => ({
  ...event,
  metadata: { ...(event.metadata as Record<string, Json>), recordedAt: '2020-01-01T00:00:00.000Z' },
});

const tamperings: ReadonlyArray<readonly [string, (log: Log, at: number) => Log]> = [
  ['changed', (log, at) => edited(log, at, otherData)],
  ['dated back', (log, at) => edited(log, at, otherTime)],
  ['removed', (log, at) => log.filter((_, i) => i !== at)],
  [
    'inserted before',
    (log, at) => {
      const id = '00000000-0000-5000-8000-000000000001';
      return [...log.slice(0, at), { ...(log[at] as RecordedEvent), id }, ...log.slice(at)];
    },
  ],
  [
    'swapped with the next',
    (log, at) => [
      ...log.slice(0, at),
      log[at + 1] as RecordedEvent,
      log[at] as RecordedEvent,
      ...log.slice(at + 2),
    ],
  ],
  [
    'moved to the end',
    (log, at) => [...log.slice(0, at), ...log.slice(at + 1), log[at] as RecordedEvent],
  ],
];

const checked = async (log: Log, note: string) => {
  const ledger = ledgerOf(await storeWith(log));
  return {
    plain: await expectRight(ledger.verify()),
    against: await expectRight(ledger.verify({ checkpoint: note, key: key.public })),
  };
};

describe('verify with a checkpoint', () => {
  it('finds nothing where the log only grew', async () => {
    const { log, note } = await signed();
    const size = Number(note.split('\n')[1]);
    for (let length = size; length <= log.length; length += 1) {
      const { against } = await checked(log.slice(0, length), note);
      expect(against.problems.filter(({ code }) => code.startsWith('CHECKPOINT'))).toEqual([]);
      expect(against.checkpoint).toMatchObject({
        origin,
        size,
        found: against.checkpoint?.root,
        signature: 'valid',
        grown: length - size,
      });
    }
  });

  for (const [what, tamper] of tamperings)
    for (const [how, mend] of [
      ['as it is', asItIs],
      ['with all hashes mended', mended],
    ] as const)
      it(`finds each event ${what}, ${how}`, async () => {
        const { log, note } = await signed();
        const size = Number(note.split('\n')[1]);
        for (let at = 0; at < size; at += 1) {
          const { against } = await checked(mend(tamper(log, at)), note);
          expect({ at, ok: against.ok }).toEqual({ at, ok: false });
          expect(against.problems.map(({ code }) => code)).toContain('CHECKPOINT_ROOT_DIFFERS');
        }
      });

  it('finds a tail cut anywhere, of the log and of a stream, that no chain shows', async () => {
    const { log, note } = await signed();
    const size = Number(note.split('\n')[1]);
    for (let length = 0; length < size; length += 1) {
      const { against } = await checked(log.slice(0, length), note);
      expect(against.problems.map(({ code }) => code)).toContain('CHECKPOINT_TREE_TOO_SHORT');
      const problem = against.problems.find(({ code }) => code === 'CHECKPOINT_TREE_TOO_SHORT');
      expect(problem?.message).toContain(`${size - length} that stood there are gone`);
    }
    // A ruling taken out of its stream's end leaves a ledger that verifies by itself.
    const ruling = log.findIndex(({ type }) => type === 'RowCorrected');
    const { plain, against } = await checked(
      log.slice(0, size).filter((_, i) => i !== ruling),
      note,
    );
    expect(plain).toMatchObject({ ok: true, problems: [] });
    expect(against.problems.map(({ code }) => code)).toEqual(['CHECKPOINT_TREE_TOO_SHORT']);
  });

  it('finds a stream written anew with mended hashes, which verify alone cannot', async () => {
    const { log, note } = await signed();
    const at = log.findIndex(({ type }) => type === 'RowCorrected');
    const reworded = edited(log, at, (event) => ({
      ...event,
      data: { ...(event.data as Record<string, Json>), reason: 'nobody knows' },
    }));
    const { plain, against } = await checked(mended(reworded), note);
    expect(plain).toMatchObject({ ok: true, problems: [] });
    expect(against.problems.map(({ code }) => code)).toEqual(['CHECKPOINT_ROOT_DIFFERS']);
  });

  it('believes no note that another key signed, or that was changed since', async () => {
    const { log, note } = await signed();
    const ledger = ledgerOf(await storeWith(log));
    const codes = async (checkpoint: string) => {
      const { problems, checkpoint: told } = await expectRight(
        ledger.verify({ checkpoint, key: key.public }),
      );
      return [problems.map(({ code }) => code), told?.signature];
    };
    const size = Number(note.split('\n')[1]);
    const root = Buffer.alloc(32).toString('base64');
    const forged = note.replace(/\n.*\n\n/, `\n${root}\n\n`);
    expect(await codes(note.replace(origin, 'example.com/other'))).toEqual([
      ['CHECKPOINT_SIGNATURE_WRONG'],
      'wrong',
    ]);
    expect(await codes(forged)).toEqual([
      ['CHECKPOINT_SIGNATURE_WRONG', 'CHECKPOINT_ROOT_DIFFERS'],
      'wrong',
    ]);
    expect(await codes(note.replace(`\n${size}\n`, `\n${size - 1}\n`))).toEqual([
      ['CHECKPOINT_SIGNATURE_WRONG', 'CHECKPOINT_ROOT_DIFFERS'],
      'wrong',
    ]);
    expect(await codes(note.replace(`— ${origin}`, '— example.com/other'))).toEqual([
      ['CHECKPOINT_SIGNATURE_WRONG'],
      'missing',
    ]);
  });

  it('refuses what is no note, and a key without a note', async () => {
    const ledger = ledgerOf(memoryStore());
    for (const given of [{ checkpoint: 'no note' }, { key: key.public }])
      expect(await ledger.verify(given)()).toMatchObject({ left: { code: 'INVALID_ARGUMENT' } });
  });
});
