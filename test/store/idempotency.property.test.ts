import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../src/store/memory.js';
import type { EventStore, NewEvent, Revision } from '../../src/store/port.js';
import { sqliteStore } from '../../src/store/sqlite.js';
import { tried } from '../times.js';
import { temporaryFolder } from './folder.js';
import { expectRight } from './opened.js';

const folder = temporaryFolder();

/** One append: some ids of a small alphabet at a place near the end of one of two streams. */
interface Step {
  readonly stream: 'insider-1' | 'insider-2';
  /** Expected revision; -1 is no-stream. */
  readonly place: number;
  readonly ids: ReadonlyArray<number>;
}

/** Like `Step`, but as told in terms of what was appended before. */
type Move =
  | { readonly kind: 'any'; readonly step: Step }
  | { readonly kind: 'valid'; readonly stream: Step['stream']; readonly ids: ReadonlyArray<number> }
  | { readonly kind: 'repeat'; readonly which: number; readonly corrupt: number | null };

const stream = fc.constantFrom<Step['stream'][]>('insider-1', 'insider-2');
const ids = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 });
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    kind: fc.constant('any' as const),
    step: fc.record({ stream, place: fc.integer({ min: -1, max: 12 }), ids }),
  }),
  fc.record({ kind: fc.constant('valid' as const), stream, ids }),
  fc.record({
    kind: fc.constant('repeat' as const),
    which: fc.nat(20),
    corrupt: fc.option(fc.nat(3)),
  }),
);

/** The table, as naively as it can be said: a stream is a list of ids. */
type Model = Record<Step['stream'], ReadonlyArray<number>>;

type Answer =
  | { readonly revision: number; readonly idempotent: boolean }
  | { readonly actual: number };

function modelled(model: Model, { stream: name, place, ids: batch }: Step): [Model, Answer] {
  const events = model[name];
  const actual = events.length - 1;
  const revision = place + batch.length;
  if (place === actual) {
    return [
      { ...model, [name]: [...events, ...batch] },
      { revision, idempotent: false },
    ];
  }
  const there = events.slice(place + 1, place + 1 + batch.length);
  const same = place < actual && JSON.stringify(there) === JSON.stringify(batch);
  return [model, same ? { revision, idempotent: true } : { actual }];
}

function stepOf(move: Move, model: Model, done: ReadonlyArray<Step>): Step {
  if (move.kind === 'any') return move.step;
  if (move.kind === 'valid') {
    return { stream: move.stream, place: model[move.stream].length - 1, ids: move.ids };
  }
  const again = done[move.which % Math.max(1, done.length)];
  if (again === undefined) return { stream: 'insider-1', place: -1, ids: [0] };
  const corrupted = again.ids.map((id, i) => (i === move.corrupt ? id + 1 : id));
  return { ...again, ids: corrupted };
}

const event = (id: number): NewEvent => ({
  id: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
  type: 'HoldingReported',
  data: {},
  metadata: {},
});

async function answered(store: EventStore, step: Step): Promise<Answer> {
  const expected = step.place < 0 ? 'no-stream' : BigInt(step.place);
  const answer = await store.append(step.stream, expected, step.ids.map(event))();
  if (answer._tag === 'Right') {
    return { revision: Number(answer.right.revision), idempotent: answer.right.idempotent };
  }
  if (answer.left.code !== 'WRONG_EXPECTED_REVISION') throw new Error(answer.left.message);
  const place = (revision: Revision | 'no-stream') =>
    revision === 'no-stream' ? -1 : Number(revision);
  expect(place(answer.left.expected)).toBe(step.place);
  return { actual: place(answer.left.actual) };
}

async function streamsOf(store: EventStore): Promise<Model> {
  const model: Record<Step['stream'], number[]> = { 'insider-1': [], 'insider-2': [] };
  for await (const one of store.readAll()) {
    model[one.stream as Step['stream']].push(Number(one.id.slice(-12)));
  }
  return model;
}

describe('any sequence of appends, valid, stale, repeated or corrupted', () => {
  it('is answered as the table says, by every store alike', async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(move, { minLength: 1, maxLength: 25 }),
        fc.boolean(),
        async (moves, together) => {
          let model: Model = { 'insider-1': [], 'insider-2': [] };
          const steps: Step[] = [];
          const wanted: Answer[] = [];
          for (const one of moves) {
            const step = stepOf(one, model, steps);
            const [next, answer] = modelled(model, step);
            model = next;
            steps.push(step);
            wanted.push(answer);
          }
          const file = folder.file(`${made++}.db`);
          for (const store of [memoryStore(), await expectRight(sqliteStore(file))]) {
            const answers: Answer[] = [];
            // Issued at once they share transactions, and are still answered in order.
            if (together)
              answers.push(...(await Promise.all(steps.map((s) => answered(store, s)))));
            else for (const step of steps) answers.push(await answered(store, step));
            expect(answers).toEqual(wanted);
            expect(await streamsOf(store)).toEqual(model);
            for await (const problem of store.audit()) throw new Error(problem.message);
            await store.close();
          }
        },
      ),
      tried(100),
    );
  });
});
