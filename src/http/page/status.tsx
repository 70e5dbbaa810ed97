/** Is it whole and up to date. */
import type { StatusAnswer } from '../../ledger/status.js';
import { instantWords } from '../picture/day.js';
import { grouped } from '../picture/quantity.js';
import { counted } from '../picture/words.js';
import { type Frame, linksOf, type Page } from './frame.js';
import { Facts } from './reference.js';

export const statusPage = (
  frame: Frame,
  answer: StatusAnswer,
  digest: string | null = null,
): Page => {
  const links = linksOf(frame);
  const model = answer.readModel;
  return {
    title: 'Status',
    timeless: true,
    body: (
      <>
        <Facts
          facts={[
            ['Filings', grouped(String(answer.filings))],
            ['Insiders', grouped(String(answer.insiders))],
            ['Issuers', grouped(String(answer.issuers))],
            ['Events', `${grouped(String(answer.events))} in ${counted(answer.streams, 'stream')}`],
            ['First recorded', answer.firstRecordedAt && instantWords(answer.firstRecordedAt)],
            ['Last recorded', answer.lastRecordedAt && instantWords(answer.lastRecordedAt)],
            [
              'Kept in',
              <span key="store" class="hash">
                {answer.store}
              </span>,
            ],
          ]}
        />
        <h2>Read model</h2>
        {model === null ? (
          <p>
            There is none: every question folds the log. <code>rebuild</code> makes one.
          </p>
        ) : (
          <>
            <p>
              {model.answers ? '● It answers' : '◐ It does not answer'}
              {model.problem === null ? '' : `: ${model.problem}`}.{' '}
              {model.lag === 0
                ? 'Everything recorded is taken in.'
                : `${counted(model.lag, 'event')} not taken in yet${model.lag >= 10_000 ? ', or more' : ''}.`}
            </p>
            <Facts
              facts={[
                ['Generation', model.generation === null ? null : String(model.generation)],
                ['Version of the folds', model.foldVersion],
                ['Digest', digest === null ? null : <span class="hash">{digest}</span>],
              ]}
            />
            {model.quarantined.length === 0 ? null : (
              <>
                <h3>Insiders of whom nothing is told</h3>
                <ul class="evidence">
                  {model.quarantined.map(({ insider, reason }) => (
                    <li key={insider}>
                      <a href={links.insider(insider)}>{insider}</a>: {reason}
                    </li>
                  ))}
                </ul>
              </>
            )}
          </>
        )}
        {answer.lessThanWas === undefined ? null : (
          <>
            <h2>The log holds less than it did</h2>
            <ul class="evidence">
              {answer.lessThanWas.map(({ stream, missing }) => (
                <li key={stream}>
                  <span class="id">{stream}</span>: {counted(missing, 'event is', 'events are')}{' '}
                  missing
                </li>
              ))}
            </ul>
          </>
        )}
        {answer.unread === undefined || answer.unread.length === 0 ? null : (
          <p class="note warn">
            {counted(answer.unread.length, 'stream')} with an event that is not what was recorded:{' '}
            {answer.unread.join(', ')}. `verify` tells all.
          </p>
        )}
      </>
    ),
  };
};
