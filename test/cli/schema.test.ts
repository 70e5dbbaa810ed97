/** `schema NAME`: whole in itself, and what the command of that name answers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import { namedSchemas } from '../../src/answer-schema/named.js';
import { examples } from '../../src/cli/help.js';
import { answered } from '../checkpoint/answered-stamp.js';
import { insiderLedgerHere, json, root, sampleLedger, temporaryFolder } from './command.js';

const words = (line: string): ReadonlyArray<string> =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');

/** One that knows nothing but the schema that was printed. */
const problemsOf = async (name: string, answer: unknown): Promise<string> => {
  const printed = json(await insiderLedgerHere(['schema', name]));
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  (formats as unknown as (on: Ajv2020) => void)(ajv);
  const check = ajv.compile(printed as object);
  return check(answer) ? '' : ajv.errorsText(check.errors, { separator: '\n' });
};

/** Commands that answer with the JSON of one of another name. */
const otherNames: Readonly<Record<string, string>> = {
  append: 'import',
  filing: 'filing-answer',
  ...Object.fromEntries(
    'decide correct withdraw join identify alias split declare'
      .split(' ')
      .map((path) => [path, 'ruled']),
  ),
  'calendar add': 'ruled',
  'hold place': 'hold',
  'hold release': 'hold',
  'hold list': 'holds',
};

const nameOf = (path: string, line: string): string => {
  if (path === 'list') return line.split(' ')[1] ?? '';
  if (path === 'explain' && line.includes('--diff')) return 'explain-difference';
  if (path === 'positions' && line.includes('--every')) return 'panel';
  if (path === 'flow' && !line.includes('--issuer')) return 'market-flow';
  if (path === 'rebuild' && line.includes('--verify')) return 'rebuild-verify';
  if (path === 'rebuild' && line.includes('--insider')) return 'rebuild-insider';
  if (path === 'checkpoint' && line.includes('--new-key')) return 'checkpoint-key';
  return otherNames[path] ?? path;
};

/** No answers: a tour, a server, schemas themselves. */
const noAnswer = new Set(['demo', 'serve', 'schema']);

const furtherLines: ReadonlyArray<readonly [string, string]> = [
  ['flow', 'flow --by insider --from 2018-01-01 --to 2026-01-01 --top 3'],
  ['flow', 'flow --by code --from 2018-01-01 --to 2026-01-01'],
  ['flow', 'flow --issuer LRKX --by month --from 2018-01-01 --to 2026-01-01 --top 2'],
  ['transactions', 'transactions --judged'],
  ['short-swing', 'short-swing --insider vanterpool --certificate'],
  ['rebuild', 'rebuild --insider vanterpool'],
  ['holdings', 'holdings --insider holloway --include-closed --adjusted'],
  [
    'prove',
    'prove 0009990900-21-000003/I.1 --checkpoint checkpoint.txt --key desk.example.key.pub',
  ],
  ['verify', 'verify --checkpoint checkpoint.txt --key desk.example.key.pub'],
];

let store = '';
const folder = temporaryFolder();
beforeAll(async () => {
  store = await sampleLedger();
});

/** Files that an example names stand in a folder of the test's own. */
const placed = (word: string): string =>
  /^(?:pack|backup\.db|checkpoint\.txt|desk\.example\.key(?:\.pub)?)$/.test(word)
    ? join(folder, word)
    : word
        .replace('sqlite:insider-ledger.db', store)
        .replace(/sqlite:copy/, `sqlite:${folder}/copy`);

const lineRun = async (line: string) => {
  const given = words(line)
    .filter((word, at, all) => word !== '<' && all[at - 1] !== '<')
    .map(placed);
  if (line.includes('--new-key')) given.push('--out', join(folder, 'desk.example.key'));
  return insiderLedgerHere([...given, '--format', 'json'], { store });
};

describe('every answer of the examples is what its schema says', () => {
  const lines = [
    ...Object.entries(examples).flatMap(([path, all]) =>
      all.map((line): readonly [string, string] => [path, line]),
    ),
    ...furtherLines,
  ].filter(([path, line]) => !noAnswer.has(path) && !line.includes('--columns'));
  const told = new Set<string>();

  it.each(lines)('%s: %s', async (path, line) => {
    const placing = line.replace(
      'HOLD',
      (
        json(await insiderLedgerHere(['hold', 'list', '--format', 'json'], { store })) as {
          readonly holds: ReadonlyArray<{ readonly hold: string }>;
        }
      ).holds[0]?.hold ?? '',
    );
    const ran = await lineRun(placing);
    expect(ran.code, ran.stderr).toBeLessThan(2);
    const name = nameOf(path, line);
    told.add(name);
    expect(await problemsOf(name, json(ran))).toBe('');
  });

  it('of a time-stamp as well, and none is left out', async () => {
    const [note, tsq, tsr] = ['checkpoint.txt', 'note.tsq', 'note.tsr'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    await insiderLedgerHere(['checkpoint', '--note', note, '--tsq', tsq], { store });
    const digest = readFileSync(tsq);
    writeFileSync(
      tsr,
      answered({
        digest: digest.subarray(digest.indexOf(Buffer.from([4, 32])) + 2).subarray(0, 32),
      }),
    );
    const attached = await insiderLedgerHere(
      [
        'checkpoint',
        '--note',
        note,
        '--tsr',
        tsr,
        '--reason',
        'r',
        '--by',
        'a.person',
        '--format',
        'json',
      ],
      { store },
    );
    expect(attached.code, attached.stderr).toBe(0);
    expect(await problemsOf('checkpoint-timestamp', json(attached))).toBe('');
    told.add('checkpoint-timestamp');
    const stamped = await insiderLedgerHere(['checkpoint', '--note', note, '--format', 'json'], {
      store,
    });
    expect(await problemsOf('checkpoint', json(stamped))).toBe('');
    expect(namedSchemas.map(({ name }) => name).filter((name) => !told.has(name))).toEqual([]);
  });
});

describe('schema', () => {
  it('lists its names, that of a filing first', async () => {
    const { stdout } = await insiderLedgerHere(['schema', '--format', 'ndjson']);
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { name: string }).name);
    expect(names).toEqual(['filing', ...namedSchemas.map(({ name }) => name)]);
    expect((await insiderLedgerHere(['schema'], { width: 80 })).stdout).toContain('holdings');
  });

  it('refuses a member that an answer does not have', async () => {
    const answer = json(
      await insiderLedgerHere([
        'deadline',
        '--form',
        '4',
        '--on',
        '2024-12-20',
        '--format',
        'json',
      ]),
    );
    expect(await problemsOf('deadline', { ...(answer as object), more: 1 })).toContain(
      'additional',
    );
  });

  it('says that there is no such answer', async () => {
    const ran = await insiderLedgerHere(['schema', 'holding']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('insider-ledger schema');
  });
});

it('docs and schemas have the same names of commands', () => {
  const commands = readFileSync(join(root, 'docs/commands.md'), 'utf8');
  for (const { says } of namedSchemas)
    for (const name of says.replace(/^what | answers?.*$/g, '').split(/, | and /))
      expect(commands).toContain(name.split(' --')[0] ?? name);
});
