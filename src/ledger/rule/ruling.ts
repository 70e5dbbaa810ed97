/** What an operator says: decisions, corrections, withdrawals, joins, identities, aliases, splits. */

import * as E from 'fp-ts/lib/Either.js';
import { oneHolding, positionsThatMayBeOne } from '../../../projections/conflict/conflict.js';
import type { InsiderView } from '../../../projections/insider.js';
import { rowNames } from '../../../projections/known/envelope.js';
import { provisionalsOf } from '../../../projections/known/identities.js';
import { always } from '../../../projections/known/knowledge.js';
import { isInForce, type RulingRecord } from '../../../projections/known/ruling.js';
import { type Rulings as InForce, rulingsOf } from '../../../projections/known/rulings.js';
import { settledWords } from '../../answer/conflicts.js';
import { fail, invalidArgument, type LedgerError, notFound } from '../../answer/error.js';
import { missingOf } from '../../answer/missing.js';
import { insiderOfPosition } from '../../answer/named-position.js';
import { insiderStream, issuerStream, ledgerStream, rowId } from '../../event/catalogue.js';
import { accessionOfRow, type IssuerId, namesInsider } from '../../event/identity.js';
import { type RecordableEvent, recordable } from '../../event/recordable.js';
import { attempt } from '../attempt.js';
import { unwrap } from '../book/who.js';
import type { Rulings } from '../ledger.js';
import type { OpenLedger } from '../open-ledger.js';
import { reportersOf } from '../reporters.js';
import { whenUsed } from '../when-used.js';
import { type FoundConflict, findConflict } from './found-conflict.js';
import type { Ruling as OperatorsRuling, Reporter, RuledAnswer, RulingEvent } from './operator.js';
import { changesNothing } from './ruling-effect.js';

/** Everybody who reports a row, with the filings that hold it. */
const reportersOfRow = async (open: OpenLedger, row: string): Promise<ReadonlyArray<Reporter>> => {
  if (!rowId.is(row)) return [];
  return reportersOf(open, accessionOfRow(row), (all) => {
    const now = rowNames(all)(row);
    return all.filter((f) => f.rows.some((r) => r.row === now));
  });
};

type ReadableRuling = RulingEvent & { readonly event: RecordableEvent };

/** Of several events none is written where one of them could not be read again. */
const readable = (one: RulingEvent): ReadableRuling => {
  const event = recordable(one.event);
  return E.isRight(event)
    ? { ...one, event: event.right }
    : fail(
        invalidArgument(
          `${event.left.path}: ${event.left.message}. Nothing was recorded; say it again within this limit.`,
        ),
      );
};

/** What was said of an issuer, also under the ids that it had before. */
const saidOf = async ({ streams }: OpenLedger, issuer: IssuerId): Promise<InForce> => {
  const load = async (id: string) => (await streams.load(issuerStream(id))).events;
  const own = await load(issuer);
  const former = provisionalsOf(rulingsOf(own, null).identities.issuers, issuer);
  const others = await Promise.all(former.map(load));
  return rulingsOf([...own, ...others.flat()], null);
};

const issuerMeant = (
  { issuerOf, issuerAsFiled }: OpenLedger,
  { cik, name }: { readonly cik: string | null; readonly name: string },
): Promise<IssuerId> => (cik === null ? issuerAsFiled(name) : issuerOf(cik));

/** A ruling by its id, whichever stream it stands in. */
const saidAs = async (open: OpenLedger, id: string): Promise<RulingRecord | null> => {
  const isMeant = (record: RulingRecord): boolean => record.id === id;
  const { events } = await open.streams.load(ledgerStream);
  const ledgerWide = rulingsOf(events, null).said.find(isMeant);
  if (ledgerWide !== undefined) return ledgerWide;
  const told = await open.read(
    {},
    { moments: [open.settled({})], wanted: ['rulings'] },
    (book) => book.rulings().find((ruling) => ruling.id === id) ?? null,
  );
  if (told === null) return null;
  const { insider, issuer } = told;
  const said =
    insider !== null
      ? (await open.view(await open.insiderOf(insider.id), always)).rulings.said
      : issuer === null
        ? []
        : (await saidOf(open, await issuerMeant(open, issuer))).said;
  return said.find(isMeant) ?? null;
};

/** The stream has gone on from where it was judged: to be judged anew. */
class Moved {}

/** So often somebody else may write in between. */
const triesMax = 20;

export const ruling = (open: OpenLedger): Rulings => {
  const comparison = whenUsed(async () => (await import('./ruling-change.js')).comparing(open));

  const rule = async (
    events: E.Either<LedgerError, ReadonlyArray<RulingEvent>>,
    judgedAt?: bigint | null,
  ): Promise<RuledAnswer> => {
    const ruled = unwrap(events).map(readable);
    const { appendTo } = await open.recorder();
    const byStream = new Map<string, Array<ReadableRuling>>();
    const { changeSince, snapshot } = await comparison();
    const before = await snapshot(ruled);
    for (const one of ruled) byStream.set(one.stream, [...(byStream.get(one.stream) ?? []), one]);
    // Streams side by side, so that the store can commit them in one go.
    const recorded = await Promise.all(
      [...byStream].map(async ([stream, own]) => {
        const written: Array<RulingEvent> = [];
        for (const one of own) {
          // Said again, it is so already.
          if (changesNothing(await open.streams.load(stream), one)) continue;
          const outcome = await appendTo(stream, [one.event], judgedAt);
          if (outcome === 'moved') throw new Moved();
          if (outcome === 'written') written.push(one);
        }
        return written;
      }),
    );
    const written = recorded.flat();
    const answer = { streams: written.map((one) => one.stream), recorded: written.length };
    if (written.length === 0) return answer;
    // It is recorded, whether or not it can be told what it changed.
    const changes = await changeSince(before, written).catch(() => null);
    return changes === null
      ? { ...answer, ...missingOf([...before.missing].sort()) }
      : { ...answer, change: changes.change, ...missingOf(changes.missing) };
  };

  const joined = async (
    view: InsiderView,
    positions: readonly [string, string],
    same: boolean,
    said: OperatorsRuling,
    judgedAt?: bigint | null,
  ): Promise<RuledAnswer> => {
    const { joining } = await import('./joining.js');
    return rule(joining(view, positions, same, said, open.clock()), judgedAt);
  };

  /**
   * Says what hangs on the state of a stream, and again where somebody has written since: what is
   * recorded of a state that was judged stands right after it, so that of two who judged the same one
   * is told of the other.
   */
  const asJudged = async (
    stream: string,
    what: string,
    say: (judgedAt: bigint | null) => Promise<RuledAnswer>,
  ): Promise<RuledAnswer> => {
    for (let tries = 0; tries < triesMax; tries += 1) {
      // What is seen after this is of this revision, or the stream has moved.
      const { revision } = await open.streams.load(stream);
      try {
        return await say(revision);
      } catch (thrown) {
        if (!(thrown instanceof Moved)) throw thrown;
      }
    }
    return fail({
      code: 'STORE_UNAVAILABLE',
      blame: 'unavailable',
      message: `${stream} is being written by others faster than ${what} can be judged; try again. Nothing was recorded.`,
    });
  };

  const onWhatWasJudged = async (
    basis: string | undefined,
    conflictId: string,
    say: (found: FoundConflict, judgedAt: bigint | null | undefined) => Promise<RuledAnswer>,
  ): Promise<RuledAnswer> => {
    const first = await findConflict(open, conflictId, {});
    return basis === undefined
      ? say(first, undefined)
      : asJudged(insiderStream(first.view.insider), conflictId, async (judgedAt) =>
          say(await findConflict(open, conflictId, {}), judgedAt),
        );
  };

  /**
   * What a conflict is about hangs on other streams as well: an issuer's splits and titles, the
   * filings of those who file together. What changed there meanwhile is seen when it is recorded.
   */
  const toldIfStale = async (conflictId: string, said: RuledAnswer): Promise<RuledAnswer> => {
    if (said.recorded === 0) return said;
    const now = await attempt(() => findConflict(open, conflictId, {}))();
    const isStale = E.isRight(now)
      ? now.right.answer.decision?.stale === true
      : now.left.code === 'NOT_FOUND';
    return isStale ? { ...said, stale: true } : said;
  };

  return {
    decide: (conflictId, choice, ruling, basis) =>
      attempt(async () => {
        const said = await onWhatWasJudged(
          basis,
          conflictId,
          async ({ view, answer, settled }, judgedAt) => {
            if (settled !== null)
              fail({ code: 'SETTLED_BY_JOIN', blame: 'incorrect', message: settledWords(settled) });
            const conflict = view.conflicts.find((c) => c.conflictId === answer.conflictId);
            if (basis !== undefined && basis !== answer.basis)
              fail({
                code: 'CHANGED_SINCE',
                blame: 'incorrect',
                message: `${answer.conflictId} has changed since it was looked at: ${basis} was judged, and it is ${answer.basis} now. Look at it again, and decide what is there now`,
              });
            // What joins two positions is one event, and one way to take it back: join … --undo.
            const maybeOne = conflict === undefined ? null : positionsThatMayBeOne(conflict);
            if (maybeOne !== null && choice === oneHolding)
              return joined(view, maybeOne, true, ruling, judgedAt);
            const { decision } = await import('./operator.js');
            return rule(decision(view, answer.conflictId, choice, ruling, open.clock()), judgedAt);
          },
        );
        return basis === undefined ? said : toldIfStale(conflictId, said);
      }),
    correct: (row, changes, ruling) =>
      attempt(async () => {
        const { correction } = await import('./operator.js');
        return rule(
          correction(await reportersOfRow(open, row), row, changes, ruling, open.clock()),
        );
      }),
    withdraw: (row, ruling) =>
      attempt(async () => {
        const { withdrawal } = await import('./operator.js');
        return rule(withdrawal(await reportersOfRow(open, row), row, ruling, open.clock()));
      }),
    join: (position, other, ruling, same = true) =>
      attempt(async () => {
        const whose = (id: string) => open.insiderOf(insiderOfPosition(id));
        const [insider, another] = await Promise.all([whose(position), whose(other)]);
        if (insider !== another)
          fail(
            invalidArgument(
              `${position} and ${other} are positions of two insiders, ${insider} and ${another}; identify says that two insiders are one`,
            ),
          );
        return joined(await open.view(insider, always), [position, other], same, ruling);
      }),
    identify: (provisional, cik, ruling, same = true) =>
      attempt(async () => {
        const nobody = () =>
          fail(
            notFound(
              `there is no insider ${provisional}; holdings --issuer WHO lists those of an issuer, positions all, under insider.id`,
            ),
          );
        if (!namesInsider(provisional)) return nobody();
        const known = await open.streams.load(insiderStream(provisional));
        if (known.revision === null) return nobody();
        const { insiderIdentification } = await import('./identification.js');
        return rule(insiderIdentification(provisional, cik, same, ruling, open.clock()));
      }),
    identifyIssuer: (issuer, cik, ruling, same = true) =>
      attempt(async () => {
        const provisional = await open.issuerAsFiled(issuer);
        const { issuerIdentification } = await import('./identification.js');
        return rule(issuerIdentification(provisional, cik, same, ruling, open.clock()));
      }),
    alias: (issuer, title, sameAs, ruling) =>
      attempt(async () => {
        const { alias, inCircle } = await import('./operator.js');
        const id = await open.issuerOf(issuer);
        const events = unwrap(alias(id, title, sameAs, ruling, open.clock()));
        // Two titles that are each said to be the other at once would go in a circle.
        return asJudged(issuerStream(id), JSON.stringify(title), async (judgedAt) =>
          rule(inCircle(await saidOf(open, id), id, title, sameAs) ?? E.right(events), judgedAt),
        );
      }),
    declare: (given, ruling, holds = true) =>
      attempt(async () => {
        const { declaration, namedIn } = await import('./declaring.js');
        const named = namedIn(given);
        return rule(
          declaration(
            given,
            {
              reporters: named.row === null ? [] : await reportersOfRow(open, named.row),
              issuer: named.issuer === null ? null : await open.issuerOf(named.issuer),
              insider: named.insider === null ? null : await open.insiderOf(named.insider),
            },
            ruling,
            holds,
            open.clock(),
          ),
        );
      }),
    undeclare: (id, ruling) =>
      attempt(async () => {
        const { declaredAs, notDeclared, takenBack } = await import('./declaring.js');
        const known = await saidAs(open, id);
        if (known === null) return fail(notFound(`there is no ruling ${id}; rulings lists them`));
        const declared = declaredAs(known);
        if (declared === null) return fail(notDeclared(known));
        if (!isInForce(known)) return rule(E.right([]));
        const rows = known.row === null ? [] : await reportersOfRow(open, known.row);
        return rule(takenBack(declared, known.row, rows, ruling, open.clock()));
      }),
    split: (issuer, given, ruling) =>
      attempt(async () => {
        const { neverRecorded, split } = await import('./operator.js');
        const id = await open.issuerOf(issuer);
        const events = unwrap(split(id, given, ruling, open.clock()));
        if (given.withdraw !== true) return rule(E.right(events));
        const { events: recorded } = await open.streams.load(issuerStream(id));
        return rule(neverRecorded(recorded, given) ?? E.right(events));
      }),
  };
};
