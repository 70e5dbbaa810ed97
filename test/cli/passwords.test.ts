/** A password in an address is shown nowhere, wherever the address came to stand. */
import { describe, expect, it } from 'vitest';
import { withoutPasswords } from '../../src/ledger/address.js';
import { insiderLedgerHere } from './command.js';

const secrets = [
  'hunter2',
  'a:hunter2',
  'hunter2?x',
  'x?hunter2',
  'hunter2/y',
  'y/hunter2',
  'hunter2@z',
  'z@hunter2',
  'hunter2%',
];

describe.each(secrets)('the password %s', (secret) => {
  const address = `esdb://admin:${secret}@localhost:1?tls=false`;
  it.each([
    ['as the store', ['status', '--store', address]],
    ['as a store without a scheme', ['status', '--store', address.replace('esdb:', '')]],
    ['as a store of an unknown scheme', ['status', '--store', address.replace('esdb', 'esdbs')]],
    ['as a path', ['import', address]],
    ['as a path that is no address of ours', ['import', address.replace('esdb', 'https')]],
    ['as the manifest', ['import', '.', '--manifest', address]],
    ['as the read model', ['status', '--store', 'memory:', '--read-model', address]],
    ['as a command', [address]],
    ['as an option', ['status', `--${address}`]],
    ['as an argument too many', ['verify', address]],
    ['as an insider', ['holdings', address]],
    ['as a format', ['status', '--format', address]],
    ['as a day', ['holdings', 'x', '--as-of', address]],
    ['as the target of a copy', ['copy', 'memory:', address]],
    ['as the source of a copy', ['copy', address, 'memory:']],
  ])('%s is not shown', async (_where, words) => {
    const { stdout, stderr, code } = await insiderLedgerHere(words, { store: 'memory:' });
    expect(code).not.toBe(0);
    expect(stdout + stderr).not.toMatch(/hunter2/);
  });
});

it('takes the user out of every address in a text, and nothing else', () => {
  expect(withoutPasswords('at esdb://a:b?c@d@host:1 and x://u:p@h: insider-1@3 is gone')).toBe(
    'at esdb://…@host:1 and x://…@h: insider-1@3 is gone',
  );
});

it.each(['A+', 'a://', 'a://b ', '@'])('takes time with the length of the text: %s', (run) => {
  const from = process.cpuUsage();
  withoutPasswords(run.repeat(200_000 / run.length));
  const { user, system } = process.cpuUsage(from);
  expect((user + system) / 1e6).toBeLessThan(2);
});
