/** What went wrong, and what to do next. */
import { sentence } from '../../cli/text/plain.js';
import type { Candidate } from '../../ledger/answers.js';
import type { Frame, Page } from './frame.js';
import { linksOf } from './frame.js';

export interface Trouble {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** Who or what may have been meant. */
  readonly candidates?: ReadonlyArray<Candidate>;
  /** The same without what is gone. */
  readonly link?: string;
}

export const troublePage = (frame: Frame, trouble: Trouble): Page => {
  const links = linksOf(frame);
  const { candidates = [] } = trouble;
  return {
    title: trouble.title,
    timeless: true,
    body: (
      <>
        <p class="note warn">{sentence(trouble.detail)}</p>
        {candidates.length === 0 ? null : (
          <>
            <h2>One of these?</h2>
            <ul class="found">
              {candidates.map(({ kind, id, name, about, lastFiledOn }) => (
                <li key={id}>
                  <a class="name" href={links[kind](id)}>
                    {name}
                  </a>{' '}
                  <span class="id">{id}</span>
                  {about.length === 0 ? '' : ` ${about.join(', ')}`}
                  {lastFiledOn === null ? '' : `, last filing ${lastFiledOn}`}
                </li>
              ))}
            </ul>
          </>
        )}
        {trouble.link === undefined ? null : (
          <p>
            <a href={trouble.link}>The same, as this version tells it</a>
          </p>
        )}
        <p class="aside">
          {trouble.status} · <span class="id">{trouble.code}</span> ·{' '}
          <a href={links.find()}>find somebody</a>
        </p>
      </>
    ),
  };
};
