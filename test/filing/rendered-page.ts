/** A small Form 4 and the ways in which converters put it on a page. */
import fc from 'fast-check';

export interface PrintedRow {
  readonly title: string;
  readonly date: string | null;
  readonly code: string | null;
  readonly voluntary: boolean;
  readonly amount: string;
  readonly sign: 'A' | 'D';
  /** Null: a footnote stands in the price's place. */
  readonly price: string | null;
  readonly following: string;
  readonly nature: string | null;
  /** The footnote beside the price or in its place. */
  readonly mark: 1 | 2;
}

export interface PrintedOption {
  readonly title: string;
  readonly exercisePrice: string;
  readonly date: string;
  readonly sign: 'A' | 'D';
  readonly amount: string;
  readonly exercisable: string | null;
  readonly expires: string;
  readonly following: string;
}

export interface PrintedForm {
  readonly rows: ReadonlyArray<PrintedRow>;
  readonly options: ReadonlyArray<PrintedOption>;
}

export interface Conversion {
  readonly separator: 'pipe' | 'tab';
  readonly mark: 'sup' | 'unicode' | 'bare' | 'caret';
  readonly heading: 'whole' | 'damaged' | 'split' | 'repeated';
  /** Empty cells added in front of, behind, or taken from the end of each row. */
  readonly shift: 'none' | 'front' | 'behind' | 'cut';
  readonly escape: boolean;
}

const thousands = (n: number): string => n.toLocaleString('en-US');
const usDate = fc
  .date({ min: new Date('2005-01-01'), max: new Date('2025-12-31'), noInvalidDate: true })
  .map((d) => {
    const [year, month, day] = d.toISOString().slice(0, 10).split('-');
    return `${month}/${day}/${year}`;
  });
const quantity = fc.integer({ min: 0, max: 99_999_999 }).map(thousands);
const money = fc.integer({ min: 0, max: 9_999_999 }).map((n) => `$${thousands(n)}.25`);
const title = fc.constantFrom(
  'Common Stock',
  'Class A Common Stock, $0.001 par value',
  'Options',
  '7% Notes',
  'Ordinary Shares (Series B)',
);

const row: fc.Arbitrary<PrintedRow> = fc
  .record({
    title,
    date: usDate,
    code: fc.constantFrom('P', 'S', 'M', 'G', 'J/K'),
    voluntary: fc.boolean(),
    amount: quantity,
    sign: fc.constantFrom('A', 'D'),
    price: fc.option(money),
    following: quantity,
    nature: fc.option(fc.constantFrom('By Trust', 'By 401(k) plan', 'See footnote')),
    mark: fc.constantFrom(1, 2),
    holding: fc.boolean(),
  })
  .map(({ holding, ...r }) =>
    holding ? { ...r, date: null, code: null, voluntary: false, amount: '', price: null } : r,
  );

const option: fc.Arbitrary<PrintedOption> = fc.record({
  title: fc.constantFrom('Stock Option (right to buy)', 'Warrants'),
  exercisePrice: money,
  date: usDate,
  sign: fc.constantFrom('A', 'D'),
  amount: quantity,
  exercisable: fc.option(usDate),
  expires: usDate,
  following: quantity,
});

export const printedForm: fc.Arbitrary<PrintedForm> = fc.record({
  rows: fc.array(row, { minLength: 1, maxLength: 5 }),
  options: fc.array(option, { maxLength: 3 }),
});

export const conversion: fc.Arbitrary<Conversion> = fc.record({
  separator: fc.constantFrom('pipe', 'tab'),
  mark: fc.constantFrom('sup', 'unicode', 'bare', 'caret'),
  heading: fc.constantFrom('whole', 'damaged', 'split', 'repeated'),
  shift: fc.constantFrom('none', 'front', 'behind', 'cut'),
  escape: fc.boolean(),
});

const marked = (number: number, c: Conversion): string =>
  ({
    sup: `<sup>(${number})</sup>`,
    unicode: `⁽${'⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(number)}⁾`,
    bare: `(${number})`,
    caret: `^(${number})^`,
  })[c.mark];

const cellsOfRow = (r: PrintedRow, c: Conversion): ReadonlyArray<string> => [
  r.title,
  r.date ?? '',
  '',
  r.code ?? '',
  r.voluntary ? 'V' : '',
  r.amount,
  r.date === null ? '' : r.sign,
  r.date === null ? '' : [r.price, marked(r.mark, c)].filter((s) => s !== null).join(' '),
  r.following,
  r.nature === null ? 'D' : 'I',
  r.nature ?? '',
];

const cellsOfOption = (o: PrintedOption, c: Conversion): ReadonlyArray<string> => [
  o.title,
  o.exercisePrice,
  o.date,
  '',
  `M ${marked(1, c)}`,
  '',
  o.sign === 'A' ? o.amount : '',
  o.sign === 'D' ? o.amount : '',
  o.exercisable ?? marked(2, c),
  o.expires,
  'Common Stock',
  o.amount,
  '$0.00',
  o.following,
  'D',
  '',
];

const shifted = (cells: ReadonlyArray<string>, c: Conversion): ReadonlyArray<string> => {
  if (c.shift === 'front') return ['', ...cells];
  if (c.shift === 'behind') return [...cells, '', ''];
  return c.shift === 'cut' && cells[cells.length - 1] === '' ? cells.slice(0, -1) : cells;
};

const line = (cells: ReadonlyArray<string>, c: Conversion): string => {
  const escaped = c.escape ? cells.map((s) => s.replaceAll('$', '\\$')) : cells;
  return c.separator === 'pipe' ? `| ${escaped.join(' | ')} |` : escaped.join('\t');
};

const headingI = (c: Conversion): ReadonlyArray<ReadonlyArray<string>> => {
  const top = [
    '1. Title of Security (Instr. 3)',
    '2. Transaction Date (Month/Day/Year)',
    '3. Transaction Code (Instr. 8)',
  ];
  const bottom = ['', '', '', 'Code', 'V', 'Amount', '(A) or (D)', 'Price'];
  if (c.heading === 'damaged')
    return [['1. Title of Secur', '2. Trans', '3. Transa Code ( 8)', 'nership Form'], bottom];
  if (c.heading === 'split')
    return [['1. Title of', '2. Transaction'], ['Security', 'Date'], ['(Instr. 3)'], bottom];
  return c.heading === 'repeated' ? [top, bottom, top, bottom] : [top, bottom];
};

/** The form as one converter would write it. */
export const converted = (form: PrintedForm, c: Conversion): string => {
  const table = (rows: ReadonlyArray<ReadonlyArray<string>>): string =>
    rows.map((r) => line(r, c)).join('\n');
  return [
    'FORM 4',
    'STATEMENT OF CHANGES IN BENEFICIAL OWNERSHIP',
    table([
      [
        '1. Name and Address of Reporting Person* <u>DOE JANE</u> (Last) (First) (Middle)',
        '2. Issuer Name and Ticker or Trading Symbol <u>ACME CORP [ACM]</u>',
        '5. Relationship of Reporting Person(s) to Issuer X Director 10% Owner',
      ],
      ['', '3. Date of Earliest Transaction (Month/Day/Year) <u>01/02/2024</u>', ''],
    ]),
    'Table I - Non-Derivative Securities Acquired, Disposed of, or Beneficially Owned',
    table([...headingI(c), ...form.rows.map((r) => shifted(cellsOfRow(r, c), c))]),
    'Table II - Derivative Securities Acquired, Disposed of, or Beneficially Owned',
    table([
      [
        '1. Title of Derivative Security',
        '2. Conversion or Exercise Price',
        'Code',
        'V',
        '(A)',
        '(D)',
      ],
      ...form.options.map((o) => shifted(cellsOfOption(o, c), c)),
    ]),
    'Explanation of Responses:',
    '1. Sold under a plan.\n2. An average.',
    'Remarks:',
    '/s/ Jane Doe 01/03/2024\n** Signature of Reporting Person Date',
  ].join('\n\n');
};
