/**
 * A read model that was tampered with: every column of every table, rows swapped, dropped and
 * added, the schema, the checkpoint, a file exchanged. The answers are the log's all the same.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ledger, ledgerOn } from '../../src/index.js';
import { sealsOf } from '../../src/readmodel/seals.js';
import type { EventStore } from '../../src/store/port.js';
import { Database } from '../../src/store/sqlite/driver.js';
import { doe, roe } from '../ledger/filing.js';
import { times } from '../times.js';
import { answersOf } from './every-question.js';
import { keptLedger, right } from './kept.js';
import { fillSmallLedger } from './small-ledger.js';

let store: EventStore;
let pristine: string;
let truth: ReadonlyMap<string, string>;
let close: () => Promise<void>;

beforeAll(async () => {
  const kept = keptLedger();
  store = kept.store;
  close = kept.close;
  const { ledger } = kept;
  await fillSmallLedger(ledger);
  await right(ledger.rebuild({ workers: 0 }));
  truth = await answersOf(ledger, true);
  pristine = join(kept.folder, 'gen-000001.db');
  // What is still in the write-ahead log goes into the file.
  const db = new Database(pristine);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
});

afterAll(() => close());

/** A copy of the read model, altered, and what a ledger with it answers and says. */
const asked = async (
  alter: (file: string, folder: string) => void,
): Promise<{ readonly wrong: ReadonlyArray<string>; readonly said: ReadonlyArray<string> }> => {
  const folder = mkdtempSync(join(tmpdir(), 'tampered-'));
  const file = join(folder, 'gen-000001.db');
  copyFileSync(pristine, file);
  writeFileSync(join(folder, 'CURRENT'), 'gen-000001.db\n');
  alter(file, folder);
  const said: Array<string> = [];
  const ledger: Ledger = ledgerOn(store, 'memory:', {
    readModel: folder,
    notice: (text) => said.push(text),
  });
  try {
    const answers = await answersOf(ledger, false);
    const wrong = [...truth].filter(([what, answer]) => answers.get(what) !== answer);
    return { wrong: wrong.map(([what]) => `${what}: ${answers.get(what)}`), said };
  } finally {
    // The store is shared.
    rmSync(folder, { recursive: true, force: true });
  }
};

const sql =
  (...statements: ReadonlyArray<string>) =>
  (file: string): void => {
    const db = new Database(file);
    db.unsafeMode(true);
    for (const statement of statements) db.exec(statement);
    db.close();
  };

const columnsOf = (file: string): ReadonlyArray<readonly [table: string, column: string]> => {
  const db = new Database(file, { readonly: true });
  const tables = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .pluck()
    .all() as string[];
  const found = tables.flatMap((table) => {
    const rows = db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
    const columns = db.prepare(`SELECT name FROM pragma_table_info('${table}')`).pluck().all();
    return rows === 0 ? [] : (columns as string[]).map((column) => [table, column] as const);
  });
  db.close();
  return found;
};

const seed = Number(process.env['SEED'] ?? 1);

describe('a tampered read model', () => {
  it('answers as the log where nothing is altered, and says nothing', async () => {
    expect(await asked(() => {})).toEqual({ wrong: [], said: [] });
  });

  it('is not answered from, whichever column of whichever table is altered', async () => {
    const found: Array<string> = [];
    // A third of them in turn; all with `TEST_TIMES=3`.
    const tried = columnsOf(pristine).filter((_, i) => times >= 3 || i % 3 === seed % 3);
    for (const [table, column] of tried) {
      const altered = await asked((file) => {
        const db = new Database(file);
        const rows = db.prepare(`SELECT DISTINCT "${column}" FROM ${table} LIMIT 2`).pluck().all();
        const other =
          rows.length > 1 ? rows[1] : typeof rows[0] === 'number' ? rows[0] + 1 : `${rows[0]}0`;
        try {
          db.prepare(`UPDATE OR REPLACE ${table} SET "${column}" = ? WHERE "${column}" IS ?`).run(
            other,
            rows[0],
          );
        } catch (thrown) {
          // A number that follows from others cannot be altered so.
          if (!String(thrown).includes('generated')) throw thrown;
        }
        db.close();
      });
      if (altered.wrong.length > 0) found.push(`${table}.${column}: ${altered.wrong[0]}`);
    }
    expect(found, `SEED=${seed}`).toEqual([]);
  }, 300_000);

  it.each([
    'units',
    'seals',
    'lookups',
    'rolls',
    'names',
    'issuers',
    'filings',
    'positions',
    'wordings',
    'intervals',
    'joint',
    'checks',
    'transactions',
    'conflicts',
    'links',
    'rulings',
  ])('is not answered from where rows of %s are dropped', async (table) => {
    for (const where of ['', 'LIMIT 1', 'LIMIT 1 OFFSET 1']) {
      const some =
        where === ''
          ? ''
          : `WHERE (${keyOf[table] ?? 'rowid'}) IN (SELECT ${keyOf[table] ?? 'rowid'} FROM ${table} ${where})`;
      const { wrong } = await asked(sql(`DELETE FROM ${table} ${some}`));
      expect(wrong).toEqual([]);
    }
  });

  const tamperings: Readonly<Record<string, (file: string, folder: string) => void>> = {
    'swapped quantities': sql(
      `UPDATE intervals SET quantity = CASE quantity WHEN '6000' THEN '5000' WHEN '5000' THEN '6000' ELSE quantity END`,
    ),
    'insiders exchanged': sql(
      `UPDATE units SET insider = 'x' WHERE u = 1`,
      `UPDATE units SET insider = '${doe.cik}' WHERE u = 2`,
      `UPDATE units SET insider = '${roe.cik}' WHERE u = 1`,
    ),
    'an added position': sql(
      `INSERT INTO positions SELECT max(p) + 1, position_id || '9', issuer FROM positions WHERE p < 2 * 1048576`,
      `INSERT INTO intervals SELECT (SELECT max(p) FROM positions WHERE p < 2 * 1048576), '', '', '~', '9', '9', '0', status, 0, NULL, NULL, NULL, NULL, NULL, '', '', w FROM intervals LIMIT 1`,
    ),
    'an added filing': sql(
      `INSERT INTO filings SELECT u, accession || '9', other_names, form, filed_on, accepted_at, known_at, period, issuer, owners, row_count, same_rows FROM filings LIMIT 1`,
    ),
    'an added lookup': sql(`INSERT INTO lookups VALUES ('w', 'doe', 2, '')`),
    'a trigger': sql(
      `CREATE TRIGGER swallow BEFORE INSERT ON intervals BEGIN SELECT raise(ignore); END`,
    ),
    'a view in a table’s place': sql(
      'ALTER TABLE intervals RENAME TO intervals0',
      `CREATE VIEW intervals AS SELECT p, effective_from, known_from, known_to, '1' AS quantity, computed, unexplained, status, closed, reported_quantity, reported_row, reported_on, reported_filed_on, reported_as_filed, conflicts, rulings, w FROM intervals0`,
    ),
    'an index': sql('CREATE INDEX more ON intervals (quantity)'),
    'another schema': sql('ALTER TABLE names ADD COLUMN more TEXT'),
    'a later checkpoint': sql(
      `UPDATE meta SET value = replace(value, '"position":"', '"position":"9') WHERE key = 'anchor'`,
    ),
    'no checkpoint': sql(`DELETE FROM meta WHERE key = 'anchor'`),
    'no meta at all': sql('DELETE FROM meta'),
    'half a file': (file) => writeFileSync(file, readFileSync(file).subarray(0, 20_000)),
    'an empty file': (file) => writeFileSync(file, ''),
    'a zeroed page': (file) => {
      const bytes = readFileSync(file);
      writeFileSync(file, bytes.fill(0, 3 * 4096, 4 * 4096));
    },
    'all pages zeroed but the first': (file) =>
      writeFileSync(file, readFileSync(file).fill(0, 4096)),
    'a folder in its place': (_, folder) => {
      rmSync(join(folder, 'gen-000001.db'));
      rmSync(join(folder, 'CURRENT'));
      writeFileSync(join(folder, 'CURRENT'), 'gen-000009.db\n');
    },
  };

  it.each(Object.keys(tamperings))('is not answered from: %s', async (which) => {
    const { wrong } = await asked(tamperings[which] ?? (() => {}));
    expect(wrong).toEqual([]);
  });

  it('is not called damaged by verify where it cannot be looked at', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tampered-'));
    mkdirSync(join(folder, 'CURRENT'));
    const { problems } = await right(ledgerOn(store, 'memory:', { readModel: folder }).verify());
    expect(problems).toMatchObject([
      {
        code: 'READ_MODEL_OUT_OF_REACH',
        message: expect.stringContaining('Whether it is whole cannot be said from here'),
      },
    ]);
  });

  it('is put aside with a word, found by verify and status, and made anew by rebuild', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tampered-'));
    const file = join(folder, 'gen-000001.db');
    const put = (): void => {
      copyFileSync(pristine, file);
      writeFileSync(join(folder, 'CURRENT'), 'gen-000001.db\n');
      sql(`UPDATE intervals SET quantity = '1' WHERE quantity = '5000'`)(file);
    };
    put();
    const said: Array<string> = [];
    const notice = (text: string): void => {
      said.push(text);
    };
    const ledger = ledgerOn(store, 'memory:', { readModel: folder, notice });
    const verified = await right(ledger.verify());
    expect(verified).toMatchObject({ ok: false, problems: [{ code: 'READ_MODEL_DAMAGED' }] });
    expect(await right(ledger.verifyReadModel({ workers: 0 }))).toMatchObject({
      ok: false,
      differences: [{ insider: doe.cik }],
    });
    await right(ledger.holdings({ insider: doe.cik, asOf: '2024-12-31' }));
    expect(said.join('\n')).toContain(`of ${doe.cik} other positions are kept than were written`);
    expect(said.join('\n')).toContain('put aside');
    expect(readdirSync(folder)).toContain('damaged.db');
    expect(existsSync(file)).toBe(false);
    expect(await right(ledger.rebuild({ workers: 0 }))).toMatchObject({ generation: 2 });
    expect(await answersOf(ledger, false)).toEqual(truth);
    expect(await right(ledger.verify())).toMatchObject({ ok: true });
    expect(said).toHaveLength(1);
    rmSync(folder, { recursive: true, force: true });
  });

  it('is not used where it cannot be put aside', async () => {
    const { wrong, said } = await asked((file, folder) => {
      sql(`UPDATE intervals SET quantity = '1' WHERE quantity = '5000'`)(file);
      mkdirSync(join(folder, 'damaged.db'));
      writeFileSync(join(folder, 'damaged.db', 'other'), '');
    });
    expect(wrong).toEqual([]);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('is not used');
  });

  it.each([
    ['are gone', 'DELETE FROM wordings'],
    ['are no JSON', "UPDATE wordings SET text = 'x'"],
    ['are something else', "UPDATE wordings SET text = '7'"],
    ['are beside others that are no JSON', "UPDATE transactions SET others = '{'"],
  ])(
    'is told of by rebuild --verify, and mended by one insider, where words of rows %s',
    async (_, altering) => {
      const folder = mkdtempSync(join(tmpdir(), 'tampered-'));
      const file = join(folder, 'gen-000001.db');
      copyFileSync(pristine, file);
      writeFileSync(join(folder, 'CURRENT'), 'gen-000001.db\n');
      sql(altering)(file);
      const ledger = ledgerOn(store, 'memory:', { readModel: folder });
      expect(await right(ledger.verifyReadModel({ workers: 0 }))).toMatchObject({
        ok: false,
        problem: expect.stringContaining('damaged'),
      });
      for (const { cik } of [doe, roe])
        expect(await right(ledger.rebuildInsider(cik))).toMatchObject({ changed: true });
      rmSync(folder, { recursive: true, force: true });
    },
  );

  it('is found by rebuild --verify alone where a forger has sealed it anew', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tampered-'));
    const file = join(folder, 'gen-000001.db');
    copyFileSync(pristine, file);
    writeFileSync(join(folder, 'CURRENT'), 'gen-000001.db\n');
    const db = new Database(file);
    db.exec(`UPDATE intervals SET quantity = '1' WHERE quantity = '5000'`);
    const u = db.prepare('SELECT u FROM units WHERE insider = ?').pluck().get(doe.cik);
    sealsOf(db, () => 0).write(doe.cik, u as number);
    db.close();
    const ledger = ledgerOn(store, 'memory:', { readModel: folder });
    expect(await right(ledger.verify())).toMatchObject({ ok: true });
    expect(await right(ledger.verifyReadModel({ workers: 0 }))).toMatchObject({
      ok: false,
      problem: null,
      differences: [{ insider: doe.cik, kept: expect.stringContaining('"quantity":"1"') }],
    });
    rmSync(folder, { recursive: true, force: true });
  });
});

/** What names a row of a table without row numbers. */
const keyOf: Readonly<Record<string, string>> = {
  seals: 'insider',
  lookups: 'kind, key, u, item',
  rolls: 'kind, key',
  names: 'u, known_from',
  issuers: 'u, issuer, known_from',
  filings: 'u, accession',
  intervals: 'p, effective_from, known_from',
  joint: 'p, row, known_from',
  checks: 'p, known_from',
  links: 'u, amendment, known_from',
};
