/** Answers about the ledger itself: verify, status, and what a ruling wrote. */
import type { RuledAnswer } from '../../ledger/operator.js';
import type { StatusAnswer } from '../../ledger/status.js';
import type { VerifyAnswer } from '../../ledger/verify.js';
import { sheetOf } from '../text/csv.js';
import { counted, plain } from '../text/plain.js';
import type { Presentation } from './presentation.js';

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
  table: ({ ok, events, streams, digest, problems }, screen) =>
    [
      ok
        ? screen.bold('The ledger is whole and unchanged.')
        : screen.warn('The ledger is not what was recorded.'),
      `${counted(events, 'event')} in ${counted(streams, 'stream')}`,
      `digest ${digest}`,
      ...problems.map(
        (p) =>
          `  ${p.code} ${p.stream ?? 'store'}${p.revision === null ? '' : `@${p.revision}`}: ${plain(p.message)}`,
      ),
    ].join('\n'),
};

const readModelText = (kept: StatusAnswer['readModel']): string => {
  if (kept === null) return 'none: every question folds the log. rebuild makes one';
  const behind = kept.lag === 0 ? 'up to date' : `${counted(kept.lag, 'event')} behind`;
  const says = kept.answers
    ? behind
    : 'does not answer: made by another version or unfinished; rebuild makes it anew';
  return `generation ${kept.generation ?? '-'}, folds ${kept.foldVersion ?? '-'}, ${says}`;
};

export const status: Presentation<StatusAnswer> = {
  items: (answer) => [answer],
  csv: (answer) => {
    const { readModel, ...rest } = answer;
    const cells = { ...rest, generation: readModel?.generation, lag: readModel?.lag };
    return { header: Object.keys(cells), rows: [Object.values(cells)] };
  },
  table: (answer) =>
    [
      `store        ${answer.store}`,
      `events       ${answer.events} in ${counted(answer.streams, 'stream')}`,
      `filings      ${answer.filings}`,
      `insiders     ${answer.insiders}`,
      `issuers      ${answer.issuers}`,
      `recorded     ${answer.firstRecordedAt ?? 'nothing yet'}${answer.lastRecordedAt === null ? '' : ` to ${answer.lastRecordedAt}`}`,
      `read model   ${readModelText(answer.readModel)}`,
      ...(answer.readModel?.quarantined ?? []).map(
        ({ insider, reason }) => `  cannot fold ${insider}: ${plain(reason)}`,
      ),
    ].join('\n'),
};

export const ruled: Presentation<RuledAnswer> = {
  items: (answer) => [answer],
  csv: (answer) => sheetOf({ stream: (s) => s }, answer.streams),
  table: ({ recorded, streams }) =>
    recorded === 0
      ? 'Nothing was recorded: the ledger says so already.'
      : `Recorded ${counted(recorded, 'event')} in ${streams.join(', ')}.`,
};
