/** Conflicts in a list. */
import type { VNode } from 'preact';
import type { ConflictAnswer } from '../../ledger/answers.js';
import type { Links } from '../picture/link.js';
import { ScrollBox } from '../picture/scroll-box.js';
import { conflictWords } from '../picture/words.js';
import { ConflictRef, InsiderRef, IssuerRef, PositionRef, RowRef } from './reference.js';

const severitySigns: Readonly<Record<string, string>> = { high: '◆', medium: '◈', low: '◇' };

export const SeverityWords = ({ severity }: { severity: string }): VNode => (
  <span class={`severity severity-${severity}`}>
    <span aria-hidden="true">{severitySigns[severity] ?? '·'}</span> {severity}
  </span>
);

export const ConflictLines = ({
  conflicts,
  links,
  of,
}: {
  conflicts: ReadonlyArray<ConflictAnswer>;
  links: Links;
  of: 'position' | 'all';
}): VNode => (
  <ScrollBox name="Conflicts, a table">
    <table class="conflicts" data-queue={of === 'all' ? '' : undefined}>
      <thead>
        <tr>
          <th scope="col">Severity</th>
          <th scope="col">What disagrees</th>
          {of === 'all' ? <th scope="col">Whose</th> : null}
          <th scope="col">Rows</th>
          <th scope="col">State</th>
          <th scope="col">Conflict</th>
        </tr>
      </thead>
      <tbody>
        {conflicts.map((conflict) => (
          <tr key={conflict.conflictId}>
            <td>
              <SeverityWords severity={conflict.severity} />
            </td>
            <th scope="row">
              <a href={links.conflict(conflict.conflictId)} data-line>
                {conflictWords(conflict.type)}
              </a>
              {of === 'all'
                ? conflict.positions.map((position) => (
                    <span key={position} class="how">
                      <PositionRef position={position} links={links} />
                    </span>
                  ))
                : null}
            </th>
            {of === 'all' ? (
              <td>
                <InsiderRef insider={conflict.insider} links={links} />
                <span class="how">
                  <IssuerRef
                    issuer={conflict.issuer}
                    positionId={conflict.positions[0]}
                    links={links}
                  />
                </span>
              </td>
            ) : null}
            <td>
              {conflict.rows.slice(0, 3).map((row) => (
                <span key={row} class="line">
                  <RowRef row={row} links={links} />
                </span>
              ))}
              {conflict.rows.length > 3 ? (
                <span class="how">and {conflict.rows.length - 3} more</span>
              ) : null}
            </td>
            <td>
              {conflict.status}
              {conflict.decision === null ? null : (
                <span class="how">
                  {conflict.decision.choice}, by {conflict.decision.by}
                  {conflict.decision.stale ? '; changed since' : ''}
                </span>
              )}
            </td>
            <td>
              <ConflictRef id={conflict.conflictId} links={links} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </ScrollBox>
);
