/** The filings of a true world as a small table: what a reader of the forms would see. */
import type { CompleteFiling } from '../../../src/event/identity.js';
import { type Row, rowLabel } from '../../../src/filing/model.js';
import type { TrueWorld } from './world.js';

/** More of a title does not help a reader of the table. */
const titleLengthMax = 30;

const columns = [
  'form',
  'filed',
  'row',
  'date',
  'title',
  'held',
  'terms',
  'notes',
  'amount',
  'balance',
  'truly',
];

const notesOf = (r: Row): string =>
  [
    ...r.nature.footnotes.map((f) => `held ${f}`),
    ...(r.terms?.exercisableOn.footnotes ?? []).map((f) => `from ${f}`),
    ...(r.terms?.expiresOn.footnotes ?? []).map((f) => `to ${f}`),
    ...r.sharesFollowing.footnotes.map((f) => `balance ${f}`),
    ...(r.coding?.footnotes ?? []).map((f) => `code ${f}`),
  ].join(' ');

const termsOf = ({ terms }: Row): string =>
  terms === null
    ? ''
    : [
        terms.exercisePrice.value?.toFixed(),
        terms.exercisableOn.value,
        terms.expiresOn.value,
        `of ${terms.underlying?.shares.value?.toFixed() ?? '-'}`,
      ]
        .filter((t) => t != null)
        .join(' ');

const amountOf = (r: Row): string => {
  const amount = r.shares.value ?? r.totalValue.value;
  const sign = r.acquiredDisposed.value === 'D' ? '-' : '+';
  return amount === null ? '' : `${r.coding?.code ?? ''} ${sign}${amount}`;
};

const linesOf = (filing: CompleteFiling, world: TrueWorld): ReadonlyArray<ReadonlyArray<string>> =>
  filing.rows.map((r, i) => {
    const truly = world.rows.find((w) => w.row === `${filing.accession}/${rowLabel(r)}`);
    const isFirst = i === 0;
    return [
      isFirst ? filing.form : '',
      isFirst ? filing.filedOn : '',
      rowLabel(r),
      r.transactionDate.value ?? (isFirst ? `(${filing.period})` : ''),
      (r.security.value ?? '').slice(0, titleLengthMax),
      r.ownership.value === 'D' ? 'D' : `I ${r.nature.value ?? ''}`,
      termsOf(r),
      notesOf(r),
      amountOf(r),
      (r.sharesFollowing.value ?? r.valueFollowing.value)?.toFixed() ?? '',
      `${truly?.holding.id ?? '?'}${truly?.slip == null ? '' : ` [${truly.slip}]`}`,
    ];
  });

export const tableOf = (world: TrueWorld): string => {
  const body = world.filed.flatMap(({ filing }) => linesOf(filing, world));
  const widths = columns.map((name, i) =>
    Math.max(name.length, ...body.map((l) => l[i]?.length ?? 0)),
  );
  const print = (line: ReadonlyArray<string>): string =>
    line
      .map((text, i) => text.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  const notes = world.filed.flatMap(({ filing }) =>
    filing.footnotes.map((f) => `  ${filing.filedOn} ${f.id}: ${f.text}`),
  );
  const unreported = world.books.deeds
    .filter((d) => d.unreported !== null && d.unreported.why !== 'opening')
    .map((d) => `  on no row: ${d.on} ${d.holding.id} ${d.delta} (${d.unreported?.why})`);
  return [print(columns), ...body.map(print), ...notes, ...unreported].join('\n');
};
