/** What an import or an append did. */
import type { ImportReport } from '../../ledger/record/import-report.js';
import { sheetOf } from '../text/csv.js';
import { counted, number, plain } from '../text/plain.js';
import type { Presentation } from './presentation.js';

/** Warnings of a kind shown one by one; JSON has them all. */
const warningsShownMax = 20;

const problemsOf = (report: ImportReport) => [
  ...(report.accessions ?? []).map(({ path, accession, isNew }) => ({
    outcome: isNew ? 'recorded' : 'already recorded',
    path,
    accession,
    line: null,
    code: null,
    message: null,
  })),
  ...report.rejected.map((r) => ({ outcome: 'rejected', accession: null, ...r })),
  ...report.warnings.map((w) => ({ outcome: 'warning', accession: null, ...w, line: null })),
];

const rejectedLines = (report: ImportReport): ReadonlyArray<string> =>
  report.rejected.map(({ path, code, message, line }) => {
    const at = line === null || path.startsWith('line ') ? path : `${path}:${line}`;
    return `  ${plain(at)}\n    ${code}: ${plain(message)}`;
  });

const warningLines = ({ warnings }: ImportReport): ReadonlyArray<string> => {
  const shown = warnings
    .slice(0, warningsShownMax)
    .map(({ path, code, message }) => `  ${plain(path)}\n    ${code}: ${plain(message)}`);
  const more = warnings.length - shown.length;
  return more > 0 ? [...shown, `  and ${number(more)} more; --format json lists them all`] : shown;
};

export const importReport: Presentation<ImportReport> = {
  items: (report) => [report],
  csv: (report) =>
    sheetOf(
      {
        outcome: (p) => p.outcome,
        path: (p) => p.path,
        accession: (p) => p.accession,
        line: (p) => p.line,
        code: (p) => p.code,
        message: (p) => p.message,
      },
      problemsOf(report),
    ),
  table: (report, screen) => {
    const { files, filings, recorded, alreadyRecorded, events, streams, rejected } = report;
    const { enveloped = 0 } = report;
    return [
      screen.bold(
        `${counted(recorded, 'filing')} recorded, ${number(alreadyRecorded)} already recorded${enveloped > 0 ? ` (${number(enveloped)} with more of the envelope)` : ''}, ${number(rejected.length)} rejected`,
      ),
      `${counted(files, 'file')} read, ${counted(filings, 'filing')} in them; ${counted(events, 'event')} written; ${counted(streams, 'insider')}`,
      ...(rejected.length === 0 ? [] : [screen.warn('Rejected:'), ...rejectedLines(report)]),
      ...(report.warnings.length === 0 ? [] : ['Warnings:', ...warningLines(report)]),
    ].join('\n');
  },
};
