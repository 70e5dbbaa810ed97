/** What was said in the ledger's own stream, which concerns everybody. */

import {
  type LedgerDeclarations,
  ledgerDeclarationsIn,
} from '../../projections/known/declaration.js';
import type { Vantage } from '../../projections/known/knowledge.js';
import type { RulingRecord } from '../../projections/known/ruling.js';
import { rulingsOf } from '../../projections/known/rulings.js';
import { ledgerStream } from '../event/catalogue.js';
import type { OpenLedger } from './open-ledger.js';

type Seen = Pick<Vantage, 'recordedBy'>;

/** Rulings for the whole ledger that were recorded by then, in force or not. */
export const ledgerWideSaid = async (
  { streams }: Pick<OpenLedger, 'streams'>,
  { recordedBy }: Seen,
): Promise<ReadonlyArray<RulingRecord>> =>
  rulingsOf((await streams.load(ledgerStream)).events, recordedBy).said;

/** Closed days and relief in force, for whoever counts business days. */
export const ledgerDeclarations = async (
  open: Pick<OpenLedger, 'streams'>,
  seen: Seen,
): Promise<LedgerDeclarations> => ledgerDeclarationsIn(await ledgerWideSaid(open, seen));
