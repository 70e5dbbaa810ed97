/** What needs a decision. */
import type { VNode } from 'preact';
import type { ConflictCount, ConflictsAnswer } from '../../ledger/answers.js';
import { address, type Links } from '../picture/link.js';
import { grouped } from '../picture/quantity.js';
import { ScrollBox } from '../picture/scroll-box.js';
import { conflictWords, counted } from '../picture/words.js';
import { ConflictLines, SeverityWords } from './conflict-line.js';
import { type Frame, linksOf, type Page } from './frame.js';
import { MissingNote, More } from './reference.js';

const severities = ['high', 'medium', 'low'] as const;

const Counts = ({
  counts,
  links,
  frame,
}: {
  counts: ReadonlyArray<ConflictCount>;
  links: Links;
  frame: Frame;
}): VNode => {
  const open = counts.filter((c) => c.status === 'open');
  const types = [...new Set(open.map((c) => c.type))].sort();
  const { insider, issuer } = frame.rest;
  return (
    <ScrollBox name="Open conflicts by type and severity">
      <table class="counts">
        <thead>
          <tr>
            <th scope="col">Open</th>
            {severities.map((severity) => (
              <th scope="col" key={severity} class="number">
                <SeverityWords severity={severity} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {types.map((type) => (
            <tr key={type}>
              <th scope="row">{conflictWords(type)}</th>
              {severities.map((severity) => {
                const count = open
                  .filter((c) => c.type === type && c.severity === severity)
                  .reduce((sum, c) => sum + c.count, 0);
                return (
                  <td key={severity} class="number">
                    {count === 0 ? (
                      <span class="same">·</span>
                    ) : (
                      <a
                        href={links.conflicts({ insider, issuer, type, severity, status: 'open' })}
                      >
                        {count}
                      </a>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
};

const filters: ReadonlyArray<readonly [string, string | undefined]> = [
  ['open', 'open'],
  ['decided', 'decided'],
  ['closed', 'closed'],
  ['all', undefined],
];

export const conflictsPage = (
  frame: Frame,
  answer: ConflictsAnswer,
  counts: ReadonlyArray<ConflictCount>,
): Page => {
  const links = linksOf(frame);
  const { type, severity, status, insider, issuer } = frame.rest;
  const of = (name: string): number =>
    counts.filter((c) => c.status === name).reduce((sum, c) => sum + c.count, 0);
  const countOf = (name: string): string =>
    grouped(String(name === 'all' ? counts.reduce((sum, c) => sum + c.count, 0) : of(name)));
  const said = [type === undefined ? null : conflictWords(type), severity, insider, issuer].filter(
    (one) => one != null,
  );
  return {
    title: 'Conflicts',
    trail: said.length === 0 ? null : `only ${said.join(', ')}`,
    body: (
      <>
        <MissingNote missing={answer.missing} links={links} />
        {of('open') === 0 ? (
          <p>
            Nothing is open. {counted(of('decided'), 'was', 'were')} decided, {of('closed')} closed
            by what was filed later.
          </p>
        ) : (
          <Counts counts={counts} links={links} frame={frame} />
        )}
        <nav class="pager" aria-label="By state">
          {filters.map(([name, state]) =>
            state === status ? (
              <strong key={name}>
                {name} {countOf(name)}
              </strong>
            ) : (
              <a
                key={name}
                href={links.conflicts({ insider, issuer, type, severity, status: state })}
              >
                {name} {countOf(name)}
              </a>
            ),
          )}
        </nav>
        {answer.conflicts.length === 0 ? (
          <p class="aside">None of these.</p>
        ) : (
          <ConflictLines conflicts={answer.conflicts} links={links} of="all" />
        )}
        <More
          href={
            answer.next == null
              ? null
              : address('/conflicts', { ...frame.rest, ...frame.asked, cursor: answer.next })
          }
          says="next conflicts"
        />
      </>
    ),
  };
};
