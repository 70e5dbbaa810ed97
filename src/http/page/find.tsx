/** Whom do you mean. */
import type { VNode } from 'preact';
import type { FindAnswer, FoundAnswer } from '../../ledger/answers.js';
import type { StatusAnswer } from '../../ledger/status.js';
import type { Links } from '../picture/link.js';
import { counted } from '../picture/words.js';
import { type Frame, linksOf, type Page } from './frame.js';
import { FiledRef, MissingNote } from './reference.js';

const addressOf = (found: FoundAnswer, links: Links): string => {
  switch (found.kind) {
    case 'insider':
      return links.insider(found.id);
    case 'issuer':
      return links.issuer(found.id);
    case 'filing':
      return links.filing(found.id);
    case 'row':
      return links.row(found.id);
    case 'position':
      return links.position(found.id);
    case 'conflict':
      return links.conflict(found.id);
  }
};

const kinds: ReadonlyArray<readonly [FoundAnswer['kind'], string]> = [
  ['insider', 'Insiders'],
  ['issuer', 'Issuers'],
  ['position', 'Positions'],
  ['filing', 'Filings'],
  ['row', 'Rows'],
  ['conflict', 'Conflicts'],
];

/** @param isAsked Whether it was looked for: how it fits is told then. */
const Found = ({
  found,
  links,
  isAsked = true,
}: {
  found: FoundAnswer;
  links: Links;
  isAsked?: boolean;
}): VNode => (
  <li>
    <a class="name" href={addressOf(found, links)}>
      {found.name}
    </a>{' '}
    <span class="id">{found.id}</span>
    <span class="how">
      {[
        !isAsked ? null : found.as === null ? found.fit : `${found.fit}: ${found.as}`,
        ...found.about,
        found.filings === null ? null : counted(found.filings, 'filing'),
      ]
        .filter((one) => one !== null)
        .join(' · ')}
      {found.lastFiledOn === null ? null : (
        <>
          {' '}
          · last filed <FiledRef day={found.lastFiledOn} links={links} />
        </>
      )}
    </span>
  </li>
);

const Results = ({ answer, links }: { answer: FindAnswer; links: Links }): VNode => (
  <>
    <MissingNote missing={answer.missing} links={links} />
    {answer.found.length === 0 ? (
      <p>
        Nothing fits “{answer.text}”: no name, symbol, CIK, accession number, row, position or
        conflict. Names may be given in part.
      </p>
    ) : null}
    {kinds.map(([kind, title]) => {
      const own = answer.found.filter((one) => one.kind === kind);
      return own.length === 0 ? null : (
        <section key={kind} aria-labelledby={`found-${kind}`}>
          <h2 id={`found-${kind}`}>{title}</h2>
          <ul class="found">
            {own.map((found) => (
              <Found key={found.id} found={found} links={links} />
            ))}
          </ul>
        </section>
      );
    })}
    {answer.more === 0 ? null : (
      <p class="aside">{counted(answer.more, 'more fits', 'more fit')}: say more of the name.</p>
    )}
  </>
);

const Beginning = ({ status, links }: { status: StatusAnswer | null; links: Links }): VNode =>
  status !== null && status.filings === 0 ? (
    <>
      <p>This ledger is empty. Filings are put into it by:</p>
      <pre>
        <code>insider-ledger import YOUR-FILINGS/{'\n'}insider-ledger serve --demo</code>
      </pre>
    </>
  ) : (
    <>
      <p>
        Who held what on a day, as it was known on a day, and how we know. Begin with a name, a
        trading symbol, a CIK or an accession number.
      </p>
      {status === null ? null : (
        <p class="aside">
          {counted(status.filings, 'filing')} of {counted(status.insiders, 'insider')} and{' '}
          {counted(status.issuers, 'issuer')}.{' '}
          <a href={links.conflicts({ status: 'open' })}>What needs a decision</a>,{' '}
          <a href={links.changes()}>what changed</a>.
        </p>
      )}
    </>
  );

/** `everybody`: where the ledger is small enough, who is in it. */
export const findPage = (
  frame: Frame,
  answer: FindAnswer | null,
  status: StatusAnswer | null,
  everybody: ReadonlyArray<FoundAnswer> = [],
): Page => {
  const links = linksOf(frame);
  return {
    title: answer === null ? 'Whom do you mean?' : `Found for “${answer.text}”`,
    ownTimes: true,
    body:
      answer === null ? (
        <>
          <Beginning status={status} links={links} />
          {everybody.length === 0 ? null : (
            <ul class="found">
              {everybody.map((found) => (
                <Found
                  key={`${found.kind} ${found.id}`}
                  found={found}
                  links={links}
                  isAsked={false}
                />
              ))}
            </ul>
          )}
        </>
      ) : (
        <Results answer={answer} links={links} />
      ),
  };
};
