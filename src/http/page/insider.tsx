/** What somebody holds, on a day, as known on a day. */
import type { VNode } from 'preact';
import type { InsiderAnswer } from '../../ledger/answers.js';
import { type FaceState, momentOf } from '../picture/face.js';
import { InsiderFace } from '../picture/insider-face.js';
import { issuerIn } from '../picture/link.js';
import { pack } from '../picture/packed.js';
import type { Timeline } from '../picture/timeline.js';
import { type Frame, linksOf, type Page } from './frame.js';
import { faceState, faceWidth } from './position.js';
import { MissingNote } from './reference.js';

export const insiderPage = (
  frame: Frame,
  insider: InsiderAnswer,
  timeline: Timeline & { readonly missing?: ReadonlyArray<string> },
  splits: FaceState['splits'],
): Page => {
  const links = linksOf(frame);
  const state = faceState(frame, timeline, splits);
  const issuers = new Map(timeline.positions.map((p) => [issuerIn(p.positionId), p.issuer.name]));
  return {
    title: insider.name,
    trail: (
      <>
        Insider, {insider.provisional ? 'provisional id' : 'CIK'}{' '}
        <span class="id">{insider.cik ?? insider.id}</span>
      </>
    ),
    ownTimes: true,
    body: (
      <>
        <MissingNote missing={timeline.missing} links={links} />
        <div data-face="insider" data-width={faceWidth} data-state={pack(state)}>
          <InsiderFace state={state} moment={momentOf(state)} width={faceWidth} />
        </div>
        <nav class="onwards" aria-label="More of this insider" data-fresh="onwards">
          <ul>
            <li>
              <a href={links.transactions(insider.id)}>Transactions</a>
            </li>
            <li>
              <a href={links.conflicts({ insider: insider.id })}>Conflicts</a>
            </li>
            <li>
              <a href={links.reconcile({ insider: insider.id })}>Stated balances checked</a>
            </li>
            <li>
              <a href={links.timeliness(insider.id)}>In time or late</a>
            </li>
            {[...issuers].map(
              ([issuer, name]): VNode => (
                <li key={issuer}>
                  <a href={links.shortSwing(insider.id, issuer)}>
                    Short-swing profit
                    {issuers.size === 1 ? '' : ` in ${name}`}
                  </a>
                </li>
              ),
            )}
            <li>
              <a href={links.rulings({ insider: insider.id })}>Rulings</a>
            </li>
          </ul>
        </nav>
      </>
    ),
  };
};
