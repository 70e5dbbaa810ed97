/** Checkpoints from the command line: keys, notes in files, time-stamps, proofs and packs. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/store/sqlite/driver.js';
import { answered } from '../checkpoint/answered-stamp.js';
import { keyIn } from '../checkpoint/secret-key.js';
import { insiderLedger, insiderLedgerHere, root, samples, temporaryFolder } from './command.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const store = `sqlite:${at('ledger.db')}`;
const key = at('desk.key');
const note = at('note.txt');

const here = (...words: ReadonlyArray<string>) => insiderLedgerHere(words, { store });
const json = async (...words: ReadonlyArray<string>) =>
  JSON.parse((await here(...words, '--format', 'json')).stdout);

beforeAll(async () => {
  const manifest = join(samples, 'manifest.csv');
  await here('import', samples, '--manifest', manifest, '--keep-sources');
  const made = await here('checkpoint', '--new-key', 'example.com/desk', '--out', key);
  expect(made).toMatchObject({ code: 0 });
  const secret = readFileSync(key, 'utf8').trim();
  expect(made.stdout + made.stderr).not.toContain(keyIn(secret));
  expect(made.stdout).toContain(readFileSync(`${key}.pub`, 'utf8').trim());
  const signed = await here('checkpoint', '--sign', key);
  expect(signed).toMatchObject({ code: 0, stderr: '' });
  writeFileSync(note, signed.stdout);
});

describe('checkpoint', () => {
  it('makes a key for its owner’s eyes alone, never over another', async () => {
    if (process.platform !== 'win32') expect(statSync(key).mode & 0o777).toBe(0o600);
    const before = readFileSync(key);
    const again = await here('checkpoint', '--new-key', 'example.com/desk', '--out', key);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('there already') });
    expect(readFileSync(key)).toEqual(before);
    expect(await here('checkpoint', '--new-key', 'a desk')).toMatchObject({ code: 2 });
  });

  it('prints the note as it is, and answers of its shape', async () => {
    const [origin, size, rootText] = readFileSync(note, 'utf8').split('\n');
    const { digest } = await json('verify');
    expect(await json('checkpoint', '--sign', key)).toEqual({
      origin,
      size: Number(size),
      root: rootText,
      note: readFileSync(note, 'utf8'),
      timestamp: null,
      digest,
    });
    expect(await json('checkpoint')).toMatchObject({ origin: null, note: null, root: rootText });
    const out = at('out.txt');
    expect(await here('checkpoint', '--sign', key, '--out', out)).toMatchObject({ code: 0 });
    expect(readFileSync(out, 'utf8')).toBe(readFileSync(note, 'utf8'));
  });

  it('says what does not go together, and what cannot be read', async () => {
    for (const words of [
      ['--sign', key, '--note', note],
      ['--tsq', at('x.tsq')],
      ['--tsr', at('x.tsr')],
      ['--out', at('x')],
      ['--note', note, '--tsr', note],
      ['--sign', at('nobody.key')],
      ['--sign', `${key}.pub`],
      ['--note', key],
    ]) {
      const { code, stdout, stderr } = await here('checkpoint', ...words);
      expect({ words, code, stdout }).toEqual({ words, code: 2, stdout: '' });
      expect(stderr).toContain('insider-ledger: ');
      expect(stderr).not.toContain(keyIn(readFileSync(key, 'utf8').trim()));
    }
  });

  it('writes a request for a time-stamp, and attaches the answer', async () => {
    const [tsq, tsr] = [at('note.tsq'), at('note.tsr')];
    expect(await here('checkpoint', '--note', note, '--tsq', tsq)).toMatchObject({ code: 0 });
    const digest = createHash('sha256').update(readFileSync(note)).digest();
    expect(readFileSync(tsq).includes(digest)).toBe(true);
    writeFileSync(tsr, answered({ digest }));
    const attach = ['checkpoint', '--note', note, '--tsr', tsr] as const;
    const ruling = ['--reason', 'quarter end', '--by', 'j.auditor'] as const;
    expect(await here(...attach)).toMatchObject({ code: 2 });
    const attached = await here(...attach, ...ruling);
    expect(attached).toMatchObject({ code: 0, stdout: expect.stringContaining('not verified') });
    expect(await json('checkpoint', '--note', note)).toMatchObject({
      timestamp: { at: '2026-01-02T03:04:05Z', notVerified: expect.any(Array) },
    });
    writeFileSync(tsr, answered({ digest: Buffer.alloc(32) }));
    expect(await here(...attach, ...ruling)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Nothing was recorded'),
    });
  });
});

describe('verify --checkpoint', () => {
  it('ends with 0 where nothing before it changed, and with 1 where something did', async () => {
    const whole = await here('verify', '--checkpoint', note, '--key', `${key}.pub`);
    expect(whole).toMatchObject({ code: 0, stdout: expect.stringContaining('is valid') });
    const cut = `sqlite:${at('cut.db')}`;
    cpSync(at('ledger.db'), at('cut.db'));
    const db = new Database(at('cut.db'));
    const size = Number(readFileSync(note, 'utf8').split('\n')[1]);
    const count = db.prepare('SELECT count(*) FROM events').pluck();
    // With heads and positions, as somebody would who knows the file.
    while ((count.get() as number) >= size)
      db.exec(`UPDATE streams SET head = head - 1 WHERE sid = (SELECT sid FROM events ORDER BY position DESC LIMIT 1);
        DELETE FROM events WHERE position = (SELECT max(position) FROM events);
        UPDATE sqlite_sequence SET seq = (SELECT max(position) FROM events) WHERE name = 'events'`);
    db.close();
    const words = [
      'verify',
      '--checkpoint',
      note,
      '--key',
      readFileSync(`${key}.pub`, 'utf8').trim(),
    ];
    const found = await insiderLedgerHere(words, { store: cut });
    expect(found.code).toBe(1);
    expect(found.stdout).toContain('CHECKPOINT_TREE_TOO_SHORT checkpoint');
    const forged = at('forged.txt');
    writeFileSync(
      forged,
      readFileSync(note, 'utf8').replace('example.com/desk', 'example.com/disk'),
    );
    expect(await here('verify', '--checkpoint', forged, '--key', `${key}.pub`)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('CHECKPOINT_SIGNATURE_WRONG checkpoint'),
    });
    expect(await here('verify', '--checkpoint', at('none.txt'))).toMatchObject({ code: 2 });
    expect(await here('verify', '--key', `${key}.pub`)).toMatchObject({ code: 2 });
  });
});

/** As docs/checkpoints.md shows it. */
const stranger = (): string => {
  const text = readFileSync(join(root, 'docs/checkpoints.md'), 'utf8');
  return /```js\n(\/\/ check-proof\.mjs[\s\S]*?)```/.exec(text)?.[1] ?? '';
};

describe('prove', () => {
  it('gives a proof that a stranger checks with the script of the documentation', async () => {
    const { transactions } = await json('transactions', '--issuer', 'LRKX');
    const row = transactions[0].versions[0].row as string;
    const proof = await json('prove', row, '--checkpoint', note, '--key', `${key}.pub`);
    expect(proof).toMatchObject({ row, origin: 'example.com/desk', signature: 'valid' });
    const [script, given] = [at('check-proof.mjs'), at('proof.json')];
    writeFileSync(script, stranger());
    const check = (what: unknown) => {
      writeFileSync(given, JSON.stringify(what));
      const pub = readFileSync(`${key}.pub`, 'utf8').trim();
      return spawnSync(process.execPath, [script, given, pub], { env: {}, encoding: 'utf8' });
    };
    expect(check(proof)).toMatchObject({ status: 0, stdout: expect.stringContaining(row) });
    const [event] = proof.events;
    for (const changed of [
      { ...proof, events: [{ ...event, index: event.index + 1 }] },
      { ...proof, events: [{ ...event, path: event.path.slice(1) }] },
      { ...proof, events: [{ ...event, event: { ...event.event, type: 'HoldingReported' } }] },
      { ...proof, note: proof.note.replace('desk', 'disk') },
    ])
      expect(check(changed).status).toBe(1);
  });
});

describe('an audit pack with a checkpoint', () => {
  const check = (pack: string) =>
    spawnSync(process.execPath, [join(pack, 'check.mjs')], { env: {}, encoding: 'utf8' });

  it('encloses note, key, time-stamp and proofs; one bit flipped anywhere is found', async () => {
    const pack = at('pack');
    const words = ['audit-pack', '--issuer', 'LRKX', '--out', pack, '--checkpoint', note] as const;
    const made = await here(...words, '--key', `${key}.pub`);
    expect(made).toMatchObject({ code: 0 });
    for (const name of ['checkpoint.txt', 'checkpoint.pub', 'checkpoint.tsr', 'inclusion.json'])
      expect(readdirSync(pack)).toContain(name);
    const whole = check(pack);
    expect(whole).toMatchObject({ status: 0, stdout: expect.stringContaining('is signed by') });
    let seed = 7;
    const next = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    for (const name of readdirSync(pack).filter((entry) => entry !== 'sources')) {
      const path = join(pack, name);
      const bytes = readFileSync(path);
      if (bytes.length === 0) continue;
      const flipped = Buffer.from(bytes);
      const bit = next(bytes.length * 8);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(path, flipped);
      expect({ name, bit, status: check(pack).status }).toEqual({ name, bit, status: 1 });
      writeFileSync(path, bytes);
    }
  }, 180_000);

  it('is found changed by signature and proofs where the manifest was made anew', async () => {
    const pack = at('pack');
    const forge = (name: string, change: (text: string) => string): number | null => {
      const forged = join(temporaryFolder(), 'forged');
      cpSync(pack, forged, { recursive: true });
      writeFileSync(join(forged, name), change(readFileSync(join(forged, name), 'utf8')));
      rmSync(join(forged, 'manifest.sha256'));
      const files = readdirSync(forged, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(forged.length + 1))
        .sort();
      const lines = files.map((file) => {
        const digest = createHash('sha256')
          .update(readFileSync(join(forged, file)))
          .digest('hex');
        return `${digest}  ${file}\n`;
      });
      writeFileSync(join(forged, 'manifest.sha256'), lines.join(''));
      return check(forged).status;
    };
    const other = await here('checkpoint', '--new-key', 'example.com/desk', '--out', at('o.key'));
    expect(forge('README.txt', (text) => text)).toBe(0);
    expect(forge('checkpoint.txt', (text) => text.replace('desk', 'disk'))).toBe(1);
    expect(forge('checkpoint.txt', (text) => text.replace(/\n\d+\n/, '\n1\n'))).toBe(1);
    expect(forge('checkpoint.pub', () => other.stdout.split('\n')[0] ?? '')).toBe(1);
    expect(forge('inclusion.json', (text) => text.replace(/"index": 0/, '"index": 1'))).toBe(1);
  }, 180_000);

  it('takes the last note that was signed here of itself', async () => {
    const pack = at('another');
    expect(await here('audit-pack', '--issuer', 'LRKX', '--out', pack)).toMatchObject({ code: 0 });
    expect(readdirSync(pack)).toContain('checkpoint.pub');
    expect(check(pack)).toMatchObject({ status: 0 });
  });
});

describe('two processes at once', () => {
  it('sign the log that both see, and neither gets in the other’s way', async () => {
    const words = ['checkpoint', '--sign', key, '--format', 'json'];
    const both = await Promise.all([1, 2, 3].map(() => insiderLedger(words, { store })));
    const roots = both.map(({ code, stdout }) => [code, JSON.parse(stdout).root]);
    expect(new Set(roots.map(String)).size).toBe(1);
    expect(await here('verify')).toMatchObject({ code: 0 });
  }, 180_000);
});
