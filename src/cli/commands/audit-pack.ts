/** One question with all that its answer stands on, in a folder. */
import { type ExitCode, exitCodes } from '../exit.js';
import { noteAndKey } from '../note-and-key.js';
import { packageVersion } from '../package-root.js';
import { type Globals, show, withLedger } from '../session.js';
import * as presentation from '../show/audit-pack.js';
import { type MomentOptions, momentOf, type SubjectOptions } from './ask.js';

export type AuditPackOptions = Globals &
  MomentOptions &
  SubjectOptions & {
    readonly position?: string;
    readonly conflict?: string;
    readonly checkpoint?: string;
    readonly key?: string;
    readonly out: string;
  };

export const auditPack = async (options: AuditPackOptions): Promise<ExitCode> => {
  const { position, conflict, insider, issuer, out } = options;
  const query = {
    ...(position === undefined ? {} : { position }),
    ...(conflict === undefined ? {} : { conflict }),
    ...(insider === undefined ? {} : { insider }),
    ...(issuer === undefined ? {} : { issuer }),
    ...momentOf(options),
    ...(await noteAndKey(options)),
    out,
    version: packageVersion(),
  };
  return withLedger(options, (ledger) =>
    show(ledger.auditPack(query), presentation.auditPack, options.format, ({ ok }) =>
      ok ? exitCodes.done : exitCodes.findings,
    ),
  );
};
