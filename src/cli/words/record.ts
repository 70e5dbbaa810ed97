/** The words of putting filings in. */
import type { Command } from 'commander';
import type * as Record from '../commands/record.js';
import type { Globals } from '../session.js';
import type { OptionsOf, Runs } from './options.js';

export const recordCommands = (program: Command, runs: Runs): void => {
  const record = () => import('../commands/record.js');
  program
    .command('import')
    .description('read filings and record them; safe to repeat and to interrupt')
    .argument('<path...>', 'files, folders, globs, or - for standard input')
    .option('--manifest <file>', 'CSV with what the files do not say: path,accession,filedOn,…')
    .option(
      '--keep-sources [dir]',
      'keep the bytes of each document, beside the ledger or in a folder',
    )
    .option('--partial', 'read a data set although some of its tables are missing')
    .action(
      runs<OptionsOf<typeof Record.importFilings>>(async (words, options) =>
        (await record()).importFilings(words.flat(), options),
      ),
    );
  program
    .command('append')
    .description('record filings from another parser: NDJSON on standard input')
    .argument('[source]', 'standard input', '-')
    .action(
      runs<OptionsOf<typeof Record.appendFilings>>(async ([source = '-'], options) =>
        (await record()).appendFilings(source, options),
      ),
    );
  program
    .command('schema')
    .description('print the JSON Schema of an answer, or of the filing that append takes')
    .argument('[name]', 'filing, or an answer; without, the names are listed')
    .action(
      runs<Globals>(async ([name], options) =>
        (await import('../commands/schema.js')).schema(name, options),
      ),
    );
};
