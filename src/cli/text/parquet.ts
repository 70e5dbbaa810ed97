/**
 * Parquet, for tools that read columns: decimals, dates, instants, truth values, counts and lists as
 * such. A decimal is decimal(38, 10); a column whose values are not all of its type to the last digit
 * is text, which is said. Rows are written in groups as they come.
 */
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { isOf, kept, precision, scale, type TypedColumn, typed } from './column-type.js';
import { UsageError } from './usage-error.js';

type Cell = string | number | boolean | null | undefined;
type Rows = ReadonlyArray<ReadonlyArray<Cell>>;

export interface ParquetFile {
  /** Bytes that are ready once these rows are in. */
  rows(rows: Rows): Promise<Uint8Array>;
  /** The last bytes. */
  end(): Promise<Uint8Array>;
}

const optional = { repetition_type: 'OPTIONAL' as const };

const bytesOfDecimal = 16;

const elements = ({ name, type }: TypedColumn): ReadonlyArray<SchemaElement> => {
  switch (type) {
    case 'text':
      return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', ...optional }];
    case 'decimal':
      return [
        {
          ...{ name, precision, scale, ...optional },
          type: 'FIXED_LEN_BYTE_ARRAY',
          type_length: bytesOfDecimal,
          converted_type: 'DECIMAL',
        },
      ];
    case 'date':
      return [{ name, type: 'INT32', converted_type: 'DATE', ...optional }];
    case 'timestamp':
      return [
        {
          ...{ name, type: 'INT64', converted_type: 'TIMESTAMP_MICROS', ...optional },
          logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
        },
      ];
    case 'boolean':
      return [{ name, type: 'BOOLEAN', ...optional }];
    case 'integer':
      return [{ name, type: 'INT64', ...optional }];
    case 'number':
      return [{ name, type: 'DOUBLE', ...optional }];
    case 'list':
      return [
        { name, converted_type: 'LIST', num_children: 1, ...optional },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', ...optional },
      ];
  }
};

/** @param tell is told of columns that are text for want of a type that holds all they say */
export const parquetFile = (
  header: ReadonlyArray<string>,
  tell: (text: string) => void,
): ParquetFile => {
  const writer = new ByteWriter();
  let columns: ReadonlyArray<TypedColumn> = [];
  let file: ParquetWriter | null = null;
  /** By what the first rows say. */
  const begin = (rows: Rows): ParquetWriter => {
    columns = header.map((name, i) =>
      typed(
        name,
        rows.map((row) => row[i]),
      ),
    );
    for (const { name, unlike } of columns)
      if (unlike !== null)
        tell(`column ${name} is text here, so that nothing of ${JSON.stringify(unlike)} is lost`);
    return new ParquetWriter({
      writer,
      schema: [{ name: 'root', num_children: header.length }, ...columns.flatMap(elements)],
      createdBy: 'insider-ledger',
    });
  };
  const values = ({ name, type }: TypedColumn, cells: ReadonlyArray<Cell>): Array<unknown> =>
    cells.map((value) => {
      if (isOf(type, value)) return kept(type, value);
      throw new UsageError(
        `column ${name} is a ${type} in this file, and ${JSON.stringify(value)} does not fit it whole; what is written is no whole file. --format csv hands everything over`,
      );
    });
  /** What has been written since the last time; the writer begins its buffer anew. */
  const taken = (): Uint8Array => {
    const bytes = Uint8Array.from(writer.getBytes());
    writer.index = 0;
    return bytes;
  };
  return {
    rows: async (rows) => {
      file ??= begin(rows);
      if (rows.length > 0)
        await file.write({
          columnData: columns.map((column, i) => ({
            name: column.name,
            data: values(
              column,
              rows.map((row) => row[i]),
            ),
          })),
          rowGroupSize: rows.length,
        });
      return taken();
    },
    end: async () => {
      await (file ?? begin([])).finish();
      return taken();
    },
  };
};
