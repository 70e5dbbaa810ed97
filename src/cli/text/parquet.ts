/**
 * Parquet, for tools that read columns. Every column is text, so that no decimal loses a digit;
 * numbers and truth values are text as well. Rows are written in groups as they come.
 */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';

type Cell = string | number | boolean | null | undefined;

export interface ParquetFile {
  /** Bytes that are ready once these rows are in. */
  rows(rows: ReadonlyArray<ReadonlyArray<Cell>>): Promise<Uint8Array>;
  /** The last bytes. */
  end(): Promise<Uint8Array>;
}

export const parquetFile = (header: ReadonlyArray<string>): ParquetFile => {
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: [
      { name: 'root', num_children: header.length },
      ...header.map((name) => ({
        name,
        type: 'BYTE_ARRAY' as const,
        converted_type: 'UTF8' as const,
        repetition_type: 'OPTIONAL' as const,
      })),
    ],
    createdBy: 'insider-ledger',
  });
  /** What has been written since the last time; the writer begins its buffer anew. */
  const taken = (): Uint8Array => {
    const bytes = Uint8Array.from(writer.getBytes());
    writer.index = 0;
    return bytes;
  };
  return {
    rows: async (rows) => {
      if (rows.length > 0)
        await file.write({
          columnData: header.map((name, i) => ({
            name,
            data: rows.map((row) => (row[i] == null ? null : String(row[i]))),
            type: 'STRING',
          })),
          rowGroupSize: rows.length,
        });
      return taken();
    },
    end: async () => {
      await file.finish();
      return taken();
    },
  };
};
