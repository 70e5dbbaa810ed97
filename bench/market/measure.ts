/**
 * Measures what the generator's rates are set from: a quarter's tables of the SEC's data set and a
 * folder of filings. Figures go to standard output as JSON; docs/market-generator.md has them.
 *
 *   npx tsx bench/market/measure.ts QUARTER_FOLDER FILINGS_FOLDER
 *
 * It also takes a generated folder in place of the second, to hold the generator against its aim.
 */
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as E from 'fp-ts/lib/Either.js';
import { type Day, daysBetween, writtenDay } from '../../src/filing/calendar.js';
import { readFiling } from '../../src/filing/read.js';

const [quarter, filings] = process.argv.slice(2);

type Line = Readonly<Record<string, string>>;

async function* linesOf(path: string): AsyncGenerator<Line> {
  let names: ReadonlyArray<string> | null = null;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const cells = line.split('\t');
    if (names === null) names = cells;
    else yield Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  }
}

class Counts {
  readonly #counts = new Map<string, number>();

  add(key: string, by = 1): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by);
  }

  get(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  get sizes(): ReadonlyArray<number> {
    return [...this.#counts.values()];
  }

  get shown(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([, a], [, b]) => b - a).slice(0, 30));
  }
}

const quantiles = (numbers: ReadonlyArray<number>): ReadonlyArray<number> => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1].map(
    (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0,
  );
};

const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const dayOf = (text: string): Day => {
  const [day = '', month = '', year = ''] = text.split('-');
  return writtenDay(`${year}-${String(months.indexOf(month) + 1).padStart(2, '0')}-${day}`);
};

const measureSubmissions = async (folder: string) => {
  const [forms, issuers, exits, none, boxFour] = [
    new Counts(),
    new Counts(),
    new Counts(),
    new Counts(),
    new Counts(),
  ];
  const formOf = new Map<string, string>();
  const lags = new Map<string, Array<number>>();
  const amendmentLags: Array<number> = [];
  for await (const line of linesOf(join(folder, 'SUBMISSION.tsv'))) {
    const form = line['DOCUMENT_TYPE'] ?? '';
    formOf.set(line['ACCESSION_NUMBER'] ?? '', form);
    forms.add(form);
    issuers.add(line['ISSUERCIK'] ?? '');
    if (/^(1|true)$/.test(line['NOT_SUBJECT_SEC16'] ?? '')) exits.add(form);
    if (/^(1|true)$/.test(line['NO_SECURITIES_OWNED'] ?? '')) none.add(form);
    const [filed, period] = [
      dayOf(line['FILING_DATE'] ?? ''),
      dayOf(line['PERIOD_OF_REPORT'] ?? ''),
    ];
    const days = lags.get(form) ?? [];
    lags.set(form, days);
    days.push(daysBetween(period, filed));
    const original = line['DATE_OF_ORIG_SUB'] ?? '';
    if (original === '') continue;
    const lag = daysBetween(dayOf(original), filed);
    amendmentLags.push(lag);
    boxFour.add(
      dayOf(original) === period
        ? 'is the period'
        : lag < 0
          ? 'is after the filing'
          : 'another day',
    );
  }
  return {
    formOf,
    shown: {
      forms: forms.shown,
      issuers: issuers.sizes.length,
      formsPerIssuer: quantiles(issuers.sizes),
      exitBoxes: exits.shown,
      noneOwned: none.shown,
      daysFromPeriodToFiling: Object.fromEntries(
        [...lags].map(([form, days]) => [form, quantiles(days)]),
      ),
      lateFourShares: [4, 10, 45].map((least) => {
        const days = lags.get('4') ?? [];
        return [least, days.filter((d) => d > least).length / days.length];
      }),
      boxFour: boxFour.shown,
      daysFromOriginalToAmendment: quantiles(amendmentLags),
    },
  };
};

const measureTable = async (path: string, formOf: ReadonlyMap<string, string>) => {
  const [rows, codes, ownership, perFiling] = [
    new Counts(),
    new Counts(),
    new Counts(),
    new Counts(),
  ];
  for await (const line of linesOf(path)) {
    const accession = line['ACCESSION_NUMBER'] ?? '';
    rows.add(formOf.get(accession) ?? '');
    perFiling.add(accession);
    if (line['TRANS_CODE'] !== undefined) codes.add(line['TRANS_CODE']);
    if (line['DIRECT_INDIRECT_OWNERSHIP'] !== undefined)
      ownership.add(line['DIRECT_INDIRECT_OWNERSHIP']);
  }
  const sizes = new Counts();
  for (const size of perFiling.sizes) sizes.add(size >= 10 ? '10 and more' : String(size));
  return {
    rowsByForm: rows.shown,
    filingsByRows: sizes.shown,
    codes: codes.shown,
    ownership: ownership.shown,
  };
};

const measureFilings = (folder: string) => {
  const [forms, owners, kinds, codes, ownership] = [
    new Counts(),
    new Counts(),
    new Counts(),
    new Counts(),
    new Counts(),
  ];
  const [bytes, footnotes, rows]: ReadonlyArray<Array<number>> = [[], [], []];
  let plans = 0;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const file of files.filter((f) => f.isFile() && /\.(xml|txt)$/.test(f.name))) {
    const text = readFileSync(join(file.parentPath, file.name));
    const read = readFiling(text);
    if (E.isLeft(read)) continue;
    const { filing } = read.right;
    forms.add(filing.form);
    owners.add(String(filing.owners.length));
    bytes?.push(text.length);
    footnotes?.push(filing.footnotes.length);
    rows?.push(filing.rows.length);
    if (/10b5-?1/i.test(filing.footnotes.map((f) => f.text).join(' '))) plans += 1;
    for (const row of filing.rows) {
      kinds.add(`${row.table} ${row.kind}`);
      if (row.coding !== null) codes.add(`${row.table} ${row.coding.code}`);
      ownership.add(row.ownership.value ?? '');
    }
  }
  return {
    forms: forms.shown,
    owners: owners.shown,
    rowKinds: kinds.shown,
    codes: codes.shown,
    ownership: ownership.shown,
    rows: quantiles(rows ?? []),
    bytes: quantiles(bytes ?? []),
    footnotes: quantiles(footnotes ?? []),
    planInFootnotes: plans,
  };
};

if (quarter === undefined || filings === undefined) {
  process.stderr.write('expected the folder of a quarter and a folder of filings\n');
  process.exit(2);
}
const submissions = await measureSubmissions(quarter);
const tables: Record<string, unknown> = {};
for (const name of ['DERIV_TRANS', 'NONDERIV_HOLDING', 'DERIV_HOLDING', 'OWNER_SIGNATURE'])
  tables[name] = await measureTable(join(quarter, `${name}.tsv`), submissions.formOf);
const figures = { quarter: submissions.shown, tables, filings: measureFilings(filings) };
process.stdout.write(`${JSON.stringify(figures, null, 1)}\n`);
