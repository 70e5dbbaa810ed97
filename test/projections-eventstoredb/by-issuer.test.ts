import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { issuerStream } from '../../src/event/catalogue.js';
import { isLedgerStream } from '../../src/store/eventstoredb/ledger-streams.js';
import { type ProjectedEvent, runProjection } from './harness.js';

const source = readFileSync(
  new URL('../../projections/eventstoredb/by-issuer.js', import.meta.url),
  'utf8',
);

const event = (
  streamId: string,
  sequenceNumber: number,
  data: unknown,
  more: Partial<ProjectedEvent> = {},
): ProjectedEvent => ({
  streamId,
  sequenceNumber,
  eventType: 'TransactionReported',
  isJson: true,
  dataText: JSON.stringify(data),
  ...more,
});
const mongo = '0001441816';

it('links every event about an issuer into one stream, in the order of the log', () => {
  const links = runProjection(source, [
    event('insider-0001222287', 0, { issuerId: mongo }),
    event('insider-0000000007', 0, { issuerId: '0000000099' }),
    event('insider-p-doe.jane~99', 3, { issuerId: mongo }),
    event(
      issuerStream(mongo),
      0,
      { title: 'Class A Common Stock' },
      { eventType: 'SecurityAliased' },
    ),
    event('insider-0001222287', 1, { issuerId: mongo }),
  ]);
  expect(links).toEqual([
    { to: `by-issuer-${mongo}`, target: '0@insider-0001222287' },
    { to: 'by-issuer-0000000099', target: '0@insider-0000000007' },
    { to: `by-issuer-${mongo}`, target: '3@insider-p-doe.jane~99' },
    { to: `by-issuer-${mongo}`, target: `0@issuer-${mongo}` },
    { to: `by-issuer-${mongo}`, target: '1@insider-0001222287' },
  ]);
});

it('passes over what names no issuer, other programs’ events, the server’s own, and its own links', () => {
  const links = runProjection(source, [
    event('insider-0001222287', 0, { reason: 'misread' }),
    event('insider-0001222287', 1, { issuerId: 12 }),
    event('insider-0001222287', 2, null),
    event('orders-1', 0, { issuerId: mongo }),
    event('ledger', 0, { issuerId: mongo }),
    event('$$insider-0001222287', 0, { issuerId: mongo }, { eventType: '$metadata' }),
    event('insider-0001222287', 3, {}, { isJson: false }),
    event(`by-issuer-${mongo}`, 0, '0@insider-0001222287', { eventType: '$>' }),
  ]);
  expect(links).toEqual([]);
});

it('writes to no stream of the ledger, so that the ledger never meets a link', () => {
  const links = runProjection(source, [
    event('insider-0001222287', 0, { issuerId: mongo }),
    event(issuerStream(mongo), 0, {}),
  ]);
  expect(links.filter(({ to }) => isLedgerStream(to))).toEqual([]);
});
