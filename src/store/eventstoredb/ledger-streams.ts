/** Which of a server's streams are the ledger's: all others are none of our business. */
import { insiderId, ledgerStream } from '../../event/catalogue.js';

/** Given to the server, which knows prefixes only. */
export const ledgerPrefixes: ReadonlyArray<string> = ['insider-', 'issuer-', ledgerStream];

export const isLedgerStream = (stream: string): boolean =>
  stream === ledgerStream || stream.startsWith('insider-') || stream.startsWith('issuer-');

/**
 * Whether a ledger may have written it: what begins alike and has the id of nobody after it is
 * another program's, which may delete it.
 */
export const mayBeRecorded = (stream: string): boolean =>
  stream === ledgerStream || insiderId.reads(stream.replace(/^(insider|issuer)-/, ''));
