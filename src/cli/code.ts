/**
 * The program's code as built: one script, evaluated with what V8 made of it in an earlier run.
 * What is kept is only ever used where it is whole, made of this very script by this Node, and
 * written by this user where no other may write (decision 0007).
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { inlineLess } from './inlining.js';

/** What the script hands out: the modules that processes and threads begin with. */
interface Beginnings {
  program(): Promise<{ run(words: ReadonlyArray<string>): Promise<number> }>;
  rebuildWorker(): Promise<unknown>;
  foldingWorker(): Promise<unknown>;
}

type Wrapper = (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  url: string,
) => void;

/** Commands that answer sooner than they are compiled; the others' time goes elsewhere. */
const quick = new Set([
  'changes',
  'conflict',
  'conflicts',
  'explain',
  'filed',
  'flow',
  'holders',
  'holdings',
  'plans',
  'positions',
  'reconcile',
  'rulings',
  'short-swing',
  'status',
  'timeliness',
  'transactions',
]);

const url = new URL('./program.js', import.meta.url).href;

const ownCode = (): Buffer => readFileSync(fileURLToPath(url));

/** The script is ASCII, as its build sees to: so read, it takes half the memory. */
const scriptOf = (code: Buffer, cachedData?: Buffer): Script =>
  new Script(code.toString('latin1'), {
    filename: fileURLToPath(url),
    ...(cachedData === undefined ? {} : { cachedData }),
  });

const beginningsOf = (script: Script): Beginnings => {
  const own = { exports: {} };
  const wrapper = script.runInThisContext() as Wrapper;
  wrapper(own.exports, createRequire(url), own, url);
  return own.exports as Beginnings;
};

/** For threads, whose time goes elsewhere. */
export const beginnings = (): Beginnings => beginningsOf(scriptOf(ownCode()));

/** The user's own folder for what can be made again; null where there is none to trust. */
const keptFolder = (): string | null => {
  const { env } = process;
  // Files have owners where there is getuid. Node's own variable turns this off as well.
  if (process.getuid === undefined || env['NODE_DISABLE_COMPILE_CACHE'] !== undefined) return null;
  const { XDG_CACHE_HOME: caches = '', HOME: home = '' } = env;
  const above = isAbsolute(caches) ? caches : isAbsolute(home) ? join(home, '.cache') : null;
  return above === null ? null : join(above, 'insider-ledger');
};

const isOursAlone = ({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean =>
  uid === process.getuid?.() && (mode & 0o022) === 0;

const commandOf = (words: ReadonlyArray<string>): string | undefined =>
  words.find((word) => !word.startsWith('-'));

const isQuick = (words: ReadonlyArray<string>): boolean => quick.has(commandOf(words) ?? '');

/** One file for each command, not for each version: what is outdated is replaced. */
const keptFile = (words: ReadonlyArray<string>): string | null => {
  const folder = keptFolder();
  if (folder === null || !isQuick(words)) return null;
  const from = words.includes('--from-log') ? '-from-log' : '';
  return join(folder, `${commandOf(words)}${from}-${process.version}-${process.arch}`);
};

const digestBytes = 32;

/** Of all that decides what is run. V8 itself only compares lengths, versions and flags. */
const digestOf = (code: Buffer, compiled: Buffer): Buffer =>
  createHash('sha256')
    .update(`${process.version} ${process.arch} ${code.length}\n`)
    .update(code)
    .update(compiled)
    .digest();

const keptIn = (file: string, code: Buffer): Buffer | null => {
  try {
    // A pipe in its place keeps nobody waiting.
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      // Of the open file, which nobody can exchange any more.
      const stat = fstatSync(descriptor);
      if (!stat.isFile() || !isOursAlone(stat)) return null;
      const kept = readFileSync(descriptor);
      const compiled = kept.subarray(digestBytes);
      return digestOf(code, compiled).equals(kept.subarray(0, digestBytes)) ? compiled : null;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null;
  }
};

/**
 * A folder that is there, or is made: one at a time, since where nothing can be made, making a
 * whole path may never come back (/proc); and none in another user's, whom it would keep out where
 * the administrator asks in that user's place.
 */
const isThere = (folder: string): boolean => {
  if (existsSync(folder)) return true;
  if (statSync(dirname(folder)).uid !== process.getuid?.()) return false;
  mkdirSync(folder, { mode: 0o700 });
  return true;
};

/** Whoever reads meanwhile finds the file before or the one after, whole. */
const keepIn = (file: string, code: Buffer, compiled: Buffer): void => {
  const draft = `${file}.${process.pid}`;
  try {
    const folder = dirname(file);
    if (![dirname(folder), folder].every(isThere) || !isOursAlone(statSync(folder))) return;
    try {
      writeFileSync(draft, Buffer.concat([digestOf(code, compiled), compiled]), {
        mode: 0o600,
        flag: 'wx',
      });
      renameSync(draft, file);
    } finally {
      rmSync(draft, { force: true });
    }
  } catch {
    // Nothing may be written there: the next run compiles again.
  }
};

/** Runs the command line, and keeps what was compiled for it where nothing of use is kept yet. */
export const run = async (words: ReadonlyArray<string>): Promise<number> => {
  if (!isQuick(words) || words.includes('--from-log')) await inlineLess();
  const code = ownCode();
  const file = keptFile(words);
  const kept = file === null ? null : keptIn(file, code);
  const script = scriptOf(code, kept ?? undefined);
  const { run: runProgram } = await beginningsOf(script).program();
  const exitCode = await runProgram(words);
  if (file !== null && exitCode === 0 && (kept === null || script.cachedDataRejected === true))
    keepIn(file, code, script.createCachedData());
  return exitCode;
};
