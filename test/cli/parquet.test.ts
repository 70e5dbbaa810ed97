/** Parquet, read back: the values are those of the JSON answer, none lost and none rounded. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import { parquetFile } from '../../src/cli/text/parquet.js';
import { Decimal } from '../../src/filing/decimal.js';
import type { HoldersAnswer, PositionAnswer } from '../../src/index.js';
import {
  commandFile,
  insiderLedger,
  insiderLedgerHere,
  json,
  sampleLedger,
  temporaryFolder,
} from './command.js';

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
/** As the reader hands them over; DuckDB, below, reads them to the last digit. */
const decimalOf = (value: unknown): number | null => (value == null ? null : Number(value));
/** The reader multiplies decimals out as floats. */
const rowsOf = async (file: ArrayBuffer): Promise<ReadonlyArray<Row>> =>
  (await parquetReadObjects({ file })).map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'number' ? Number(value.toFixed(8)) : value,
      ]),
    ),
  );
const dateOf = (value: string | null | undefined): Date | null =>
  value == null ? null : new Date(value);

/** A position as one flat row, by the names of the columns. */
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
  exercisePrice: decimalOf(p.terms?.exercisePrice),
  exercisableOn: dateOf(p.terms?.exercisableOn),
  expiresOn: dateOf(p.terms?.expiresOn),
  underlyingSecurity: textOf(p.terms?.underlying?.security),
  underlyingShares: decimalOf(p.terms?.underlying?.shares),
  unit: p.unit,
  quantity: decimalOf(p.quantity),
  status: p.status,
  reportedQuantity: decimalOf(p.reported?.quantity),
  reportedRow: textOf(p.reported?.row),
  reportedEffectiveOn: dateOf(p.reported?.effectiveOn),
  reportedFiledOn: dateOf(p.reported?.filedOn),
  reportedAsFiled: textOf(p.reported?.asFiled),
  computed: decimalOf(p.computed),
  unexplained: decimalOf(p.unexplained),
  conflicts: p.conflicts,
  rulings: p.rulings,
});

describe('parquet', () => {
  it.each([
    ['everybody’s positions', ['positions', '--include-closed']],
    ['holdings of an insider', ['holdings', '--insider', '9990101', '--include-closed']],
  ])('has %s as JSON has them', async (_, words) => {
    const file = parquet(words);
    const { positions } = await ask<{ positions: ReadonlyArray<PositionAnswer> }>(words);
    expect(positions.length).toBeGreaterThan(2);
    // Of one insider there is no column for those who report the same.
    const others = (p: PositionAnswer): unknown =>
      (p as { readonly jointWith?: unknown }).jointWith ?? null;
    expect(await rowsOf(file)).toEqual(
      positions.map((p) => ({
        ...flat(p),
        ...(words[0] === 'positions' ? { jointWith: others(p) } : {}),
      })),
    );
  });

  it('has a type for every column', () => {
    const { schema, num_rows } = parquetMetadata(parquet(['positions']));
    expect(Number(num_rows)).toBeGreaterThan(2);
    const typeOf = (name: string) => {
      const found = schema.find((c) => c.name === name);
      return `${found?.converted_type} ${found?.precision ?? ''} ${found?.scale ?? ''}`.trim();
    };
    expect(typeOf('quantity')).toBe('DECIMAL 38 10');
    expect(typeOf('expiresOn')).toBe('DATE');
    expect(typeOf('conflicts')).toBe('LIST');
    expect(typeOf('security')).toBe('UTF8');
  });

  it('has holders with those who report the same', async () => {
    const words = ['holders', '--issuer', 'QLYS'];
    const rows = await rowsOf(parquet(words));
    const { holders, asOf } = await ask<HoldersAnswer>(words);
    const daysAgo = (day: string | undefined): number | null =>
      day === undefined ? null : (Date.parse(asOf) - Date.parse(day)) / 86_400_000;
    expect(
      rows.map((row) => ({
        ...row,
        reportedDaysAgo: Number(row['reportedDaysAgo']),
        lastReportDaysAgo: Number(row['lastReportDaysAgo']),
      })),
    ).toEqual(
      holders.map((h) => ({
        ...flat(h),
        jointWith: h.jointWith.map((j) => j.insider.id),
        director: h.relationship.director,
        officer: h.relationship.officer,
        tenPercentOwner: h.relationship.tenPercentOwner,
        officerTitle: h.relationship.officerTitle,
        lastReport: textOf(h.lastReport?.accession),
        lastReportFiledOn: dateOf(h.lastReport?.filedOn),
        lastReportDaysAgo: h.lastReport?.daysAgo ?? null,
        reportedDaysAgo: daysAgo(h.reported?.effectiveOn),
      })),
    );
  });

  it('is a file with no rows where there are none', async () => {
    const file = parquet(['positions', '--known-by', '1999-01-01']);
    expect(await parquetReadObjects({ file })).toEqual([]);
  });
});

describe('a column', () => {
  const written = async (
    values: ReadonlyArray<string | null>,
    more: ReadonlyArray<string> = [],
  ) => {
    const told: Array<string> = [];
    const file = parquetFile(['shares'], (text) => told.push(text));
    const parts = [await file.rows(values.map((value) => [value]))];
    if (more.length > 0) parts.push(await file.rows(more.map((value) => [value])));
    parts.push(await file.end());
    const bytes = Buffer.concat(parts);
    const rows = await parquetReadObjects({ file: Uint8Array.from(bytes).buffer });
    return { told, values: rows.map((row) => row['shares']) };
  };

  it('is text, with a word, where a decimal has more digits than its type', async () => {
    const long = '0.12345678901';
    expect(await written([long, '1'])).toEqual({
      told: [expect.stringContaining(long)],
      values: [long, '1'],
    });
    expect((await written(['1.5', null])).values).toEqual([1.5, null]);
  });

  it('refuses a later value that it would cut', async () => {
    await expect(written(['1'], ['0.12345678901'])).rejects.toThrow('does not fit it whole');
  });
});

const duckDb = await import('@duckdb/node-api').catch(() => null);

describe.skipIf(duckDb === null)('DuckDB (skipped where @duckdb/node-api does not load)', () => {
  const asked = async (words: ReadonlyArray<string>, select: (file: string) => string) => {
    if (duckDb === null) return [];
    const path = join(temporaryFolder(), 'answer.parquet');
    writeFileSync(path, new Uint8Array(parquet(words)));
    const connection = await (await duckDb.DuckDBInstance.create(':memory:')).connect();
    const reader = await connection.runAndReadAll(select(`read_parquet('${path}')`));
    connection.closeSync();
    return reader.getRowObjectsJson() as ReadonlyArray<Record<string, string>>;
  };

  it('sums quantities to the last digit', async () => {
    const { positions } = await ask<{ positions: ReadonlyArray<PositionAnswer> }>(['positions']);
    const sum = positions.reduce((all, p) => all.plus(p.quantity ?? '0'), new Decimal(0));
    const [row] = await asked(['positions'], (file) => `select sum(quantity) as sum from ${file}`);
    expect(new Decimal(row?.['sum'] ?? '').equals(sum)).toBe(true);
  });

  it('has dates, instants, truth values and lists of what is reported', async () => {
    const columns = await asked(
      ['transactions', '--insider', 'vanterpool'],
      (file) => `describe select * from ${file}`,
    );
    const typeOf = Object.fromEntries(columns.map((c) => [c['column_name'], c['column_type']]));
    expect(typeOf).toMatchObject({
      price: 'DECIMAL(38,10)',
      filedOn: 'DATE',
      acceptedAt: 'TIMESTAMP WITH TIME ZONE',
      planTrade: 'BOOLEAN',
      versions: 'VARCHAR[]',
    });
  });
});
