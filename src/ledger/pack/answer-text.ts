/** Any answer as a printable page and as a sheet of its values. Its texts are strangers'. */

type Tree = unknown;
const isBranch = (value: Tree): value is object => typeof value === 'object' && value !== null;

/** Nothing of a text is markup, and nothing of it is unseen or turns the line around. */
export const escaped = (text: string): string =>
  text
    .replace(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
      (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`,
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

const leaf = (value: Tree): string =>
  value === null || value === undefined ? '<i>none</i>' : escaped(String(value));

const isFlat = (value: Tree): value is Readonly<Record<string, unknown>> =>
  isBranch(value) && !Array.isArray(value) && !Object.values(value).some(isBranch);

const table = (rows: ReadonlyArray<Readonly<Record<string, unknown>>>): string => {
  const columns = [...new Set(rows.flatMap(Object.keys))];
  const head = columns.map((column) => `<th>${escaped(column)}</th>`).join('');
  const body = rows.map(
    (row) => `<tr>${columns.map((column) => `<td>${leaf(row[column])}</td>`).join('')}</tr>`,
  );
  return `<table><tr>${head}</tr>\n${body.join('\n')}</table>`;
};

const block = (value: Tree): string => {
  if (!isBranch(value)) return leaf(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return '<i>none</i>';
    if (value.every(isFlat)) return table(value);
    return `<ol>\n${value.map((item) => `<li>${block(item)}</li>`).join('\n')}\n</ol>`;
  }
  const terms = Object.entries(value).map(
    ([name, member]) => `<dt>${escaped(name)}</dt><dd>${block(member)}</dd>`,
  );
  return `<dl>\n${terms.join('\n')}\n</dl>`;
};

const style =
  'body{font:11pt serif;margin:2em;overflow-wrap:anywhere}dl{margin:0 0 0 1em}dt{font-weight:bold}dd{margin:0 0 .3em 1em}table{border-collapse:collapse}th,td{border:1px solid #999;padding:.1em .4em;text-align:left;vertical-align:top}li,tr{break-inside:avoid}';

export const htmlOf = (title: string, answer: unknown): string =>
  `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title><style>${style}</style></head><body>
<h1>${escaped(title)}</h1>
<p>Computed from filings; not a legal finding.</p>
${block(answer)}
</body></html>
`;

const leaves = (value: Tree, path: string): ReadonlyArray<readonly [string, string]> =>
  isBranch(value)
    ? Object.entries(value).flatMap(([name, member]) =>
        leaves(member, path === '' ? name : `${path}.${name}`),
      )
    : [[path, value === null || value === undefined ? '' : String(value)]];

const plainNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

/** A spreadsheet takes nothing but plain text and numbers out of it. */
const cell = (text: string): string =>
  `"${(/^[\p{L}\p{N}]/u.test(text) || plainNumber.test(text) || text === '' ? text : `'${text}`).replaceAll('"', '""')}"`;

/** A line for each value, by where it stands in the answer. */
export const csvOf = (answer: unknown): string =>
  [['path', 'value'] as const, ...leaves(answer, '')]
    .map(([path, value]) => `${cell(path)},${cell(value)}\r\n`)
    .join('');
