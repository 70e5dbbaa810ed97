/** A process's system calls that write, sync, make and remove files, as strace writes them down. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** `from` and `until` are places in the order of all calls: when it began and when it was done. */
export type SystemCall = { readonly from: number; readonly until: number } & (
  | { readonly call: 'write'; readonly path: string; readonly at: number; readonly bytes: Buffer }
  | { readonly call: 'truncate'; readonly path: string; readonly size: number }
  | { readonly call: 'make' | 'make-folder' | 'remove' | 'sync'; readonly path: string }
  | { readonly call: 'rename'; readonly path: string; readonly to: string }
  | { readonly call: 'print'; readonly text: string }
);

const traced = [
  ...['openat', 'open', 'creat', 'write', 'writev', 'pwrite64', 'pwritev', 'pwritev2', 'mmap'],
  ...['ftruncate', 'truncate', 'fallocate', 'copy_file_range', 'fsync', 'fdatasync', 'sync'],
  ...['syncfs', 'sync_file_range', 'unlink', 'unlinkat', 'rename', 'renameat', 'renameat2'],
  ...['link', 'linkat', 'mkdir', 'mkdirat', 'rmdir'],
];

/** Not all processors have all of them: `?` says that this is no fault. */
const filter = `trace=${traced.map((name) => `?${name}`).join(',')}`;

export const isTraceable = (): boolean => spawnSync('strace', ['--version']).status === 0;

export const trace = async (command: ReadonlyArray<string>, into: string): Promise<void> => {
  const options = ['-f', '-y', '-xx', '-s', '100000000', '-e', filter, '-e', 'signal=none'];
  const strace = spawn('strace', [...options, '-o', into, ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  strace.stdout.resume();
  const [code] = await once(strace, 'close');
  if (code !== 0) throw new Error(`what was traced ended with ${code}`);
};

const unhex = (text: string): Buffer => Buffer.from(text.replaceAll('\\x', ''), 'hex');

interface Line {
  readonly name: string;
  readonly args: string;
  readonly result: string;
  readonly from: number;
  readonly until: number;
}

/** Calls that were interrupted by another thread's are put together again. */
const linesOf = (text: string): ReadonlyArray<Line> => {
  const begun = new Map<string, { readonly text: string; readonly from: number }>();
  return text.split('\n').flatMap((line, until): ReadonlyArray<Line> => {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/s.exec(line) ?? [];
    if (rest.endsWith(' <unfinished ...>')) {
      begun.set(thread, { text: rest.slice(0, -' <unfinished ...>'.length), from: until });
      return [];
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/s.exec(rest);
    const start = resumed === null ? undefined : begun.get(thread);
    const whole = resumed === null ? rest : `${start?.text ?? ''}${resumed[1]}`;
    const open = whole.indexOf('(');
    // Before the result of a short call are several spaces.
    const end = whole.search(/\) += [^"]*$/);
    if (open < 1 || end < open) return [];
    return [
      {
        name: whole.slice(0, open),
        args: whole.slice(open + 1, end),
        result: whole.slice(end).replace(/^\) += /, ''),
        from: start?.from ?? until,
        until,
      },
    ];
  });
};

/** With the path that it leads to; of a file without a name nothing is left after a cut. */
const descriptor = /^(\d+)<([^>]*)>(\(deleted\))?/;

interface Call extends Line {
  /** Of the descriptor that comes first; empty where none does. */
  readonly number: string;
  readonly path: string;
  /** The strings, in order. */
  readonly strings: ReadonlyArray<Buffer>;
  readonly last: number;
}

const callOf = (line: Line): Call => {
  const { args } = line;
  const [, number = '', hexed = '', deleted] = descriptor.exec(args) ?? [];
  return {
    ...line,
    // Some processors have the newer of two calls alone.
    name: line.name.replace(/^(unlink|mkdir|rename)at2?$/, '$1').replace(/^open$/, 'openat'),
    number,
    path: deleted === undefined ? unhex(hexed).toString() : '',
    strings: [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => unhex(hex)),
    last: Number(args.slice(args.lastIndexOf(', ') + 2)),
  };
};

/** What is in one folder, as far as the calls have come. */
class Reading {
  readonly #folder: string;
  readonly #there = new Set<string>();
  readonly #offsets = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The memory that SQLite's processes share is made anew after a cut, whatever it holds. */
  #concerns(path: string): boolean {
    return (path === this.#folder || path.startsWith(`${this.#folder}/`)) && !path.endsWith('-shm');
  }

  /** Null where it concerns nothing here. */
  read(call: Call): SystemCall | null {
    const { name, number, strings, from, until } = call;
    if (number === '1' && name === 'write')
      return { from, until, call: 'print', text: String(strings[0]) };
    if (number !== '') return this.#concerns(call.path) ? this.#ofDescriptor(call) : null;
    if (name === 'mmap') return this.#mapped(call);
    const named = String(strings[0] ?? '');
    return this.#concerns(named) || name.startsWith('sync') ? this.#ofName(call, named) : null;
  }

  #ofDescriptor(call: Call): SystemCall {
    const { name, path, strings, last, result, from, until } = call;
    if (name === 'fsync' || name === 'fdatasync') return { from, until, call: 'sync', path };
    if (name === 'ftruncate') return { from, until, call: 'truncate', path, size: last };
    if (name !== 'pwrite64' && name !== 'write') throw unknown(name, path);
    const bytes = (strings[0] ?? Buffer.alloc(0)).subarray(0, Number.parseInt(result, 10));
    const at = name === 'write' ? (this.#offsets.get(path) ?? 0) : last;
    if (name === 'write') this.#offsets.set(path, at + bytes.length);
    return { from, until, call: 'write', path, at, bytes };
  }

  #ofName(call: Call, path: string): SystemCall | null {
    const { name, args, strings, from, until } = call;
    if (name === 'openat') return this.#opened(call, path);
    if (name === 'mkdir') return { from, until, call: 'make-folder', path };
    if (name === 'unlink') {
      return this.#there.delete(path) ? { from, until, call: 'remove', path } : null;
    }
    if (name !== 'rename') throw unknown(name, path || args);
    const to = String(strings[1]);
    this.#there.delete(path);
    this.#there.add(to);
    return { from, until, call: 'rename', path, to };
  }

  #opened({ args, from, until }: Call, path: string): SystemCall | null {
    this.#offsets.set(path, 0);
    if (this.#there.has(path))
      return args.includes('O_TRUNC') ? { from, until, call: 'truncate', path, size: 0 } : null;
    if (!args.includes('O_CREAT')) return null;
    this.#there.add(path);
    return { from, until, call: 'make', path };
  }

  /** What is written through memory is not seen. */
  #mapped({ args, name }: Call): null {
    const path = unhex(/<((?:\\x[0-9a-f]{2})+)>/.exec(args)?.[1] ?? '').toString();
    if (args.includes('PROT_WRITE') && args.includes('MAP_SHARED') && this.#concerns(path))
      throw unknown(name, path);
    return null;
  }
}

const unknown = (name: string, of: string): Error =>
  new Error(`${name} of ${of} is not known to the campaign`);

const failed = ({ result }: Line): boolean => result.startsWith('-1') || result.startsWith('?');

/** The calls that concern what is in `folder`, and what was printed, in the order they began. */
export const systemCalls = (file: string, folder: string): ReadonlyArray<SystemCall> => {
  const reading = new Reading(folder);
  return linesOf(readFileSync(file, 'latin1'))
    .toSorted((a, b) => a.from - b.from)
    .flatMap((line) => (failed(line) ? [] : (reading.read(callOf(line)) ?? [])));
};
