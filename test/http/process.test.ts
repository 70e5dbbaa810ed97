/** The server as a process: it starts, says where, keeps level, bounds what is long, and drains. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import {
  commandFile,
  insiderLedger,
  insiderLedgerHere,
  root,
  sampleLedger,
} from '../cli/command.js';
import { temporaryFolder } from '../cli/folders.js';
import { accession, form3, holding } from '../ledger/filing.js';

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly url: string;
  readonly said: () => string;
  readonly readyMs: number;
  readonly ended: Promise<number | null>;
}

const running: Array<ChildProcess> = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGTERM');
});

const started = async (words: ReadonlyArray<string>): Promise<Running> => {
  const began = performance.now();
  const child = spawn(process.execPath, [commandFile, 'serve', '--port', '0', ...words], {
    cwd: root,
  });
  running.push(child);
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  let said = '';
  const port = await new Promise<number>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /on http:\/\/127\.0\.0\.1:(\d+)\//.exec(said)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    void ended.then((code) => reject(new Error(`it ended with ${code}: ${said}`)));
  });
  const readyMs = performance.now() - began;
  return { child, port, url: `http://127.0.0.1:${port}`, said: () => said, readyMs, ended };
};

/** What a socket answers to bytes as they are. */
const raw = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      answer += piece;
      if (answer.includes('\r\n\r\n')) socket.end();
    });
    socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''));
    socket.on('error', reject);
  });

const until = async (check: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 200; tries++) {
    if (await check()) return;
    await sleep(50);
  }
  throw new Error('it did not come to be');
};

describe('serve', () => {
  it('opens on a ledger, says where, takes in what others write, and ends when asked', async () => {
    const store = await sampleLedger();
    const server = await started(['--store', store, '--metrics']);
    expect(server.said()).toContain(`serving ${store} on http://127.0.0.1:${server.port}/`);
    await until(async () => (await fetch(`${server.url}/readyz`)).ok);

    const events = await fetch(`${server.url}/api/v1/events`);
    const heard = events.body?.getReader();
    const first = Buffer.from((await heard?.read())?.value ?? []).toString();
    expect(first).toContain('event: now');
    const path = `${server.url}/api/v1/holdings?insider=0000001001`;
    expect((await fetch(path)).status).toBe(404);
    // The command line writes beside it.
    const stdin = `${JSON.stringify(form3(1, '2024-01-10', [holding(1, '6000')]))}\n`;
    const ran = await insiderLedgerHere(['append', '-'], { store, stdin });
    expect(ran.code, ran.stderr).toBe(0);
    let told = '';
    while (!told.includes('event: grown'))
      told += Buffer.from((await heard?.read())?.value ?? []).toString();
    const row = `${accession(1)}/`;
    expect(await (await fetch(`${server.url}/api/v1/positions`)).text()).toContain(row);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(
      /insider_ledger_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/positions",status="200"\} 1/,
    );

    server.child.kill('SIGTERM');
    // Who listens is let go; nothing else is on its way.
    while (!(await heard?.read())?.done);
    expect(await server.ended).toBe(0);
  });

  it('shows the samples with --demo, reading only', async () => {
    const server = await started(['--demo']);
    expect(server.said()).toContain('serving the samples');
    const found = await fetch(`${server.url}/api/v1/find?text=posey`);
    expect(await found.text()).toContain('POSEY BRUCE K');
    const sent = await fetch(`${server.url}/api/v1/rows/withdrawals`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"row":"x","reason":"y"}',
    });
    expect(sent.status).toBe(403);
    server.child.kill('SIGINT');
    expect(await server.ended).toBe(0);
  });

  it('takes filings with --allow-append, over a socket, and streams what it holds once', async () => {
    const store = await sampleLedger();
    const server = await started(['--store', store, '--allow-append', '--by', 'ada']);
    expect(server.said()).toContain('filings are taken');
    await until(async () => (await fetch(`${server.url}/readyz`)).ok);
    const send = (body: BodyInit, more: object = {}): Promise<Response> =>
      fetch(`${server.url}/api/v1/filings`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body,
        ...more,
      });
    const line = `${JSON.stringify(form3(1, '2024-01-10', [holding(1, '6000')]))}\n`;
    expect((await send(line)).status).toBe(201);
    expect((await send(line)).status).toBe(200);
    // Without a length, and longer than it may be; what nobody reads must have an end here as well.
    let mebibytes = 0;
    const tooLong = new ReadableStream({
      pull: (controller) => {
        mebibytes += 1;
        if (mebibytes > 64) controller.close();
        else controller.enqueue(new Uint8Array(1024 * 1024).fill(0x20));
      },
    });
    const long = await send(tooLong, { duplex: 'half' }).then(
      ({ status }) => status,
      () => 'cut off',
    );
    expect([413, 'cut off']).toContain(long);

    const path = `${server.url}/api/v1/positions?format=ndjson`;
    const first = await fetch(path);
    expect(await first.text()).toContain(accession(1));
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\//);
    const again = await fetch(path, { headers: { 'if-none-match': etag } });
    expect([again.status, again.headers.get('etag')]).toEqual([304, etag]);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  });

  it('begins a ledger where filings are to be handed over', async () => {
    const store = `sqlite:${join(temporaryFolder(), 'new.db')}`;
    const server = await started(['--store', store, '--allow-append', '--by', 'ada']);
    await until(async () => (await fetch(`${server.url}/readyz`)).ok);
    const sent = await fetch(`${server.url}/api/v1/filings`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: `${JSON.stringify(form3(1, '2024-01-10', [holding(1, '6000')]))}\n`,
    });
    expect(sent.status).toBe(201);
    const held = await fetch(`${server.url}/api/v1/positions?format=ndjson`);
    expect(await held.text()).toContain(accession(1));
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  });

  it('says that a port is taken, and ends with 3', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const ran = await insiderLedger(['serve', '--demo', '--port', `${port}`]);
    other.close();
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(`port ${port} of 127.0.0.1 is taken`);
  });

  it('says where no ledger is, and which words do not go together', async () => {
    const none = await insiderLedger(['serve', '--store', 'sqlite:/nowhere/at/all.db']);
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining('there is no ledger')]);
    for (const words of [
      ['--host', '0.0.0.0'],
      ['--allow-rulings'],
      ['--allow-append'],
      ['--by', 'j.doe', '--tokens', 'x'],
      ['--trust-user-header', 'x-user'],
      ['--tokens', '/nowhere/at/all'],
      ['--host', '0.0.0.0', '--allow-host', 'x.example', '--by', 'j.doe'],
      ['--format', 'json'],
      ['--port', '65536'],
    ]) {
      const ran = await insiderLedger(['serve', '--demo', '--port', '0', ...words]);
      expect(ran.code, `${words.join(' ')}: ${ran.stderr}`).toBe(2);
    }
  });

  it('answers by its own names alone, whatever was sent', async () => {
    const { port } = await started(['--demo']);
    const get = (target: string, ...headers: ReadonlyArray<string>): string =>
      `GET ${target} HTTP/1.1\r\n${headers.map((line) => `${line}\r\n`).join('')}Connection: close\r\n\r\n`;
    const own = `Host: 127.0.0.1:${port}`;
    for (const [text, status] of [
      [get('/livez', own), 200],
      [get('/livez', 'Host: evil.example'), 421],
      [get('/livez', own, 'Host: evil.example'), 421],
      [get('/livez', 'Host: evil.example', own), 421],
      [get('/livez', 'Host: '), 421],
      [get('/livez'), 400],
      ['GET /livez HTTP/1.0\r\n\r\n', 421],
      [get(`http://127.0.0.1:${port}/livez`, own), 200],
      [get('http://evil.example/livez', own), 421],
      [get(`http://127.0.0.1:${port}/livez`, 'Host: evil.example'), 421],
      [get('//evil.example/livez', own), 404],
      [get('nonsense', own), 400],
      [
        `POST /livez HTTP/1.1\r\n${own}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
        400,
      ],
      [get(`/livez?${'x'.repeat(20_000)}`, own), 431],
    ] as const)
      expect(await raw(port, text), text.slice(0, 100)).toContain(` ${status} `);
  });

  it('sends two long answers at once and no third, and lets go of who does not read', async () => {
    const { port, url } = await started(['--demo']);
    const slow = (): Promise<{ readonly end: () => void }> =>
      new Promise((resolve, reject) => {
        const asked = request(
          { port, host: '127.0.0.1', path: '/api/v1/positions?format=ndjson' },
          (answer) => {
            answer.pause();
            resolve({ end: () => asked.destroy() });
          },
        );
        asked
          .on('error', () => undefined)
          .on('timeout', reject)
          .end();
      });
    // The samples are short: what is sent is over as soon as it is in the socket. So many at once
    // that some meet two others on their way.
    const answers = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const answer = await fetch(`${url}/api/v1/positions`);
        return {
          status: answer.status,
          retry: answer.headers.get('retry-after'),
          text: await answer.text(),
        };
      }),
    );
    const refused = answers.filter(({ status }) => status === 503);
    expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true);
    for (const { retry, text } of refused) {
      expect(retry).toBe('5');
      expect(text).toContain('TOO_MANY_HEAVY');
    }
    const whole = new Set(answers.filter(({ status }) => status === 200).map(({ text }) => text));
    expect(whole.size).toBe(1);
    // Who goes away leaves the place to others.
    for (let i = 0; i < 6; i++) (await slow()).end();
    await until(async () => (await fetch(`${url}/api/v1/positions`)).ok);
  });
});
