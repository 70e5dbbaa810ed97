/** Answers about the ledger itself: verify, status, and what a ruling wrote. */
import type { PreviewAnswer, RuledAnswer } from '../../ledger/rule/operator.js';
import type { PositionChange, RulingChange } from '../../ledger/rule/ruling-change.js';
import type { StatusAnswer } from '../../ledger/status.js';
import type { VerifyAnswer, VerifyProblem } from '../../ledger/verify.js';
import { commandLine } from '../text/command-line.js';
import { type Cells, sheetOf } from '../text/csv.js';
import { counted, grouped, groupedNumber, number, plain } from '../text/plain.js';
import { ownershipText } from './party.js';
import type { Presentation } from './presentation.js';

/** Of what is kept beside the log, not of the log. */
const beside: Readonly<Partial<Record<VerifyProblem['code'], string>>> = {
  READ_MODEL_DAMAGED: 'read model',
  KEPT_TREE_DIFFERS: 'kept tree',
  CHECKPOINT_SIGNATURE_WRONG: 'checkpoint',
  READ_MODEL_OF_ANOTHER_LOG: 'read model',
  READ_MODEL_OUT_OF_REACH: 'read model',
  SOURCE_DAMAGED: 'sources',
};
const isBeside = ({ code }: VerifyProblem): boolean => beside[code] !== undefined;

/** Of the log, by what somebody signed of it. */
const signed: ReadonlySet<VerifyProblem['code']> = new Set([
  'CHECKPOINT_TREE_TOO_SHORT',
  'CHECKPOINT_ROOT_DIFFERS',
]);

const verdict = (problems: ReadonlyArray<VerifyProblem>): string => {
  if (problems.every(isBeside)) {
    const [first] = [...new Set(problems.map(({ code }) => code))];
    const isOne = problems.every(({ code }) => code === first);
    const what =
      first === 'CHECKPOINT_SIGNATURE_WRONG' && isOne
        ? 'the checkpoint does not count'
        : `${isOne && first !== 'SOURCE_DAMAGED' && first !== undefined ? `its ${beside[first]}` : 'what is kept beside it'} is not`;
    return `The ledger is whole and unchanged; ${what}.`;
  }
  return problems.every((problem) => isBeside(problem) || signed.has(problem.code))
    ? 'The ledger is whole, and not the one that was signed.'
    : 'The ledger is not what was recorded.';
};

const checkpointLine = ({
  origin,
  size,
  root,
  found,
  signature,
  grown,
}: NonNullable<VerifyAnswer['checkpoint']>): string =>
  `signed ${counted(size, 'event')} of ${plain(origin)}: ${found === root ? 'unchanged' : 'NOT unchanged'}, ${counted(grown, 'event')} since; ${signature === 'not-checked' ? 'its signature was not checked (--key does it)' : `its signature is ${signature}`}`;
interface VerifyLine {
  readonly answer: VerifyAnswer;
  readonly problem: VerifyProblem | null;
}

/** One line where nothing is wrong; one a problem elsewhere. Each has the digests. */
const verifyLines = (answer: VerifyAnswer): ReadonlyArray<VerifyLine> =>
  answer.problems.length === 0
    ? [{ answer, problem: null }]
    : answer.problems.map((problem) => ({ answer, problem }));

const verifyCells: Cells<VerifyLine> = {
  ok: ({ answer }) => answer.ok,
  events: ({ answer }) => answer.events,
  streams: ({ answer }) => answer.streams,
  digest: ({ answer }) => answer.digest,
  sealDigest: ({ answer }) => answer.sealDigest,
  orderDigest: ({ answer }) => answer.orderDigest,
  code: ({ problem }) => problem?.code,
  stream: ({ problem }) => problem?.stream,
  revision: ({ problem }) => problem?.revision,
  message: ({ problem }) => problem?.message,
};

export const verify: Presentation<VerifyAnswer> = {
  items: (answer) => [answer],
  csv: (answer) => sheetOf(verifyCells, verifyLines(answer)),
  table: (
    {
      ok,
      events,
      streams,
      digest,
      sealDigest,
      orderDigest,
      root,
      checkpoint,
      sources,
      problems,
      warnings,
      holds = [],
    },
    screen,
  ) =>
    [
      ok ? screen.bold('The ledger is whole and unchanged.') : screen.warn(verdict(problems)),
      `${counted(events, 'event')} in ${counted(streams, 'stream')}`,
      `digest ${digest}   what was recorded`,
      `seals  ${sealDigest}   and when, by whom`,
      `order  ${orderDigest}   and in which order of the log`,
      `root   ${root}   of the tree of them, as checkpoints have it`,
      ...(checkpoint === undefined ? [] : [checkpointLine(checkpoint)]),
      ...(sources === undefined
        ? []
        : [
            `kept   ${number(sources.kept)} of ${counted(sources.documents, 'document')} recorded${sources.others === 0 ? '' : `, and ${number(sources.others)} that no event names`}`,
          ]),
      ...holds.map(({ hold, matter }) => `under legal hold ${hold}: ${plain(matter)}`),
      ...warnings.map(
        (w) => `  ${w.code} ${w.stream}@${w.revision}: ${plain(w.message)} (a warning)`,
      ),
      ...problems.map(
        (p) =>
          `  ${p.code} ${p.stream ?? beside[p.code] ?? (signed.has(p.code) ? 'checkpoint' : 'store')}${p.revision === null ? '' : `@${p.revision}`}: ${plain(p.message)}`,
      ),
    ].join('\n'),
};

const readModelText = (kept: StatusAnswer['readModel']): string => {
  if (kept === null)
    return `none: every question folds the log. Quicker after: ${commandLine('rebuild')}`;
  const behind = kept.lag === 0 ? 'up to date' : `${counted(kept.lag, 'event')} behind`;
  const says = kept.answers
    ? behind
    : kept.problem !== null
      ? `does not answer: ${plain(kept.problem)}; to make it anew: ${commandLine('rebuild')}`
      : `does not answer: made by another version or unfinished; to make it anew: ${commandLine('rebuild')}`;
  return `generation ${kept.generation ?? '-'}, folds ${kept.foldVersion ?? '-'}, ${says}`;
};

export const status: Presentation<StatusAnswer> = {
  items: (answer) => [answer],
  csv: (answer) => {
    const { readModel, lessThanWas = [], unread: _, ...rest } = answer;
    const cells = {
      ...rest,
      lessThanWas: lessThanWas.length,
      generation: readModel?.generation,
      lag: readModel?.lag,
    };
    return { header: Object.keys(cells), rows: [Object.values(cells)] };
  },
  table: (answer, screen) =>
    [
      `store        ${answer.store}`,
      `events       ${number(answer.events)} in ${counted(answer.streams, 'stream')}`,
      `filings      ${number(answer.filings)}`,
      `insiders     ${number(answer.insiders)}`,
      `issuers      ${number(answer.issuers)}`,
      `recorded     ${answer.firstRecordedAt ?? 'nothing yet'}${answer.lastRecordedAt === null ? '' : ` to ${answer.lastRecordedAt}`}`,
      ...(answer.lessThanWas ?? []).map(
        ({ stream, missing }) =>
          `  less than was: ${counted(missing, 'event')} of ${plain(stream)} ${missing === 1 ? 'is' : 'are'} gone`,
      ),
      `read model   ${readModelText(answer.readModel)}`,
      ...(answer.unread ?? []).map((stream) =>
        screen.warn(
          `  not what was recorded, or not whole: ${plain(stream)}; ${commandLine('verify')} says where`,
        ),
      ),
      ...(answer.readModel?.quarantined ?? []).map(
        ({ insider, reason }) => `  cannot fold ${insider}: ${plain(reason)}`,
      ),
    ].join('\n'),
};

const heldText = (held: PositionChange['before']): string =>
  held === null
    ? 'nothing'
    : `${held.quantity === null ? 'unknown' : grouped(held.quantity)} (${held.status})`;

const positionLines = (changed: PositionChange): ReadonlyArray<string> => {
  const { positionId, insider, security, ownership, before, after } = changed;
  const was =
    before !== null && before.positionId !== positionId ? ` was ${before.positionId}` : '';
  const [from, to] = [heldText(before), heldText(after)];
  return [
    `  ${plain(insider.name)}: ${plain(security)}, ${plain(ownershipText(ownership))}: ${
      from === to ? `${to}, as before` : `${from} → ${to}`
    }`,
    `    ${positionId}${was}`,
  ];
};

const changeLines = ({ asOf, rows, positions, conflicts }: RulingChange): ReadonlyArray<string> => [
  ...rows.map(
    ({ row, field, before, after }) =>
      `  ${row} ${field}: ${groupedNumber(plain(before ?? 'empty'))} → ${groupedNumber(plain(after ?? 'empty'))}`,
  ),
  ...(positions.length === 0
    ? [`No position is another for it as of ${asOf}.`]
    : [`Positions as of ${asOf}:`, ...positions.flatMap(positionLines)]),
  ...(conflicts.length === 0 ? [] : ['Conflicts:']),
  ...conflicts.map(
    ({ conflictId, type, before, after }) =>
      `  ${conflictId} ${type}: ${before ?? 'none'} → ${after ?? 'gone'}`,
  ),
];

export const ruled: Presentation<RuledAnswer> = {
  items: (answer) => [answer],
  csv: (answer) => sheetOf({ stream: (s) => s }, answer.streams),
  table: ({ recorded, streams, change, stale }) =>
    recorded === 0
      ? 'Nothing was recorded: the ledger says so already.'
      : [
          `Recorded ${change?.rulings.join(', ') ?? counted(recorded, 'event')} in ${streams.join(', ')}.`,
          ...(stale === true
            ? ['It counts for nothing: what it is about was changed meanwhile. Look at it again.']
            : []),
          ...(change === undefined ? [] : changeLines(change)),
        ].join('\n'),
};

export const previewed: Presentation<PreviewAnswer> = {
  items: (answer) => [answer],
  csv: (answer) => sheetOf({ stream: (s) => s }, answer.streams),
  table: ({ wouldRecord, streams, change }) =>
    wouldRecord === 0
      ? 'Nothing would be recorded: the ledger says so already.'
      : [
          `Nothing was recorded. ${counted(wouldRecord, 'event')} would be, in ${streams.join(', ')}:`,
          ...(change === undefined ? [] : changeLines(change)),
        ].join('\n'),
};
