/** What answers look like, and what append takes, as JSON Schema. */
import { namedSchemas, schemaNamed } from '../../answer-schema/named.js';
import { type ExitCode, exitCodes, UsageError } from '../exit.js';
import { print } from '../output.js';
import type { Globals } from '../session.js';
import type { Presentation } from '../show/presentation.js';
import { sheetOf } from '../text/csv.js';

interface Listed {
  readonly name: string;
  readonly says: string;
}

const listed: ReadonlyArray<Listed> = [
  { name: 'filing', says: 'what append takes: a filing from another parser' },
  ...namedSchemas.map(({ name, says }) => ({ name, says })),
];

const presentation: Presentation<{ readonly schemas: ReadonlyArray<Listed> }> = {
  items: ({ schemas }) => schemas,
  csv: ({ schemas }) => sheetOf<Listed>({ name: (s) => s.name, says: (s) => s.says }, schemas),
  table: ({ schemas }) => {
    const width = Math.max(...schemas.map(({ name }) => name.length));
    return schemas.map(({ name, says }) => `${name.padEnd(width)}  ${says}`).join('\n');
  },
};

const schemaOf = async (name: string): Promise<unknown> => {
  if (name === 'filing') return (await import('../../ledger/record/filing-schema.js')).filingSchema;
  const found = schemaNamed(name);
  if (found !== null) return found;
  throw new UsageError(
    `no answer is called ${JSON.stringify(name)}; \`insider-ledger schema\` lists the names`,
  );
};

export const schema = async (name: string | undefined, { format }: Globals): Promise<ExitCode> => {
  if (name === undefined) await print({ schemas: listed }, presentation, format);
  else process.stdout.write(`${JSON.stringify(await schemaOf(name), null, 2)}\n`);
  return exitCodes.done;
};
