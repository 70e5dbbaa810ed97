/** What rebuild and follow did. */

import type { FollowAnswer } from '../../ledger/keep/follow.js';
import type {
  RebuildAnswer,
  RebuildInsiderAnswer,
  RebuildVerifyAnswer,
} from '../../ledger/keep/rebuild.js';
import { commandLine } from '../text/command-line.js';
import { sheetOf } from '../text/csv.js';
import { counted, number, plain } from '../text/plain.js';
import type { Presentation } from './presentation.js';

const took = (seconds: number): string => `${seconds.toFixed(1)} s`;

export const rebuilt: Presentation<RebuildAnswer> = {
  items: (answer) => [answer],
  csv: ({ quarantined, ...answer }) => ({
    header: [...Object.keys(answer), 'quarantined'],
    rows: [[...Object.values(answer), quarantined.length]],
  }),
  table: (answer, screen) =>
    [
      answer.finished
        ? screen.bold(`Generation ${answer.generation} answers now.`)
        : screen.warn('Interrupted: what answered before still does. rebuild goes on from here.'),
      `${counted(answer.insiders, 'insider')} folded in ${took(answer.seconds)}${answer.resumed === 0 ? '' : `, ${number(answer.resumed)} before`}`,
      ...(answer.digest === null ? [] : [`digest ${answer.digest}`]),
      ...answer.quarantined.map(({ insider, reason }) =>
        screen.warn(`  cannot fold ${insider}: ${plain(reason)}`),
      ),
    ].join('\n'),
};

export const verified: Presentation<RebuildVerifyAnswer> = {
  items: (answer) => answer.differences,
  csv: (answer) =>
    sheetOf(
      { insider: (d) => d.insider, kept: (d) => d.kept, folded: (d) => d.folded },
      answer.differences,
    ),
  table: ({ ok, problem, generation, insiders, differences, seconds }, screen) =>
    [
      ok
        ? screen.bold(`Generation ${generation} keeps what a fresh fold says.`)
        : screen.warn(`Generation ${generation} keeps something else than a fresh fold says.`),
      ...(problem === null ? [] : [`  ${plain(problem)}`]),
      `${counted(insiders, 'insider')} compared in ${took(seconds)}`,
      ...differences.flatMap(({ insider, kept, folded }) => [
        `  ${insider}`,
        `    kept   ${plain(kept ?? 'nothing')}`,
        `    folded ${plain(folded ?? 'nothing')}`,
      ]),
      ...(ok
        ? []
        : [
            `A new generation: ${commandLine('rebuild')}`,
            `One insider: ${commandLine('rebuild --insider WHO')}`,
          ]),
    ].join('\n'),
};

export const rebuiltInsider: Presentation<RebuildInsiderAnswer> = {
  items: (answer) => [answer],
  csv: (answer) => ({ header: Object.keys(answer), rows: [Object.values(answer)] }),
  table: ({ insider, changed, milliseconds }) =>
    `${insider} folded in ${milliseconds.toFixed(1)} ms: ${changed ? 'something else was kept before' : 'the same as before'}.`,
};

export const followed: Presentation<FollowAnswer> = {
  items: (answer) => [answer],
  csv: ({ quarantined, damaged: _, ...answer }) => ({
    header: [...Object.keys(answer), 'quarantined'],
    rows: [[...Object.values(answer), quarantined.length]],
  }),
  table: ({ events, insiders, quarantined }, screen) =>
    [
      `${counted(events, 'event')} taken in, ${counted(insiders, 'insider')} folded.`,
      ...quarantined.map(({ insider, reason }) =>
        screen.warn(`  cannot fold ${insider}: ${plain(reason)}`),
      ),
    ].join('\n'),
};
