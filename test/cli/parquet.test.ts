/** Parquet, read back: the values are those of the JSON answer, none lost and none rounded. */
import { execFileSync } from 'node:child_process';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HoldersAnswer, PositionAnswer } from '../../src/index.js';
import { commandFile, insiderLedger, insiderLedgerHere, json, sampleLedger } from './command.js';

type Row = Readonly<Record<string, unknown>>;

let store: string;
beforeAll(async () => {
  store = await sampleLedger();
  expect((await insiderLedger(['rebuild'], { store })).code).toBe(0);
});

/** The bytes that the command writes for `--format parquet`. */
const parquet = (words: ReadonlyArray<string>): ArrayBuffer => {
  const bytes = execFileSync(
    process.execPath,
    [commandFile, ...words, '--format', 'parquet', '--store', store],
    { maxBuffer: 1 << 28 },
  );
  return Uint8Array.from(bytes).buffer;
};

const ask = async <A>(words: ReadonlyArray<string>): Promise<A> =>
  json(await insiderLedgerHere([...words, '--format', 'json'], { store })) as A;

const textOf = (value: unknown): string | null => (value == null ? null : String(value));

/** A position as one flat row of text, by the names of the columns. */
const flat = (p: PositionAnswer): Row => ({
  positionId: p.positionId,
  insiderId: p.insider.id,
  insiderCik: p.insider.cik,
  insiderName: p.insider.name,
  issuerCik: p.issuer.cik,
  issuerName: p.issuer.name,
  issuerSymbol: p.issuer.symbol,
  kind: p.kind,
  security: p.security,
  ownership: p.ownership.form,
  nature: p.ownership.nature,
  exercisePrice: textOf(p.terms?.exercisePrice),
  exercisableOn: textOf(p.terms?.exercisableOn),
  expiresOn: textOf(p.terms?.expiresOn),
  underlyingSecurity: textOf(p.terms?.underlying?.security),
  underlyingShares: textOf(p.terms?.underlying?.shares),
  unit: p.unit,
  quantity: p.quantity,
  status: p.status,
  reportedQuantity: textOf(p.reported?.quantity),
  reportedRow: textOf(p.reported?.row),
  reportedEffectiveOn: textOf(p.reported?.effectiveOn),
  reportedFiledOn: textOf(p.reported?.filedOn),
  reportedAsFiled: textOf(p.reported?.asFiled),
  computed: p.computed,
  unexplained: p.unexplained,
  conflicts: p.conflicts.join(' '),
  rulings: p.rulings.join(' '),
});

describe('parquet', () => {
  it.each([
    ['everybody’s positions', ['positions', '--include-closed']],
    ['holdings of an insider', ['holdings', '--insider', '9990101', '--include-closed']],
  ])('has %s as JSON has them', async (_, words) => {
    const file = parquet(words);
    const { positions } = await ask<{ positions: ReadonlyArray<PositionAnswer> }>(words);
    expect(positions.length).toBeGreaterThan(2);
    expect(await parquetReadObjects({ file })).toEqual(positions.map(flat));
  });

  it('keeps every column as optional text, so that no decimal loses a digit', () => {
    const { schema, num_rows } = parquetMetadata(parquet(['positions']));
    expect(Number(num_rows)).toBeGreaterThan(2);
    const columns = schema.slice(1);
    expect(columns.map((c) => c.name)).toContain('quantity');
    expect(
      new Set(columns.map((c) => `${c.type} ${c.converted_type} ${c.repetition_type}`)),
    ).toEqual(new Set(['BYTE_ARRAY UTF8 OPTIONAL']));
  });

  it('has holders with those who report the same', async () => {
    const words = ['holders', '--issuer', 'QLYS'];
    const rows = (await parquetReadObjects({ file: parquet(words) })) as ReadonlyArray<Row>;
    const { holders } = await ask<HoldersAnswer>(words);
    expect(rows).toEqual(
      holders.map((h) => ({
        ...flat(h),
        jointWith: h.jointWith.map((j) => j.insider.id).join(' '),
      })),
    );
  });

  it('is a file with no rows where there are none', async () => {
    const file = parquet(['positions', '--known-by', '1999-01-01']);
    expect(await parquetReadObjects({ file })).toEqual([]);
  });
});
