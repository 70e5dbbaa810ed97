/** Serving a ledger on EventStoreDB: tables of its own while it serves, level with the log. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import { expect, it } from 'vitest';
import { openLedger } from '../../src/ledger/open.js';
import { commandFile } from '../cli/command.js';
import { EsdbDouble } from '../esdb-double/server.js';
import { form3, holding } from '../ledger/filing.js';
import { right } from '../readmodel/kept.js';

it('serves a ledger on EventStoreDB and takes in what is appended', async () => {
  const node = await EsdbDouble.start();
  const opened = await openLedger(node.url)();
  if (E.isLeft(opened)) throw new Error(opened.left.message);
  const ledger = opened.right;
  await right(ledger.record(form3(1, '2024-01-10', [holding(1, '6000')])));
  const child = spawn(process.execPath, [commandFile, 'serve', '--port', '0', '--store', node.url]);
  try {
    let said = '';
    const port = await new Promise<string>((resolve) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const found = /127\.0\.0\.1:(\d+)\/ until/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    const url = `http://127.0.0.1:${port}`;
    const until = async (check: () => Promise<boolean>): Promise<void> => {
      for (let tries = 0; !(await check()); tries++) {
        if (tries > 200) throw new Error(`it did not come to be: ${said}`);
        await sleep(50);
      }
    };
    await until(async () => (await fetch(`${url}/readyz`)).ok);
    const held = async (): Promise<string> =>
      (await fetch(`${url}/api/v1/positions?format=csv`)).text();
    expect(await held()).toContain('6000');
    const later = { ...(form3(2, '2024-01-11', [holding(1, '77')]) as object) };
    const owners = [{ cik: '0000002001', name: 'ROE R', relationship: { director: true } }];
    await right(ledger.record({ ...later, owners }));
    await until(async () => (await held()).includes('0000002001'));
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  } finally {
    child.kill('SIGTERM');
    await ledger.close();
    await node.stop();
  }
});
