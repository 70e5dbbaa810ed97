/** What `campaign:power-cut` takes for possible after a power cut; the campaign itself wants strace. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Mode, remainsAt } from '../../bench/campaign/power-cut-remains.js';
import { type SystemCall, systemCalls } from '../../bench/campaign/system-calls.js';
import { randomFrom } from './random.js';

const hex = (text: string): string =>
  [...Buffer.from(text)].map((b) => `\\x${b.toString(16).padStart(2, '0')}`).join('');
const open = (path: string): string =>
  `openat(AT_FDCWD<${hex('/')}>, "${hex(path)}", O_RDWR|O_CREAT, 0644) = 7<${hex(path)}>`;
const write = (path: string, text: string, at: number): string =>
  `pwrite64(7<${hex(path)}>, "${hex(text)}", ${text.length}, ${at}) = ${text.length}`;
const sync = (path: string): string => `fsync(7<${hex(path)}>)                = 0`;

const ledger = '/there/ledger.db';
const old = 'o'.repeat(1024);
const fresh = 'n'.repeat(1024);

describe('what a power cut leaves', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cut-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  type Line = string | { readonly thread: number; readonly line: string };
  const callsOf = (...lines: ReadonlyArray<Line>): ReadonlyArray<SystemCall> => {
    const file = join(folder, 'calls');
    const threaded = lines.map((l) => (typeof l === 'string' ? { thread: 11, line: l } : l));
    writeFileSync(file, threaded.map(({ thread, line }) => `${thread}  ${line}\n`).join(''));
    return systemCalls(file, '/there');
  };

  /** The ledger's file after a cut, at the end of the calls unless given; null where there is none. */
  const left = (
    calls: ReadonlyArray<SystemCall>,
    mode: Mode,
    { seed = 1, withoutSyncs = false, cut = Number.POSITIVE_INFINITY } = {},
  ): string | null => {
    const into = mkdtempSync(join(folder, 'left-'));
    const remains = remainsAt(calls, cut, withoutSyncs);
    remains.write('/there', into, randomFrom(seed), mode);
    const file = join(into, 'ledger.db');
    return existsSync(file) ? readFileSync(file, 'latin1') : null;
  };

  const named = [open(ledger), sync('/there')];

  test('what was synced is there, whatever else is not', () => {
    const calls = callsOf(...named, write(ledger, old, 0), sync(ledger), write(ledger, fresh, 0));
    expect(left(calls, 'nothing')).toBe(old);
    expect(left(calls, 'all')).toBe(fresh);
    expect(left(calls, 'nothing', { withoutSyncs: true })).toBeNull();
  });

  test('of what was not synced any sectors are there', () => {
    const calls = callsOf(...named, write(ledger, old, 0), sync(ledger), write(ledger, fresh, 0));
    const half = [old.slice(512), fresh.slice(512)];
    const found = new Set(Array.from({ length: 60 }, (_, seed) => left(calls, 'some', { seed })));
    expect(found).toEqual(new Set([old, fresh, `${half[0]}${half[1]}`, `${half[1]}${half[0]}`]));
  });

  test('a name may be missing until its folder is synced', () => {
    const calls = callsOf(open(ledger), write(ledger, old, 0), sync(ledger));
    expect(left(calls, 'nothing')).toBeNull();
    expect(left(calls, 'all')).toBe(old);
  });

  test('a sync keeps what was written when it began, once it is done', () => {
    const begun = `fsync(7<${hex(ledger)}> <unfinished ...>`;
    const elsewhere = { thread: 12, line: write(ledger, fresh, 0) };
    const done = '<... fsync resumed>)              = 0';
    const calls = callsOf(...named, write(ledger, old, 0), begun, elsewhere, done);
    expect(left(calls, 'nothing')).toBe(old);
    const written = calls.find(({ call, from }) => call === 'write' && from > 2);
    expect(left(calls, 'nothing', { cut: (written?.from ?? 0) + 1 })).toBe('');
  });

  test('a call that it does not know is refused, not passed over', () => {
    const cloned = `fallocate(7<${hex(ledger)}>, 0, 0, 4096) = 0`;
    expect(() => callsOf(open(ledger), cloned)).toThrow(/fallocate/);
  });
});
