/** Every issuer that is told of: what is asked of everybody is asked issuer by issuer. */
import type { Settled } from '../../answer/moment.js';
import type { IssuerId } from '../../event/identity.js';
import type { OpenLedger } from '../open-ledger.js';
import type { Source } from '../subject.js';

/** In order, as they were told apart by then. */
export const issuersTold = async (
  { kept, directory }: Pick<OpenLedger, 'kept' | 'directory'>,
  { vantage: { recordedBy } }: Settled,
  { fromLog }: Source,
): Promise<ReadonlyArray<IssuerId>> => {
  const generation =
    recordedBy === null ? await kept(fromLog === undefined ? {} : { fromLog }) : null;
  if (generation !== null) return generation.questions.issuers();
  await directory.refresh();
  return directory.issuers(recordedBy);
};
