/** Where an event belongs, by what it says: its stream, and the id that is made of it. */
import {
  type EventMetadata,
  insiderStream,
  issuerStream,
  type LedgerEvent,
  ledgerStream,
} from './catalogue.js';
import { eventIdOf, eventKindOf, originOf } from './identity.js';

export const streamOf = ({ data }: LedgerEvent): string =>
  'insider' in data
    ? insiderStream(data.insider)
    : 'issuerId' in data
      ? issuerStream(data.issuerId)
      : ledgerStream;

/** The id of what a filing reports; null where the id is made of more than the event says. */
export const idMadeOf = (
  { type, data }: LedgerEvent,
  { source }: Pick<EventMetadata, 'source'>,
): string | null => {
  switch (type) {
    case 'FilingRecorded':
      return eventIdOf(data.accession, data.insider, '', eventKindOf(type, originOf(source)));
    case 'TransactionReported':
    case 'HoldingReported':
      return eventIdOf(data.accession, data.insider, data.row, eventKindOf(type, originOf(source)));
    default:
      return null;
  }
};
