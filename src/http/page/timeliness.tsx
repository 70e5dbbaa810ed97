/** In time or late. */

import type { ComponentChildren } from 'preact';
import type { TimelinessAnswer } from '../../ledger/answers.js';
import { Heads } from '../picture/heads.js';
import { ScrollBox } from '../picture/scroll-box.js';
import { codeWords, counted, spoken } from '../picture/words.js';
import { type Frame, linksOf, type Page } from './frame.js';
import { Day, FiledRef, InsiderRef, MissingNote, RowRef } from './reference.js';

const outcomes: Readonly<Record<string, string>> = {
  'in-time': '● in time',
  late: '▲ late',
  'not-judged': '? not judged',
};

export const timelinessPage = (
  frame: Frame,
  of: ComponentChildren,
  answer: TimelinessAnswer,
): Page => {
  const links = linksOf(frame);
  const { summary } = answer;
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
            <span class="today">; {summary.notJudged} not judged.</span>
          </p>
          <p class="aside">{answer.notice}</p>
        </div>
        {answer.rows.length === 0 ? null : (
          <ScrollBox name="Rows, in time or late">
            <table>
              <Heads of={['Row', 'What', 'Executed', 'Due', 'Filed', 'Outcome']} />
              <tbody>
                {answer.rows.map((row) => (
                  <tr key={row.row}>
                    <td>
                      <RowRef row={row.row} links={links} />
                      <span class="how">
                        <InsiderRef insider={row.insider} links={links} />
                      </span>
                    </td>
                    <th scope="row">
                      Form {row.form}, {row.code ?? ''} {codeWords(row.code)}
                    </th>
                    <td>
                      <Day day={row.executedOn} />
                    </td>
                    <td>
                      <Day day={row.dueOn} />
                      <span class="how">{row.rule}</span>
                    </td>
                    <td>
                      <FiledRef day={row.filedOn} links={links} />
                    </td>
                    <td>
                      <span class={row.outcome === 'late' ? 'differs' : undefined}>
                        {outcomes[row.outcome] ?? row.outcome}
                      </span>
                      {row.outcome === 'late' ? (
                        <span class="how">by {counted(row.businessDaysLate, 'business day')}</span>
                      ) : null}
                      {row.why === null ? null : (
                        <span class="how">{spoken(row.why.replace(/-/g, ' '))}</span>
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
