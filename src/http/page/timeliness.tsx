/** In time or late. */

import type { ComponentChildren } from 'preact';
import { sentence } from '../../cli/text/plain.js';
import type { TimelinessAnswer } from '../../ledger/answers.js';
import { Heads } from '../picture/heads.js';
import type { Asked } from '../picture/link.js';
import { ScrollBox } from '../picture/scroll-box.js';
import { codeWords, counted, hyphens } from '../picture/words.js';
import { type Frame, linksOf, type Page } from './frame.js';
import { Day, FiledRef, InsiderRef, MissingNote, RowRef } from './reference.js';

const onPage = 200;

const outcomes: Readonly<Record<string, string>> = {
  'in-time': '● in time',
  late: '▲ late',
  'not-judged': '? not judged',
};

export const timelinessPage = (
  frame: Frame,
  of: ComponentChildren,
  answer: TimelinessAnswer,
  at: (asked: Asked) => string,
): Page => {
  const links = linksOf(frame);
  const { summary } = answer;
  const { rest } = frame;
  const isLate = rest['late'] === 'true';
  const pages = Math.max(1, Math.ceil(answer.rows.length / onPage));
  const page = Math.min(pages, Math.max(1, Number(rest['page'] ?? 1) || 1));
  const manyInsiders = new Set(answer.rows.map(({ insider }) => insider.id)).size > 1;
  return {
    title: 'In time or late',
    trail: of,
    body: (
      <>
        <MissingNote missing={answer.missing} links={links} />
        <div class="answer">
          <p class="sentence">
            <strong class="figure">{summary.late}</strong> of {counted(summary.judged, 'row')}{' '}
            {summary.late === 1 ? 'was' : 'were'} late
            {summary.notJudged === 0 ? (
              '.'
            ) : (
              <span class="today">; {summary.notJudged} not judged.</span>
            )}
          </p>
          <p class="aside">{sentence(answer.notice)}</p>
        </div>
        <nav class="pager" aria-label="Which rows">
          {isLate ? (
            <a href={at({ ...rest, late: undefined, page: undefined })}>all rows</a>
          ) : (
            <strong>all rows</strong>
          )}
          {isLate ? (
            <strong>late ones</strong>
          ) : (
            <a href={at({ ...rest, late: 'true', page: undefined })}>late ones</a>
          )}
          {pages === 1 ? null : (
            <>
              {page > 1 ? <a href={at({ ...rest, page: String(page - 1) })}>before</a> : null}
              <span>
                part {page} of {pages}
              </span>
              {page < pages ? <a href={at({ ...rest, page: String(page + 1) })}>next</a> : null}
            </>
          )}
        </nav>
        {answer.rows.length === 0 ? null : (
          <ScrollBox name="Rows, in time or late">
            <table>
              <Heads of={['Row', 'What', 'Executed', 'Due', 'Filed', 'Outcome']} />
              <tbody>
                {answer.rows.slice((page - 1) * onPage, page * onPage).map((row) => (
                  <tr key={row.row}>
                    <td>
                      <RowRef row={row.row} links={links} />
                      {manyInsiders ? (
                        <span class="how">
                          <InsiderRef insider={row.insider} links={links} />
                        </span>
                      ) : null}
                    </td>
                    <th scope="row">
                      Form {row.form}, {row.code ?? ''} {codeWords(row.code)}
                    </th>
                    <td>
                      <Day day={row.executedOn} />
                    </td>
                    <td>
                      <Day day={row.dueOn} />
                      <span class="how part">Rule {row.rule}</span>
                    </td>
                    <td>
                      <FiledRef day={row.filedOn} links={links} />
                    </td>
                    <td>
                      <span class={row.outcome === 'late' ? 'part differs' : 'part'}>
                        {outcomes[row.outcome] ?? row.outcome}
                      </span>
                      {row.outcome === 'late' ? (
                        <span class="how">by {counted(row.businessDaysLate, 'business day')}</span>
                      ) : null}
                      {row.why === null ? null : (
                        <span class="how">{hyphens(row.why).replace('section', 'Section')}</span>
                      )}
                      {row.findings.map((finding) => (
                        <span key={finding.code} class="how">
                          {finding.message}
                        </span>
                      ))}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollBox>
        )}
      </>
    ),
  };
};
