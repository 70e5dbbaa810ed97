/** Answers about the ledger itself: verify, status, and what a ruling wrote. */
import type { PreviewAnswer, RuledAnswer } from '../../ledger/rule/operator.js';
import type { PositionChange, RulingChange } from '../../ledger/rule/ruling-change.js';
import type { StatusAnswer } from '../../ledger/status.js';
import type { VerifyAnswer, VerifyProblem } from '../../ledger/verify.js';
import { sheetOf } from '../text/csv.js';
import { counted, grouped, plain } from '../text/plain.js';
import { ownershipText } from './party.js';
import type { Presentation } from './presentation.js';

/** Of what is kept beside the log, not of the log. */
const beside: Readonly<Partial<Record<VerifyProblem['code'], string>>> = {
  READ_MODEL_DAMAGED: 'read model',
  READ_MODEL_OF_ANOTHER_LOG: 'read model',
  READ_MODEL_OUT_OF_REACH: 'read model',
  SOURCE_DAMAGED: 'sources',
};
const isBeside = ({ code }: VerifyProblem): boolean => beside[code] !== undefined;

export const verify: Presentation<VerifyAnswer> = {
  items: (answer) => [answer],
  csv: (answer) =>
    sheetOf(
      {
        code: (p) => p.code,
        stream: (p) => p.stream,
        revision: (p) => p.revision,
        message: (p) => p.message,
      },
      answer.problems,
    ),
  table: (
    {
      ok,
      events,
      streams,
      digest,
      sealDigest,
      orderDigest,
      sources,
      problems,
      warnings,
      holds = [],
    },
    screen,
  ) =>
    [
      ok
        ? screen.bold('The ledger is whole and unchanged.')
        : problems.every(isBeside)
          ? screen.warn(
              `The ledger is whole and unchanged; ${problems.some((p) => p.code === 'SOURCE_DAMAGED') ? 'what is kept beside it' : 'its read model'} is not.`,
            )
          : screen.warn('The ledger is not what was recorded.'),
      `${counted(events, 'event')} in ${counted(streams, 'stream')}`,
      `digest ${digest}   what was recorded`,
      `seals  ${sealDigest}   and when, by whom`,
      `order  ${orderDigest}   and in which order of the log`,
      ...(sources === undefined
        ? []
        : [
            `kept   ${grouped(String(sources.kept))} of ${counted(sources.documents, 'document')} recorded${sources.others === 0 ? '' : `, and ${sources.others} that no event names`}`,
          ]),
      ...holds.map(({ hold, matter }) => `under legal hold ${hold}: ${plain(matter)}`),
      ...warnings.map(
        (w) => `  ${w.code} ${w.stream}@${w.revision}: ${plain(w.message)} (a warning)`,
      ),
      ...problems.map(
        (p) =>
          `  ${p.code} ${p.stream ?? beside[p.code] ?? 'store'}${p.revision === null ? '' : `@${p.revision}`}: ${plain(p.message)}`,
      ),
    ].join('\n'),
};

const readModelText = (kept: StatusAnswer['readModel']): string => {
  if (kept === null) return 'none: every question folds the log. rebuild makes one';
  const behind = kept.lag === 0 ? 'up to date' : `${counted(kept.lag, 'event')} behind`;
  const says = kept.answers
    ? behind
    : kept.problem !== null
      ? `does not answer: ${plain(kept.problem)}; rebuild makes it anew`
      : 'does not answer: made by another version or unfinished; rebuild makes it anew';
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
      `events       ${answer.events} in ${counted(answer.streams, 'stream')}`,
      `filings      ${answer.filings}`,
      `insiders     ${answer.insiders}`,
      `issuers      ${answer.issuers}`,
      `recorded     ${answer.firstRecordedAt ?? 'nothing yet'}${answer.lastRecordedAt === null ? '' : ` to ${answer.lastRecordedAt}`}`,
      ...(answer.lessThanWas ?? []).map(
        ({ stream, missing }) =>
          `  less than was: ${counted(missing, 'event')} of ${plain(stream)} ${missing === 1 ? 'is' : 'are'} gone`,
      ),
      `read model   ${readModelText(answer.readModel)}`,
      ...(answer.unread ?? []).map((stream) =>
        screen.warn(`  not what was recorded, or not whole: ${plain(stream)}; run verify`),
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
      `  ${row} ${field}: ${plain(before ?? 'empty')} → ${plain(after ?? 'empty')}`,
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
  table: ({ recorded, streams, change }) =>
    recorded === 0
      ? 'Nothing was recorded: the ledger says so already.'
      : [
          `Recorded ${change?.rulings.join(', ') ?? counted(recorded, 'event')} in ${streams.join(', ')}.`,
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
