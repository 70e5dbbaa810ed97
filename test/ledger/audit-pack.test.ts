/** An audit pack: the same bytes for the same question, and a checker that finds any bit flipped. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ledger, openLedger } from '../../src/index.js';
import { escaped } from '../../src/ledger/pack/answer-text.js';
import type { InclusionProof } from '../../src/ledger/pack/audit-pack.js';
import { checker } from '../../src/ledger/pack/checker.js';
import { samples } from '../cli/command.js';
import { temporaryFolder } from '../cli/folders.js';
import { right } from '../readmodel/kept.js';

const manifest = join(samples, 'manifest.csv');
const why = { reason: 'the <b>scan</b> is blurred', by: '=j.doe' };
let store = '';
const issuer =
  /<issuerCik>(\d+)</.exec(
    readFileSync(join(samples, 'larkspur-2021-06-17-form4.xml'), 'utf8'),
  )?.[1] ?? '';
let insider = '';
let position = '';

const using = async <A>(use: (ledger: Ledger) => Promise<A>, clock?: () => Date): Promise<A> => {
  const ledger = await right(openLedger(store, clock === undefined ? {} : { clock }));
  try {
    return await use(ledger);
  } finally {
    await ledger.close();
  }
};

const filesIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

/** The checker as a stranger runs it: plain Node, in a folder of its own, with nothing around it. */
const check = (folder: string) => {
  const alone = temporaryFolder();
  writeFileSync(join(alone, 'check.mjs'), checker);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['check.mjs', folder], {
    cwd: alone,
    env: {},
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
};

const pack = async (query: object, clock?: () => Date): Promise<string> => {
  const out = join(temporaryFolder(), 'pack');
  await using((ledger) => right(ledger.auditPack({ ...query, out })), clock);
  return out;
};

beforeAll(async () => {
  store = `sqlite:${join(temporaryFolder(), 'ledger.db')}`;
  await using(async (ledger) => {
    await right(ledger.import([samples], { manifest, keepSources: true }));
    const held = await right(ledger.holdings({ issuer }));
    const one = held.positions[0];
    insider = one?.insider.id ?? '';
    position = one?.positionId ?? '';
    const { transactions } = await right(ledger.transactions({ insider }));
    await right(ledger.withdraw(transactions[0]?.versions[0]?.row ?? '', why));
  });
});

describe('an audit pack', () => {
  it('holds the answer, its events, documents, rulings and a checker that passes', async () => {
    const out = await pack({ insider });
    expect(filesIn(out).filter((name) => !/^sources\/[0-9a-f]{64}$/.test(name))).toEqual([
      'README.txt',
      'answer.csv',
      'answer.html',
      'answer.json',
      'certificate-902-13-14.md',
      'check.mjs',
      'decisions.ndjson',
      'events.ndjson',
      'holds.json',
      'manifest.sha256',
      'sources/index.json',
      'verify.json',
    ]);
    expect(check(out)).toMatchObject({ status: 0 });
    const itself = spawnSync(process.execPath, ['check.mjs'], { cwd: out, env: {} });
    expect(itself.status).toBe(0);
    const sources = JSON.parse(readFileSync(join(out, 'sources/index.json'), 'utf8'));
    expect(sources.length).toBeGreaterThan(0);
    for (const { file } of sources) expect(filesIn(out)).toContain(file);
    const decisions = readFileSync(join(out, 'decisions.ndjson'), 'utf8');
    expect(JSON.parse(decisions.split('\n')[0] ?? '')).toMatchObject({ actor: '=j.doe' });
    expect(readFileSync(join(out, 'certificate-902-13-14.md'), 'utf8')).toContain('DRAFT');
  });

  it('is the same bytes whenever and wherever it is made', async () => {
    for (const query of [{ insider }, { position }, { insider, knownBy: '2023-01-01' }]) {
      const one = await pack(query, () => new Date('2031-05-05T10:00:00Z'));
      const other = await pack(query, () => new Date('2044-01-01T10:00:00Z'));
      expect(filesIn(one)).toEqual(filesIn(other));
      for (const name of filesIn(one))
        expect(readFileSync(join(one, name)).equals(readFileSync(join(other, name)))).toBe(true);
    }
  });

  it('can be of a position, an insider at an issuer, an issuer, a conflict', async () => {
    const { conflicts } = await using((ledger) => right(ledger.conflicts({})));
    const conflict = conflicts[0]?.conflictId;
    for (const query of [
      { position },
      { insider, issuer },
      { issuer },
      ...(conflict === undefined ? [] : [{ conflict }]),
    ])
      expect(check(await pack(query))).toMatchObject({ status: 0 });
  });

  it('is found changed by one bit anywhere', async () => {
    const whole = await pack({ position });
    // Each is a process of its own.
    const times = Number(process.env['TEST_TIMES'] ?? 1);
    let seed = 20_240_516;
    const next = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    for (const name of filesIn(whole)) {
      const path = join(whole, name);
      const bytes = readFileSync(path);
      for (let i = 0; i < times && bytes.length > 0; i += 1) {
        const flipped = Buffer.from(bytes);
        const bit = next(bytes.length * 8);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        writeFileSync(path, flipped);
        expect({ name, bit, ...check(whole) }).toMatchObject({ name, bit, status: 1 });
      }
      writeFileSync(path, bytes);
    }
    expect(check(whole)).toMatchObject({ status: 0 });
  }, 180_000);

  it('is found changed by its hashes where the manifest was made anew', async () => {
    const whole = await pack({ position });
    const forge = (change: (folder: string) => void): string => {
      const folder = join(temporaryFolder(), 'pack');
      cpSync(whole, folder, { recursive: true });
      change(folder);
      rmSync(join(folder, 'manifest.sha256'));
      const hex = (name: string) =>
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex');
      const lines = filesIn(folder).map((name) => `${hex(name)}  ${name}\n`);
      writeFileSync(join(folder, 'manifest.sha256'), lines.join(''));
      return check(folder).said;
    };
    const events = (change: (lines: Array<string>) => void) => (folder: string) => {
      const lines = readFileSync(join(folder, 'events.ndjson'), 'utf8').split('\n');
      change(lines);
      writeFileSync(join(folder, 'events.ndjson'), lines.join('\n'));
    };
    expect(forge(() => {})).toContain('as they were made');
    expect(
      forge(events((lines) => (lines[0] = (lines[0] ?? '').replace('"type":"', '"type":"X')))),
    ).toContain('its hash is not that');
    expect(forge(events((lines) => lines.splice(1, 1)))).toContain('the chain is broken');
    expect(forge(events((lines) => lines.splice(0, 1)))).toContain('revision 0 is missing');
    const document = filesIn(whole).find((name) => /sources\/[0-9a-f]{64}/.test(name)) ?? '';
    expect(forge((folder) => writeFileSync(join(folder, document), 'another'))).toContain(
      'not the document',
    );
    const other = createHash('sha256').update('other').digest('hex');
    expect(forge((folder) => writeFileSync(join(folder, `sources/${other}`), 'other'))).toContain(
      'no event names it',
    );
  }, 60_000);

  it('leads each event to the root of a checkpoint, for trees of every size', async () => {
    const whole = await pack({ position });
    const sha = (...parts: ReadonlyArray<Uint8Array>): Buffer =>
      createHash('sha256').update(Buffer.concat(parts)).digest();
    const root = (leaves: ReadonlyArray<Buffer>): Buffer => {
      if (leaves.length === 1) return sha(Buffer.of(0), leaves[0] ?? Buffer.of());
      const cut = 2 ** Math.floor(Math.log2(leaves.length - 1));
      return sha(Buffer.of(1), root(leaves.slice(0, cut)), root(leaves.slice(cut)));
    };
    const path = (leaves: ReadonlyArray<Buffer>, at: number): ReadonlyArray<string> => {
      if (leaves.length === 1) return [];
      const cut = 2 ** Math.floor(Math.log2(leaves.length - 1));
      const [left, right_] = [leaves.slice(0, cut), leaves.slice(cut)];
      return at < cut
        ? [...path(left, at), root(right_).toString('hex')]
        : [...path(right_, at - cut), root(left).toString('hex')];
    };
    const hashes = readFileSync(join(whole, 'events.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).metadata.hash as string);
    for (let size = 1; size <= Math.min(9, hashes.length); size += 1) {
      const folder = join(temporaryFolder(), 'pack');
      mkdirSync(folder);
      copyFileSync(join(whole, 'events.ndjson'), join(folder, 'events.ndjson'));
      const leaves = hashes.slice(0, size).map((hash) => Buffer.from(hash, 'hex'));
      const note = `example.com/ledger\n${size}\n${root(leaves).toString('base64')}\n\n— x y\n`;
      const proofs = hashes
        .slice(0, size)
        .map((hash, index): InclusionProof => ({ hash, index, path: path(leaves, index) }));
      const write = (given: ReadonlyArray<InclusionProof>): string => {
        writeFileSync(join(folder, 'checkpoint.txt'), note);
        writeFileSync(join(folder, 'inclusion.json'), JSON.stringify(given));
        rmSync(join(folder, 'manifest.sha256'), { force: true });
        const lines = filesIn(folder).map(
          (name) =>
            `${createHash('sha256')
              .update(readFileSync(join(folder, name)))
              .digest('hex')}  ${name}\n`,
        );
        writeFileSync(join(folder, 'manifest.sha256'), lines.join(''));
        return check(folder).said;
      };
      expect(write(proofs)).toContain('as they were made');
      const [first, ...rest] = proofs;
      if (first !== undefined && size > 1)
        expect(write([{ ...first, index: 1 }, ...rest])).toContain('not in the checkpoint');
    }
  }, 60_000);

  it('refuses a folder with anything in it, and a question that is none', async () => {
    const out = temporaryFolder();
    writeFileSync(join(out, 'mine.txt'), 'mine');
    const refused = await using((ledger) => ledger.auditPack({ insider, out })());
    expect(refused).toMatchObject({
      left: { code: 'INVALID_ARGUMENT', message: expect.stringContaining('not empty') },
    });
    expect(readdirSync(out)).toEqual(['mine.txt']);
    for (const query of [{}, { insider, position }])
      expect(
        await using((ledger) => ledger.auditPack({ ...query, out: join(out, 'pack') })()),
      ).toMatchObject({ left: { code: 'INVALID_ARGUMENT' } });
  });

  it('takes names for text: no markup, nothing unseen, no formula', async () => {
    expect(escaped('<script>\u202e"&\u0007')).toBe('&lt;script&gt;\\u{202e}&quot;&amp;\\u{7}');
    const out = await pack({ insider });
    expect(readFileSync(join(out, 'answer.html'), 'utf8')).not.toContain('<b>scan');
    expect(readFileSync(join(out, 'answer.csv'), 'utf8')).not.toContain(',"=j.doe"');
  });

  it('has a checker of a hundred lines at most that imports nothing but Node', () => {
    expect(checker.trim().split('\n').length).toBeLessThanOrEqual(100);
    for (const [, from] of checker.matchAll(/from '([^']+)'/g)) expect(from).toMatch(/^node:/);
  });
});
