// Holds the import directions of docs/architecture.md:
//   node scripts/structure.mjs [ROOT]
// Prints each import that breaks a rule and exits 1 where there is any.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** What the files of a part may import of ours. The first part that a path is in counts. */
const parts = [
  { name: 'filing', in: 'src/filing/', may: [] },
  { name: 'event', in: 'src/event/', may: ['filing'] },
  { name: 'projections', in: 'projections/', may: ['filing', 'event'] },
  { name: 'store', in: 'src/store/', may: ['event'] },
  // Of the store only how its errors look.
  { name: 'answer', in: 'src/answer/', may: ['filing', 'event', 'projections', 'store'] },
  {
    name: 'journal',
    in: 'src/journal/',
    may: ['filing', 'event', 'projections', 'store', 'answer'],
  },
  {
    name: 'readmodel',
    in: 'src/readmodel/',
    may: ['filing', 'event', 'projections', 'store', 'answer', 'journal'],
  },
  {
    name: 'ledger',
    in: 'src/ledger/',
    may: ['filing', 'event', 'projections', 'store', 'answer', 'journal', 'readmodel'],
  },
  // The package's door: what it shows of the parts below is part of the library's types.
  { name: 'index', in: 'src/index.ts', may: ['filing', 'event', 'store', 'ledger'] },
  // What answers look like, for both faces to tell.
  { name: 'answer-schema', in: 'src/answer-schema/', may: [] },
  // How answers are written down, whichever face shows them.
  { name: 'text', in: 'src/cli/text/', may: ['ledger'] },
  { name: 'show', in: 'src/cli/show/', may: ['ledger', 'index', 'text'] },
  { name: 'http', in: 'src/http/', may: ['ledger', 'index', 'text', 'show', 'answer-schema'] },
  // One of its commands starts the other face.
  {
    name: 'cli',
    in: 'src/cli/',
    may: ['ledger', 'index', 'text', 'show', 'http', 'answer-schema'],
  },
];

/** The rooms of the folds: each imports what stands before it, and nothing of what joins them. */
const rooms = [
  'known',
  'position',
  'line',
  'balance',
  'conflict',
  'amendment',
  'explanation',
  'finding',
  'short-swing',
  'plan',
];

const roomOf = (path) =>
  path.startsWith('projections/') && path.split('/').length > 2 ? path.split('/')[1] : null;

/** Packages that only some parts may import. */
const drivers = { packages: ['better-sqlite3', '@eventstore/db-client', '@grpc/grpc-js'] };
const driverParts = ['store', 'readmodel'];

/** Modules that read or write files. */
const files = ['node:fs', 'node:fs/promises', 'fs', 'fs/promises'];
const fileParts = ['store', 'readmodel', 'cli', 'http'];
/** The readers' file access, and the manifest that the ledger is handed by its path. */
const fileModules = [
  'src/filing/source-files.ts',
  'src/filing/kept-sources.ts',
  'src/ledger/kept-sources-check.ts',
  'src/ledger/pack/pack-folder.ts',
  // The text of a program that is handed over.
  'src/ledger/pack/checker.ts',
  'src/filing/readers/data-set/spill.ts',
  'src/filing/readers/data-set/table-file.ts',
  'src/ledger/record/manifest-file.ts',
  // Where a back-up goes is looked at before anything is written there.
  'src/ledger/backup.ts',
  // They look for the file of their own worker.
  'src/ledger/record/reading-pool.ts',
  'src/ledger/crew/crew.ts',
];

/** Pure parts see no clock and no network either. */
const outside = ['node:net', 'node:http', 'node:https', 'node:child_process', 'node:timers'];
const pureParts = ['filing', 'event', 'projections'];

const sources = (folder) => {
  let entries = [];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
};

const specifiers = (text) => [
  ...new Set(
    [
      ...text.matchAll(/^\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'/gm),
      ...text.matchAll(/^\s*import\s*'([^']+)'/gm),
      ...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g),
    ].map((match) => match[1]),
  ),
];

const partOf = (path) => parts.find((part) => path.startsWith(part.in));

const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const problemsOf = (path, specifier, target) => {
  const part = partOf(path);
  const problems = [];
  if (target !== null) {
    const other = partOf(target);
    if (other === undefined) problems.push(`imports ${target}, which is in no part`);
    else if (other !== part && !part.may.includes(other.name))
      problems.push(
        `imports ${target}: ${part.name} may import ${part.may.join(', ') || 'nothing'} of ours`,
      );
  }
  const room = roomOf(path);
  if (target !== null && room !== null && target.startsWith('projections/')) {
    const other = roomOf(target);
    if (!rooms.includes(room))
      problems.push(`is in the room ${room}, which this check does not know`);
    else if (other === null || rooms.indexOf(other) > rooms.indexOf(room))
      problems.push(`imports ${target}: ${room} comes before it among the rooms of the folds`);
  }
  if (drivers.packages.includes(packageOf(specifier)) && !driverParts.includes(part.name))
    problems.push(`imports ${specifier}: only ${driverParts.join(', ')} may import a driver`);
  if (files.includes(specifier) && !fileParts.includes(part.name) && !fileModules.includes(path))
    problems.push(`imports ${specifier}: no files are read or written here`);
  if (outside.includes(specifier) && pureParts.includes(part.name))
    problems.push(`imports ${specifier}: ${part.name} is pure`);
  return problems;
};

const cycleFrom = (start, edges) => {
  const stack = [[start, [start]]];
  const seen = new Set();
  while (stack.length > 0) {
    const [at, path] = stack.pop();
    for (const next of edges.get(at) ?? []) {
      if (next === start) return [...path, start];
      if (!seen.has(next)) {
        seen.add(next);
        stack.push([next, [...path, next]]);
      }
    }
  }
  return null;
};

/** Every import below a root that breaks a rule, one line each. */
export const violations = (root) => {
  const found = [];
  const edges = new Map();
  const paths = ['src', 'projections'].flatMap((folder) => sources(join(root, folder)));
  const views = new Set(
    paths.filter((path) => path.endsWith('.tsx')).map((path) => path.slice(0, -4)),
  );
  for (const absolute of paths) {
    const path = relative(root, absolute).split(sep).join('/');
    const text = readFileSync(absolute, 'utf8');
    const targetOf = (specifier) => {
      if (!specifier.startsWith('.')) return null;
      const target = join(dirname(path), specifier).split(sep).join('/');
      const bare = target.replace(/\.js$/, '');
      return target === bare ? target : `${bare}${views.has(join(root, bare)) ? '.tsx' : '.ts'}`;
    };
    if (partOf(path) === undefined) {
      found.push(`${path} is in no part that this check knows`);
      continue;
    }
    for (const specifier of specifiers(text))
      for (const problem of problemsOf(path, specifier, targetOf(specifier)))
        found.push(`${path} ${problem}`);
    edges.set(
      path,
      // Types and late imports too: what is in a circle cannot be read from its beginning.
      specifiers(text)
        .map(targetOf)
        .filter((target) => target !== null),
    );
  }
  const inCycles = new Set();
  for (const path of edges.keys()) {
    const cycle = inCycles.has(path) ? null : cycleFrom(path, edges);
    if (cycle === null) continue;
    for (const one of cycle) inCycles.add(one);
    found.push(`${cycle.join(' → ')} is a cycle`);
  }
  return { found, files: paths.length };
};

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) {
  const { found, files: count } = violations(process.argv[2] ?? process.cwd());
  for (const line of found) console.error(line);
  if (count === 0) console.error('there are no sources here');
  else if (found.length === 0) console.log(`${count} modules, no import against the rules`);
  process.exitCode = found.length > 0 || count === 0 ? 1 : 0;
}
