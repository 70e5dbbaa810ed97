/**
 * The same import and rebuild on several versions of Node, each from a fresh clone that was
 * installed and built with it: better-sqlite3 and whatever else is compiled is that version's own.
 *
 *   npx tsx bench/node-versions.ts --work FOLDER [--versions 20,22,24,26] [--filings 5000]
 *     [--rounds 3] [--suite]
 *
 * Versions come as the npm package `node`, which has their headers with it; what is already in
 * FOLDER is used again, so that a run can be taken up. With `--suite` the whole suite runs first,
 * one version after the other, and what it printed is kept in FOLDER; `--rounds 0` measures nothing.
 * An install compiles for a minute and more, so this is no part of CI.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs, stripVTControlCharacters } from 'node:util';
import { type Figures, inTurn, loadSeen, processTook, type Took } from './measure.js';

const { values } = parseArgs({
  options: {
    work: { type: 'string' },
    versions: { type: 'string', default: '20,22,24,26' },
    filings: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    suite: { type: 'boolean', default: false },
  },
});
if (values.work === undefined) throw new Error('--work FOLDER: where versions and clones are kept');
const work = resolve(values.work);
const root = join(import.meta.dirname, '..');

interface Version {
  readonly major: string;
  readonly version: string;
  readonly node: string;
  readonly clone: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The folder with `bin` and `include` of an installed package `node`. */
const homeOf = (folder: string): string => {
  const modules = [
    join(folder, 'node_modules'),
    join(folder, 'node_modules/node/node_modules'),
  ].filter(existsSync);
  for (const inner of modules)
    for (const name of readdirSync(inner))
      if (existsSync(join(inner, name, 'include/node/node.h'))) return join(inner, name);
  throw new Error(`${folder}: no headers came with the package node`);
};

/** The home of a version of Node, fetched where it is not there yet. */
const fetched = (wanted: string): string => {
  const folder = join(work, `n${wanted}`);
  if (!existsSync(join(folder, 'node_modules/node'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    processTook('npm', ['install', '--no-audit', '--no-fund', `node@${wanted}`], { cwd: folder });
  }
  return homeOf(folder);
};

const prepared = (major: string): Version => {
  const clone = join(work, `c${major}`);
  const node = join(fetched(major), 'bin/node');
  const env = {
    ...process.env,
    PATH: `${dirname(node)}:${process.env['PATH'] ?? ''}`,
    npm_config_nodedir: fetched(major),
  };
  if (!existsSync(join(clone, 'dist/bin'))) {
    rmSync(clone, { recursive: true, force: true });
    processTook('git', ['clone', '-q', root, clone]);
    processTook('npm', ['ci', '--no-audit', '--no-fund'], { cwd: clone, env });
    processTook('npm', ['run', '--silent', 'build'], { cwd: clone, env });
  }
  const version = processTook(node, ['--version']).value.trim();
  return { major, version, node, clone, env };
};

/** Runs the suite; a failure is said and remembered, and keeps no other version from its turn. */
const tested = ({ major, clone, env, version }: Version): void => {
  for (const script of ['test', 'test:processes']) {
    const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', script], {
      cwd: clone,
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const kept = join(work, `suite-${major}-${script.replace(':', '-')}.log`);
    writeFileSync(kept, stdout + stderr);
    if (status !== 0) process.exitCode = 1;
    const counts = stripVTControlCharacters(stdout)
      .split('\n')
      .filter((line) => /^ *(Tests|Test Files) /.test(line));
    const words = counts.map((line) => line.trim().replace(/ +/g, ' '));
    process.stdout.write(
      `${version} ${script}: ${status === 0 ? 'passes' : `FAILS, see ${kept}`}; ${words.join('; ')}\n`,
    );
  }
};

const versions = values.versions.split(',').map(prepared);
if (values.suite) for (const version of versions) tested(version);
if (values.rounds === '0') process.exit();

const filings = join(work, `filings-${values.filings}-${values.seed}`);
if (!existsSync(filings)) {
  const generate = join(import.meta.dirname, 'market/generate.ts');
  const size = ['--filings', values.filings, '--seed', values.seed, '--out', filings];
  processTook(process.execPath, ['--import', 'tsx', generate, ...size], { cwd: root });
}

type Sides = Record<string, (round: number) => Promise<Took>>;
const store = (major: string): string => join(work, `bench-${major}.db`);
const cleared = (major: string): void => {
  for (const end of ['', '-wal', '-shm', '.read'])
    rmSync(`${store(major)}${end}`, { recursive: true, force: true });
};
const run = ({ node, clone, env, major }: Version, args: ReadonlyArray<string>): Took =>
  processTook(
    node,
    [join(clone, 'dist/bin/insider-ledger.js'), ...args, '--store', `sqlite:${store(major)}`],
    { env },
  );
const sides: Sides = {};
for (const version of versions) {
  sides[`${version.major} import`] = async () => {
    cleared(version.major);
    return run(version, ['import', filings]);
  };
  sides[`${version.major} rebuild`] = async () => {
    // Where the order of a round is turned around it comes first.
    if (!existsSync(store(version.major))) run(version, ['import', filings]);
    return run(version, ['rebuild']);
  };
}
const figures: Figures<string> = await inTurn({ rounds: Number(values.rounds) }, sides);
for (const { major } of versions) cleared(major);

process.stdout.write(
  `${values.filings} filings, medians of ${values.rounds} after a warm-up, each command a process of its own, ${loadSeen()}\n`,
);
const shown = (took: Took | undefined): string =>
  took === undefined
    ? '–'
    : `${(took.cpuMs / 1000).toFixed(2)} s of processor, ${(took.ms / 1000).toFixed(2)} s`;
for (const { major, version } of versions)
  process.stdout.write(
    `${version.padEnd(10)} import ${shown(figures[`${major} import`])}; rebuild ${shown(figures[`${major} rebuild`])}\n`,
  );
