import { describe, expect, it } from 'vitest';
import { conflictIdOf } from '../../projections/conflict/conflict.js';
import {
  insiderId,
  insiderStream,
  issuerId,
  positionId,
  rowId,
} from '../../src/event/catalogue.js';
import {
  accessionOfRow,
  type ConflictId,
  type InsiderId,
  type IssuerId,
  type PositionId,
  positionIdOf,
  type RowId,
  rowIdOf,
  rowUnder,
} from '../../src/event/identity.js';
import { unrecordableIn } from '../../src/event/recordable.js';
import { accessionNumber, derivedAccession } from '../../src/filing/model.js';
import { compare } from '../../src/filing/order.js';
import { written } from '../written.js';

const accession = written(accessionNumber, '0001415889-24-022023');
const row = rowIdOf(accession, { table: 'I', position: 3, surrogateKey: null });
const insider = written(insiderId, '0000001001');
const issuer = written(issuerId, '0000000042');
const position = positionIdOf(insider, '0000000042/common-stock/D');
const conflict = conflictIdOf(insider, 'NEGATIVE_BALANCE', [position, row]);

describe('identifiers', () => {
  it('do not compile where one stands for another', () => {
    const ofPosition = (id: PositionId): string => id;
    const ofRow = (id: RowId): string => id;
    const ofConflict = (id: ConflictId): string => id;
    const ofInsider = (id: InsiderId): string => id;
    const ofIssuer = (id: IssuerId): string => id;
    // None of these is called: they are for the compiler alone.
    const refused = [
      // @ts-expect-error
      () => ofPosition(row),
      // @ts-expect-error
      () => ofRow(position),
      // @ts-expect-error
      () => ofConflict(position),
      // @ts-expect-error
      () => ofRow(accession),
      // @ts-expect-error
      () => ofRow('0001415889-24-022023/I.3'),
      // @ts-expect-error
      () => row === position,
      // @ts-expect-error
      () => compare(row, accession),
      // @ts-expect-error
      () => new Map<PositionId, number>().get(row),
      // @ts-expect-error
      () => ofInsider(issuer),
      // @ts-expect-error
      () => ofIssuer(insider),
      // @ts-expect-error
      () => ofInsider('0000001001'),
      // @ts-expect-error
      () => insiderStream(issuer),
      // @ts-expect-error
      () => positionIdOf(issuer, '0000000042/common-stock/D'),
      // @ts-expect-error
      () => new Map<InsiderId, number>().get(issuer),
      // @ts-expect-error
      () => insider === issuer,
    ];
    expect(refused).toHaveLength(15);
  });

  it('are text to whoever takes text, and in JSON', () => {
    const text: string = row;
    expect(text).toBe('0001415889-24-022023/I.3');
    expect(JSON.stringify({ row, position })).toBe(
      '{"row":"0001415889-24-022023/I.3","position":"0000001001/0000000042/common-stock/D"}',
    );
  });

  it('are told from other text by their codecs', () => {
    expect([rowId.is(row), rowId.is(position), rowId.is(accession)]).toEqual([true, false, false]);
    expect([positionId.is(position), positionId.is(conflict)]).toEqual([true, false]);
  });

  it('are called by their own kind where they are refused', () => {
    const said = { issuerId: 'acme', title: 'A', sameAs: 'B', reason: 'test', actor: 'test' };
    expect(unrecordableIn('SecurityAliased', said)?.message).toContain('an issuer id');
    const withdrawn = { insider: 'doe', issuerId: issuer, row, reason: 'test', actor: 'test' };
    expect(unrecordableIn('RowWithdrawn', withdrawn)?.message).toContain('an insider id');
  });
});

describe('a row', () => {
  it("goes by its document's accession number, and by another once that is known", () => {
    expect(accessionOfRow(row)).toBe(accession);
    const derived = rowUnder(derivedAccession('ab'.repeat(32)), row);
    expect(derived).toBe('doc-abababababababababab/I.3');
    expect(rowUnder(accession, derived)).toBe(row);
  });
});
