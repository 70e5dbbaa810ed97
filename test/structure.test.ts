import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const check = (folder: string): { code: number; said: string } => {
  try {
    const said = execFileSync(process.execPath, [join(root, 'scripts/structure.mjs'), folder], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return { code: 0, said };
  } catch (thrown) {
    const { status, stderr } = thrown as { status: number; stderr: string };
    return { code: status, said: stderr };
  }
};

describe('the structure check', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'structure-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const holding = (path: string, text: string): void => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };

  it('passes this package', () => {
    expect(check(root)).toMatchObject({ code: 0 });
  });

  it.each([
    ['src/filing/a.ts', "import { b } from '../event/b.js';", 'filing may import nothing of ours'],
    ['src/cli/a.ts', "import type { B } from '../store/b.js';", 'cli may import ledger'],
    ['src/cli/a.ts', "const b = await import('../event/b.js');", 'cli may import ledger'],
    ['projections/a.ts', "export * from '../src/store/b.js';", 'projections may import'],
    ['src/ledger/a.ts', "import Database from 'better-sqlite3';", 'may import a driver'],
    ['src/event/a.ts', "import { readFile } from 'node:fs/promises';", 'no files are read'],
    ['projections/a.ts', "import { get } from 'node:https';", 'is pure'],
    ['src/helpers/a.ts', 'export const a = 1;', 'in no part'],
    ['projections/known/a.ts', "import { b } from '../balance/b.js';", 'known comes before it'],
    ['projections/line/a.ts', "import { b } from '../insider.js';", 'line comes before it'],
  ])('fails %s with %s', (path, text, said) => {
    holding(path, text);
    const result = check(folder);
    expect(result.code).toBe(1);
    expect(result.said).toContain(said);
  });

  it('fails a cycle', () => {
    holding('src/filing/a.ts', "import { b } from './b.js';\nexport const a = b;");
    holding('src/filing/b.ts', "import { a } from './a.js';\nexport const b = a;");
    expect(check(folder)).toMatchObject({ code: 1, said: expect.stringContaining('is a cycle') });
  });

  it('fails a cycle of types', () => {
    holding('src/filing/a.ts', "import type { B } from './b.js';\nexport type A = B;");
    holding('src/filing/b.ts', "import type { A } from './a.js';\nexport type B = A;");
    expect(check(folder)).toMatchObject({ code: 1, said: expect.stringContaining('is a cycle') });
  });

  it('fails a folder without sources, which would pass for the wrong reason', () => {
    expect(check(folder)).toMatchObject({ code: 1 });
  });
});
