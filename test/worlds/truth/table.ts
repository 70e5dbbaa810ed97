/** The filings of a true world as a small table: what a reader of the forms would see. */
import type { CompleteFiling } from '../../../src/event/identity.js';
import { rowLabel } from '../../../src/filing/model.js';
import type { TrueWorld } from './world.js';

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

const linesOf = (filing: CompleteFiling, world: TrueWorld): ReadonlyArray<ReadonlyArray<string>> =>
  filing.rows.map((r, i) => {
    const truly = world.rows.find((w) => w.row === `${filing.accession}/${rowLabel(r)}`);
    const notes = [
      ...r.nature.footnotes.map((f) => `held ${f}`),
      ...(r.terms?.exercisableOn.footnotes ?? []).map((f) => `from ${f}`),
      ...(r.terms?.expiresOn.footnotes ?? []).map((f) => `to ${f}`),
      ...r.sharesFollowing.footnotes.map((f) => `balance ${f}`),
      ...(r.coding?.footnotes ?? []).map((f) => `code ${f}`),
    ];
    const terms = [
      r.terms?.exercisePrice.value?.toFixed(),
      r.terms?.exercisableOn.value,
      r.terms?.expiresOn.value,
      r.terms === null ? null : `of ${r.terms.underlying?.shares.value?.toFixed() ?? '-'}`,
    ];
    const amount = r.shares.value ?? r.totalValue.value;
    return [
      i === 0 ? filing.form : '',
      i === 0 ? filing.filedOn : '',
      rowLabel(r),
      r.transactionDate.value ?? (i === 0 ? `(${filing.period})` : ''),
      (r.security.value ?? '').slice(0, 30),
      r.ownership.value === 'D' ? 'D' : `I ${r.nature.value ?? ''}`,
      terms.filter((t) => t != null).join(' '),
      notes.join(' '),
      amount === null
        ? ''
        : `${r.coding?.code ?? ''} ${r.acquiredDisposed.value === 'D' ? '-' : '+'}${amount}`,
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
