/** Legal holds: place, release, list. */
import type { HoldRequest } from '../../ledger/rule/holding.js';
import type { ExitCode } from '../exit.js';
import { type Globals, show, withLedger } from '../session.js';
import * as presentation from '../show/holds.js';
import type { RulingOptions } from './rule.js';

export interface HoldWords {
  readonly matter: string;
  readonly all?: boolean;
  readonly insider?: ReadonlyArray<string>;
  readonly issuer?: ReadonlyArray<string>;
  readonly from?: string;
  readonly through?: string;
}

export const place = ({
  reason,
  by,
  matter,
  all,
  insider,
  issuer,
  from,
  through,
  ...globals
}: RulingOptions & HoldWords): Promise<ExitCode> => {
  const request: HoldRequest = {
    matter,
    ...(all === undefined ? {} : { all }),
    ...(insider === undefined ? {} : { insiders: insider }),
    ...(issuer === undefined ? {} : { issuers: issuer }),
    ...(from === undefined ? {} : { from }),
    ...(through === undefined ? {} : { through }),
  };
  return withLedger(globals, (ledger) =>
    show(ledger.placeHold(request, { reason, by }), presentation.hold, globals.format),
  );
};

export const release = (
  hold: string,
  { reason, by, ...globals }: RulingOptions,
): Promise<ExitCode> =>
  withLedger(globals, (ledger) =>
    show(ledger.releaseHold(hold, { reason, by }), presentation.hold, globals.format),
  );

export const list = ({
  recordedBy,
  ...globals
}: Globals & { readonly recordedBy?: string }): Promise<ExitCode> =>
  withLedger(globals, (ledger) =>
    show(
      ledger.holds(recordedBy === undefined ? {} : { recordedBy }),
      presentation.holds,
      globals.format,
    ),
  );
