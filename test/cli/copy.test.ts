import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../store/folder.js';
import { insiderLedger, insiderLedgerHere, samples } from './command.js';

const folder = temporaryFolder();
const from = `sqlite:${folder.file('from.db')}`;

describe('copy', () => {
  it('replicates a ledger and shows that both digests are equal', async () => {
    await insiderLedgerHere([
      'import',
      samples,
      '--manifest',
      join(samples, 'manifest.csv'),
      '--store',
      from,
    ]);
    const to = `sqlite:${folder.file('to.db')}`;
    const copied = await insiderLedger(['copy', '--from', from, '--to', to, '--format', 'json']);
    expect(copied.code).toBe(0);
    const answer = JSON.parse(copied.stdout);
    expect(answer.same).toBe(true);
    expect(answer.to.digest).toBe(answer.from.digest);
    const again = await insiderLedgerHere(['copy', '--from', from, '--to', to, '--format', 'json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ written: 0, same: true });
  });

  it('makes no ledger where there is none to copy', async () => {
    const [missing, to] = [folder.file('missing.db'), folder.file('empty.db')];
    const ran = await insiderLedgerHere([
      'copy',
      '--from',
      `sqlite:${missing}`,
      '--to',
      `sqlite:${to}`,
    ]);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain(`there is no ledger at ${missing} to copy from`);
    expect([missing, to].filter((file) => existsSync(file))).toEqual([]);
  });

  it('refuses one store for both', async () => {
    expect(await insiderLedgerHere(['copy', '--from', from, '--to', from])).toMatchObject({
      code: 2,
    });
  });
});

describe('log lines', () => {
  it('are JSON on standard error at the level asked for', async () => {
    const ran = await insiderLedger(['status', '--store', from], {
      env: { INSIDER_LEDGER_LOG: 'info' },
    });
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stderr.trim())).toMatchObject({ level: 'info', msg: 'store closed' });
  });

  it('take a level that there is', async () => {
    const ran = await insiderLedger(['status', '--store', from], {
      env: { INSIDER_LEDGER_LOG: 'loud' },
    });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('debug, info, warn, error');
  });
});
