/** Which of a server's streams are the ledger's: all others are none of our business. */
import { ledgerStream } from '../../event/catalogue.js';

/** Given to the server, which knows prefixes only. */
export const ledgerPrefixes: ReadonlyArray<string> = ['insider-', 'issuer-', ledgerStream];

export const isLedgerStream = (stream: string): boolean =>
  stream === ledgerStream || stream.startsWith('insider-') || stream.startsWith('issuer-');
