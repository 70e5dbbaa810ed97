/** What `--help` prints fits a terminal of 80 columns, and so do the examples in docs/commands.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commandsIn, examples, pathOf, typedLines, withExamples } from '../../src/cli/help.js';
import { build, groups } from '../../src/cli/program.js';
import { root } from './command.js';

const width = 80;
const program = withExamples(build(() => {}));

/** Those that only have others below them as well. */
const all = (command: Command): ReadonlyArray<Command> => [
  command,
  ...command.commands.flatMap(all),
];

const helpOf = (command: Command): string => {
  let text = '';
  command.configureOutput({
    ...command.configureOutput(),
    writeOut: (piece) => {
      text += piece;
    },
    getOutHelpWidth: () => width,
  });
  command.outputHelp();
  return text;
};

const asTyped = (lines: ReadonlyArray<string>): string =>
  lines.map((line) => line.trim().replace(/ \\$/, '')).join(' ');

describe('help', () => {
  it.each(all(program).map((command) => [pathOf(command), command] as const))(
    'of %j is no wider than a terminal',
    (_, command) => {
      const lines = helpOf(command).split('\n');
      expect(lines.length).toBeGreaterThan(3);
      expect(lines.filter((line) => line.length > width)).toEqual([]);
    },
  );

  it('shows every example whole, in lines that a shell takes as one', () => {
    for (const [path, lines] of Object.entries(examples)) {
      const command = commandsIn(program).find((one) => pathOf(one) === path);
      const help = helpOf(command ?? program);
      for (const line of lines) {
        const typed = typedLines(line);
        expect(help, path).toContain(typed.join('\n'));
        expect(asTyped(typed)).toBe(`insider-ledger ${line}`);
        for (const further of typed.slice(1)) expect(further).toMatch(/^ {4}\S/);
      }
    }
  });
});

const named = (commands: ReadonlyArray<Command>) => commands.map((command) => command.name());

describe('for a command line', () => {
  it.each(groups)(
    'a command that is named first is built with its group alone: $title',
    ({ of }) => {
      for (const name of of) expect(named(build(() => {}, [name]).commands)).toEqual(of);
    },
  );

  it('all are built where another word is first, or help is asked for', () => {
    const everything = [...groups.flatMap(({ of }) => of), 'demo'];
    for (const words of [[], ['--format', 'csv', 'holdings'], ['holding'], ['status', '--help']])
      expect(named(build(() => {}, words).commands)).toEqual(everything);
  });
});

it('blocks of docs/commands.md are no wider', () => {
  const page = readFileSync(join(root, 'docs/commands.md'), 'utf8');
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
    block.split('\n'),
  );
  expect(blocks.length).toBeGreaterThan(40);
  expect(blocks.filter((line) => line.length > width)).toEqual([]);
});
