// Runs what the README tells a reader to run, so that it cannot rot:
//   node scripts/tour.mjs
// Fenced blocks marked `sh tour` are run in order in one temporary folder, in which `npx
// insider-ledger` is this checkout's command; blocks marked `js tour` are run as programs that
// import the package by its name. A line `# exits N` above a command says how it ends.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```(sh|js) tour\n([\s\S]*?)^```$/gm)].map((match) => ({
  language: match[1],
  text: match[2],
}));

/** Commands of a block: a backslash at a line's end goes on in the next. */
const commandsOf = (text) => {
  const commands = [];
  let exits = 0;
  for (const line of text.replaceAll('\\\n', ' ').split('\n')) {
    const said = /^# exits (\d+)/.exec(line);
    if (said !== null) exits = Number(said[1]);
    else if (line.trim() !== '' && !line.startsWith('#')) {
      commands.push({ command: line, exits });
      exits = 0;
    }
  }
  return commands;
};

const folder = mkdtempSync(join(tmpdir(), 'insider-ledger-tour-'));
const run = (command, exits) => {
  console.log(`$ ${command}`);
  const { INSIDER_LEDGER_STORE: _, ...env } = process.env;
  const ran = spawnSync('bash', ['-o', 'pipefail', '-c', command], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (ran.status === exits) return true;
  console.error(`${ran.stdout}${ran.stderr}\nexited ${ran.status}, expected ${exits}: ${command}`);
  return false;
};

try {
  // The folder looks like a checkout: the package, its samples, and npx that finds the command.
  for (const name of ['package.json', 'dist', 'samples', 'node_modules'])
    symlinkSync(join(root, name), join(folder, name));
  mkdirSync(join(folder, 'program'));
  let programs = 0;
  const ok = blocks.every(({ language, text }) => {
    if (language === 'sh')
      return commandsOf(text).every(({ command, exits }) => run(command, exits));
    programs += 1;
    const file = join('program', `${programs}.mjs`);
    writeFileSync(join(folder, file), text);
    return run(`node --preserve-symlinks-main ${file}`, 0);
  });
  if (blocks.length === 0) console.error('the README has no tour');
  process.exitCode = ok && blocks.length > 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
