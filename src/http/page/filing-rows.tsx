/** The rows of a filing in its two tables, each with what the ledger makes of it. */
import type { VNode } from 'preact';
import type { FilingAnswer, FilingRowAnswer } from '../../ledger/answers.js';
import { shortDay } from '../picture/day.js';
import { Heads } from '../picture/heads.js';
import { filingIn, type Links } from '../picture/link.js';
import { filled, fractionIn, grouped } from '../picture/quantity.js';
import { ScrollBox } from '../picture/scroll-box.js';
import { codeWords, counted, heldWords, spoken } from '../picture/words.js';
import { Boxed, boxIn, boxName, FootnoteMarks } from './box.js';
import { Day, PositionRef, positionName, RowRef, RulingRef, Sides } from './reference.js';

type Report = FilingRowAnswer['reports'][number];

const outcomes: Readonly<Record<Report['outcome'], string>> = {
  original: 'first reported here',
  added: 'added by this amendment',
  confirmed: 'restates, unchanged, ',
  corrected: 'corrects ',
};

const statuses: Readonly<Record<Report['status'], string | null>> = {
  standing: null,
  corrected: null,
  withdrawn: 'it does not count: withdrawn',
  'held-out': 'it does not count: held out',
};

/** First reported here, for the day of the row, and in force: there is nothing to say. */
const isPlain = (row: FilingRowAnswer, report: Report): boolean =>
  report.outcome === 'original' &&
  report.transactionId === row.row &&
  report.inForce === row.row &&
  statuses[report.status] === null &&
  report.rulings.length === 0 &&
  (row.kind === 'holding' || report.effectiveOn === boxIn(row, 'transactionDate')?.value);

const ReportLine = ({
  row,
  report,
  links,
}: {
  row: FilingRowAnswer;
  report: Report;
  links: Links;
}): VNode => {
  const restates = report.outcome === 'confirmed' || report.outcome === 'corrected';
  const status = statuses[report.status];
  return (
    <p class="how">
      {outcomes[report.outcome]}
      {restates ? <RowRef row={report.transactionId} links={links} /> : null}; counts from{' '}
      <Day day={report.effectiveOn} />
      {report.inForce === row.row ? null : (
        <>
          ; in force now is <RowRef row={report.inForce} links={links} />
        </>
      )}
      {status === null ? null : `; ${status}`}
      {report.changes.map(({ field, from, to }) => (
        <span key={field} class="line">
          {spoken(field)} <Sides from={from} to={to} />
        </span>
      ))}
      {report.rulings.map((ruling) => (
        <span key={ruling.id} class="line">
          ruled by {ruling.actor}: {ruling.reason} (<RulingRef id={ruling.id} links={links} />)
        </span>
      ))}
    </p>
  );
};

/** What all owners' streams tell alike is told once. */
const told = (row: FilingRowAnswer): ReadonlyArray<Report> => {
  const seen = new Set<string>();
  return row.reports.filter((report) => {
    const { insider: _, positionId: __, ...rest } = report;
    const key = JSON.stringify(rest);
    if (isPlain(row, report) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};

/** Of several owners each has a position of his own, by the same name where they report alike. */
const Positions = ({
  row,
  owners,
  links,
}: {
  row: FilingRowAnswer;
  owners: FilingAnswer['owners'];
  links: Links;
}): VNode => {
  const placed = row.reports.flatMap(({ insider, positionId }) =>
    positionId === null ? [] : [{ insider, positionId, name: positionName(positionId) }],
  );
  if (placed.length < 2)
    return (
      <>
        {placed.map(({ positionId }) => (
          <PositionRef key={positionId} position={positionId} links={links} />
        ))}
      </>
    );
  return (
    <>
      {[...new Set(placed.map(({ name }) => name))].map((name) => (
        <span key={name} class="line">
          <span class="id path">{name}</span>
          {placed
            .filter((one) => one.name === name)
            .map(({ insider, positionId }) => (
              <span key={insider} class="how">
                of{' '}
                <a href={links.position(positionId)}>
                  {owners.find((one) => one.insider === insider)?.name ?? insider}
                </a>
              </span>
            ))}
        </span>
      ))}
    </>
  );
};

/** Boxes of a derivative that say on what terms, each on a line that does not break. */
const termBoxes = ['exercisePrice', 'exercisableOn', 'expiresOn'] as const;

const Terms = ({ row }: { row: FilingRowAnswer }): VNode | null => {
  const terms = termBoxes.filter((box) => boxIn(row, box) !== null);
  const underlying = boxIn(row, 'underlyingSecurity');
  return terms.length === 0 && underlying === null ? null : (
    <>
      {terms.map((box) => (
        <span key={box} class="how part">
          {boxName(box)} <Boxed row={row} box={box} />
        </span>
      ))}
      {underlying === null ? null : (
        <span class="how">
          for <Boxed row={row} box="underlyingShares" />
          <Boxed row={row} box="underlyingValue" /> <Boxed row={row} box="underlyingSecurity" />
        </span>
      )}
    </>
  );
};

/** Boxes that are seldom filled, said only where they are. */
const seldom = ['deemedExecutionDate', 'totalValue', 'valueFollowing', 'timeliness'] as const;

const isUsual = ({ form }: FilingAnswer, row: FilingRowAnswer): boolean =>
  (boxIn(row, 'formType')?.value ?? form.slice(0, 1)) === form.slice(0, 1);

/** Where one of a column has a footnote, all leave room for it: their figures stay in line. */
const Figures = ({
  row,
  box,
  as,
  marked,
}: {
  row: FilingRowAnswer;
  box: string;
  as: (value: string) => string;
  marked: ReadonlySet<string>;
}): VNode => {
  const found = boxIn(row, box);
  return (
    <td class="number">
      {found?.value == null ? null : as(found.value)}
      {marked.has(box) ? (
        <span class="marks">
          <FootnoteMarks of={found?.footnotes ?? []} />
        </span>
      ) : null}
    </td>
  );
};

const Row = ({
  row,
  filing,
  links,
  fraction,
  marked,
  mayRule,
}: {
  row: FilingRowAnswer;
  filing: FilingAnswer;
  links: Links;
  fraction: number;
  marked: ReadonlySet<string>;
  mayRule: boolean;
}): VNode => {
  const own = filingIn(row.row)[1];
  const form = boxIn(row, 'ownership')?.value;
  const nature = boxIn(row, 'nature');
  const reports = told(row);
  const code = boxIn(row, 'code');
  return (
    <>
      <tr id={own} class={reports.length === 0 ? undefined : 'said-of'}>
        <th scope="row" class="id">
          {own}
        </th>
        <td>
          <Boxed row={row} box="security" />
          <span class="how">
            {heldWords({
              form: form === 'D' || form === 'I' ? form : null,
              nature: nature?.value ?? null,
            })}
            <FootnoteMarks
              of={[...(boxIn(row, 'ownership')?.footnotes ?? []), ...(nature?.footnotes ?? [])]}
            />
          </span>
          <Terms row={row} />
        </td>
        <td>
          <Boxed
            row={row}
            box="transactionDate"
            as={(day) => <span class="day">{shortDay(day)}</span>}
          />
          {seldom.map((box) =>
            boxIn(row, box)?.value == null ? null : (
              <span key={box} class="how">
                {boxName(box)} <Boxed row={row} box={box} />
              </span>
            ),
          )}
        </td>
        <td>
          {code?.value == null ? (
            spoken(row.kind)
          ) : (
            <>
              {code.value} <span class="how-beside">{codeWords(code.value)}</span>
            </>
          )}
          <FootnoteMarks
            of={[...(code?.footnotes ?? []), ...(boxIn(row, 'formType')?.footnotes ?? [])]}
          />
          {isUsual(filing, row) ? null : (
            <span class="how">
              on form <Boxed row={row} box="formType" as={(value) => value} />
            </span>
          )}
          {boxIn(row, 'equitySwap')?.value === 'true' ? (
            <span class="how">equity swap involved</span>
          ) : null}
        </td>
        <Figures row={row} box="shares" as={grouped} marked={marked} />
        <td>
          <Boxed row={row} box="acquiredDisposed" as={(letter) => letter} />
        </td>
        <Figures row={row} box="price" as={(price) => filled(price, fraction)} marked={marked} />
        <Figures row={row} box="sharesFollowing" as={grouped} marked={marked} />
        <td>
          <Positions row={row} owners={filing.owners} links={links} />
          {mayRule ? (
            <span class="how on-screen">
              <a href={links.correction(row.row)}>
                correct<span class="unseen"> row {own}</span>
              </a>
            </span>
          ) : null}
        </td>
      </tr>
      {reports.length === 0 ? null : (
        <tr>
          <td />
          <td colSpan={8} class="said">
            {reports.map((report) => (
              <ReportLine key={report.insider} row={row} report={report} links={links} />
            ))}
          </td>
        </tr>
      )}
    </>
  );
};

export const FilingRows = ({
  filing,
  links,
  mayRule,
}: {
  filing: FilingAnswer;
  links: Links;
  mayRule: boolean;
}): VNode => {
  return (
    <>
      {(['I', 'II'] as const).map((table) => {
        const rows = filing.rows.filter((row) => row.table === table);
        const fraction = fractionIn(rows.map((row) => boxIn(row, 'price')?.value ?? null));
        const marked = new Set(
          rows.flatMap((row) => row.boxes.filter((b) => b.footnotes.length > 0).map((b) => b.box)),
        );
        return rows.length === 0 ? null : (
          <section key={table} aria-labelledby={`table-${table}`}>
            <h2 id={`table-${table}`}>
              Table {table}, {table === 'I' ? 'not derivative' : 'derivative'}:{' '}
              {counted(rows.length, 'row')}
            </h2>
            <ScrollBox name={`Table ${table}`}>
              <table class="rows">
                <Heads
                  of={[
                    'Row',
                    'Security',
                    'Date',
                    'What',
                    { figures: 'Shares' },
                    'A/D',
                    { figures: 'Price' },
                    { figures: 'Held after' },
                    'Position',
                  ]}
                />
                <tbody>
                  {rows.map((row) => (
                    <Row
                      key={row.row}
                      row={row}
                      filing={filing}
                      links={links}
                      fraction={fraction}
                      marked={marked}
                      mayRule={mayRule}
                    />
                  ))}
                </tbody>
              </table>
            </ScrollBox>
          </section>
        );
      })}
    </>
  );
};
