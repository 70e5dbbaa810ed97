/**
 * Command lines as they can be typed: with the store, and the folder of the read model, that are in
 * use where nothing but the command line names them. One command runs at a time.
 */
import { withoutPasswords } from '../../ledger/address.js';

let inUse = '';

/** As a POSIX shell takes it back. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** Options that were typed and are to be typed again; nothing of the environment's. */
export const useOptions = (options: Readonly<Record<string, string | undefined>>): void => {
  inUse = Object.entries(options)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [` ${name} ${quoted(withoutPasswords(value))}`],
    )
    .join('');
};

/** `insider-ledger rebuild --store sqlite:mine.db`. */
export const commandLine = (words: string): string => `insider-ledger ${words}${inUse}`;

/** Commands as the messages of the ledger name them, which knows of no command line. */
const named =
  /\b(rebuild|follow|verify|rulings|hold list|list insiders|list issuers) (?:makes|finishes|takes|says|lists|tells|shows|or rebuild|and list)|\brun (verify|rebuild)\b/g;

/** The command lines of the commands that a message names. */
export const commandLinesIn = (message: string): ReadonlyArray<string> => [
  ...new Set([...message.matchAll(named)].map(([, one, other]) => commandLine(one ?? other ?? ''))),
];
