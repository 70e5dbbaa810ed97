/** Kills processes that append, and looks at what they leave. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childScript } from '../../bench/campaign/child-script.js';
import { sqliteStore } from '../../src/store/sqlite.js';
import { expectRight } from './opened.js';
import { randomFrom } from './random.js';
import { acknowledged, problemsOf } from './whole.js';

const source = fileURLToPath(new URL('./appender.ts', import.meta.url));
const scripts = new Map<string, string>();

/** The appender in one file, beside the store that it writes. */
const scriptBeside = (file: string): string => {
  const folder = dirname(file);
  const script = scripts.get(folder) ?? childScript(source, folder);
  scripts.set(folder, script);
  return script;
};

export interface Appender {
  readonly process: ChildProcess;
  /** Resolves at the first acknowledgement, or at the end. */
  readonly working: Promise<unknown>;
  /** Resolves at the end, with everything printed. */
  readonly printed: Promise<string>;
}

export function startAppender(file: string, name: string, seed: number, seconds = 60): Appender {
  const args = [scriptBeside(file), file, name, String(seed), String(seconds)];
  return watch(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] }));
}

/** The same under a limit on the size of any file it writes, in KiB: a disk that is full. */
export function startCrampedAppender(file: string, name: string, kib: number): Appender {
  const command = `ulimit -f ${kib}; exec "$0" "$@"`;
  const args = ['-c', command, process.execPath, scriptBeside(file), file, name, '1', '60'];
  return watch(spawn('bash', args, { stdio: ['ignore', 'pipe', 'inherit'] }));
}

function watch(child: ChildProcess): Appender {
  let text = '';
  child.stdout?.setEncoding('utf8');
  child.stdout?.on('data', (chunk: string) => {
    text += chunk;
  });
  const ended = once(child, 'close');
  return {
    process: child,
    working: Promise.race([child.stdout === null ? ended : once(child.stdout, 'data'), ended]),
    printed: ended.then(() => text),
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export interface Crash {
  readonly seed: number;
  readonly acknowledgements: number;
  readonly problems: ReadonlyArray<string>;
}

/**
 * Two processes append to one file; one is killed at a random instant, the other goes on for a
 * while and is killed too. Then the file is opened and must hold everything, and take more.
 */
export async function crash(file: string, seed: number, longestMs = 120): Promise<Crash> {
  const random = randomFrom(seed);
  const appenders = ['a', 'b'].map((name, i) => startAppender(file, name, seed * 2 + i));
  const acks = new Map<string, number>();
  let acknowledgements = 0;
  await Promise.all(appenders.map(({ working }) => working));
  for (const { process: child, printed } of appenders) {
    await pause(random() * longestMs);
    child.kill('SIGKILL');
    const text = await printed;
    acknowledgements += text.split('\n').length - 1;
    for (const [stream, revision] of acknowledged(text)) acks.set(stream, revision);
  }
  const store = await expectRight(sqliteStore(file));
  try {
    const problems = await problemsOf(store, acks);
    if (acknowledgements === 0) problems.push('nothing was acknowledged');
    return { seed, acknowledgements, problems };
  } finally {
    await store.close();
  }
}
