/** Whom a name may mean, one a line. */
import type { Candidate } from '../../ledger/answers.js';
import type { Screen } from '../text/screen.js';
import { type Column, table } from '../text/table.js';

/** Of more issuers than have room the number is told. */
const aboutLength = 22;

const aboutText = (about: ReadonlyArray<string>): string => {
  for (let shown = about.length; shown > 1; shown--) {
    const rest = about.length - shown;
    const text = `${about.slice(0, shown).join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
    if (text.length <= aboutLength) return text;
  }
  const [first = ''] = about;
  return about.length < 2 ? first : `${first} and ${about.length - 1} more`;
};

const columns = (kind: Candidate['kind']): ReadonlyArray<Column<Candidate>> => [
  { title: 'Id', cell: ({ id }) => id },
  { title: 'Name', cell: ({ name }) => name, shrinksTo: 10 },
  {
    title: kind === 'insider' ? 'Issuers' : 'Symbol',
    cell: ({ about }) => aboutText(about),
    shrinksTo: 8,
  },
  { title: 'Last filing', cell: ({ lastFiledOn }) => lastFiledOn ?? '' },
];

const indent = '  ';

export const candidatesText = (candidates: ReadonlyArray<Candidate>, screen: Screen): string => {
  const { width } = screen;
  const within = { ...screen, width: width === null ? null : width - indent.length };
  return table(columns(candidates[0]?.kind ?? 'insider'), candidates, within)
    .split('\n')
    .map((line) => indent + line)
    .join('\n');
};
