/** What was put into an audit pack. */
import type { AuditPackAnswer } from '../../ledger/pack/audit-pack-answer.js';
import { counted, number, plain } from '../text/plain.js';
import type { Presentation } from './presentation.js';

export const auditPack: Presentation<AuditPackAnswer> = {
  items: (answer) => [answer],
  csv: (answer) => ({ header: Object.keys(answer), rows: [Object.values(answer)] }),
  table: ({ folder, asOf, manifest, files, streams, events, documents, kept, ok }, screen) =>
    [
      screen.bold(`${plain(folder)}: ${counted(files, 'file')}, as of ${asOf}`),
      `${counted(events, 'event')} of ${counted(streams, 'stream')}, ${number(kept)} of ${counted(documents, 'document')}`,
      `manifest ${manifest}   hand it over by another way`,
      ...(ok ? [] : [screen.warn('The ledger is not what was recorded: see verify.json.')]),
    ].join('\n'),
};
