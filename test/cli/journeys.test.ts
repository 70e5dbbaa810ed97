/** The questions of docs/journeys.md, as typed in a terminal of 80 columns. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commandFile, root, samples, temporaryFolder } from './command.js';

const width = 80;

const page = readFileSync(join(root, 'docs/journeys.md'), 'utf8');
const commands = [...page.matchAll(/^```sh journey\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
  block.trim().split('\n'),
);

/** What the answers have to say, one for each of the ten. */
const said = [
  /2023-12-31 +VANTERPOOL INES M +Common Stock +D +30,000/,
  /^true,59,5,[0-9a-f]{64},/m,
  /late/,
  /is due on 2024-12-26/,
  /Difference: -500/,
  /Greatest profit under Section 16\(b\): \$0.00/,
  /VANTERPOOL INES M[\s\S]*S sale/,
  /RTOT FAMILY/,
  /Form 4\/A 0009990900-21-000003/,
  /is a whole copy, and verifies/,
];

const hasTerminal = spawnSync('script', ['--version']).status === 0;

it.skipIf(!hasTerminal)(
  'ten questions are answered on 80 columns (skipped where there is no `script` to make a terminal)',
  () => {
    const folder = temporaryFolder();
    const script = [
      `stty cols ${width}`,
      ...commands.map(
        (line) =>
          `${line
            .replace('npx insider-ledger', `'${process.execPath}' '${commandFile}'`)
            .replaceAll(
              / samples\b/g,
              ` '${samples}'`,
            )}; code=$?; [ $code -le 1 ] || echo "FAILED $code: ${line.replaceAll('"', "'")}"`,
      ),
    ].join('\n');
    const file = join(folder, 'journeys.sh');
    writeFileSync(file, script);
    const { INSIDER_LEDGER_STORE: _, ...env } = process.env;
    const ran = spawnSync('script', ['-qec', `sh ${file}`, join(folder, 'typescript')], {
      cwd: folder,
      env: { ...env, NO_COLOR: '1' },
      encoding: 'utf8',
    });
    // What is drawn over is gone.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys.
    const shown = ran.stdout.replaceAll(/\r+\n/g, '\n').replaceAll(/[^\n]*\r|\u001B\[\d*K/g, '');
    expect(shown).not.toContain('FAILED');
    for (const answer of said) expect(shown).toMatch(answer);
    for (const line of shown.split('\n').filter((one) => !/^(?:true|ok),/.test(one)))
      expect([...line].length, line).toBeLessThanOrEqual(width);
  },
  // Two dozen processes, one after the other.
  240_000,
);
