/** The greatest short-swing profit, and what it stands on. */

import type { VNode } from 'preact';
import { sentence } from '../../cli/text/plain.js';
import type {
  ShortSwingAnswer,
  ShortSwingClassAnswer,
  ShortSwingOfOne,
} from '../../ledger/answers.js';
import { Heads } from '../picture/heads.js';
import type { Links } from '../picture/link.js';
import { filled, fractionIn, grouped } from '../picture/quantity.js';
import { ScrollBox } from '../picture/scroll-box.js';
import { counted, hyphens } from '../picture/words.js';
import { type Frame, linksOf, type Page } from './frame.js';
import { Day, Facts, InsiderRef, issuerIdOf, RowRef } from './reference.js';

const dollars = (amount: string): string => `$${grouped(amount)}`.replace('$−', '−$');

const Class = ({ of, links }: { of: ShortSwingClassAnswer; links: Links }): VNode => {
  const fraction = fractionIn(
    of.pairs.flatMap(({ purchase, sale }) => [purchase.price, sale.price]),
  );
  return (
    <section>
      <h2>{of.security}</h2>
      <div class="answer">
        <p class="sentence">
          <strong class="figure">
            {of.exact === null ? `at least ${dollars(of.atLeast)}` : dollars(of.exact)}
          </strong>{' '}
          of short-swing profit
          {of.upperBound === null || of.upperBound === of.exact ? (
            '.'
          ) : (
            <span class="today">
              ; up to {dollars(of.upperBound)} if all that the forms leave open were matched.
            </span>
          )}
        </p>
      </div>
      <Facts
        facts={[
          ['Matched lowest in, highest out', dollars(of.liho)],
          ['Which is less than the greatest by', dollars(of.shortfall)],
          [
            'Proof',
            of.certificate === null
              ? null
              : of.certificate.verified
                ? `the prices of its certificate add up to ${dollars(of.certificate.bound)}`
                : 'its certificate does not verify',
          ],
          ['Attribution', hyphens(of.attribution)],
        ]}
      />
      {of.pairs.length === 0 ? (
        <p class="aside">No purchase matches a sale.</p>
      ) : (
        <ScrollBox name={`Pairs of ${of.security}`}>
          <table>
            <Heads
              of={[
                'Purchase',
                { figures: 'at' },
                'Sale',
                { figures: 'at' },
                { figures: 'Shares' },
                { figures: 'Gain' },
                'Barred after',
              ]}
            />
            <tbody>
              {of.pairs.map((pair) => (
                <tr key={`${pair.purchase.row} ${pair.sale.row}`}>
                  <td>
                    <Day day={pair.purchase.on} />
                    <span class="how">
                      <RowRef row={pair.purchase.row} links={links} />
                    </span>
                  </td>
                  <td class="number">{filled(pair.purchase.price, fraction)}</td>
                  <td>
                    <Day day={pair.sale.on} />
                    <span class="how">
                      <RowRef row={pair.sale.row} links={links} />
                    </span>
                  </td>
                  <td class="number">{filled(pair.sale.price, fraction)}</td>
                  <td class="number">{grouped(pair.shares)}</td>
                  <td class="number">
                    {grouped(pair.gain)}
                    {pair.basis === 'ceiling' ? <span class="how">a ceiling</span> : null}
                  </td>
                  <td>
                    <Day day={pair.barredAfter} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {of.undecided.length === 0 ? null : (
        <>
          <h3>Left open by the forms</h3>
          <ul class="evidence">
            {of.undecided.map((one) => (
              <li key={one.row}>
                <RowRef row={one.row} links={links} />, <Day day={one.on} />:{' '}
                {one.why.includes(' ') ? one.why : hyphens(one.why)}
                {one.ifMatched === null ? '' : `; by itself would add ${grouped(one.ifMatched)}`}
              </li>
            ))}
          </ul>
        </>
      )}
      {of.needsPrice.length === 0 ? null : (
        <>
          <h3>Without a price</h3>
          <ul class="evidence">
            {of.needsPrice.map((one) => (
              <li key={one.row}>
                <RowRef row={one.row} links={links} />, <Day day={one.on} />: {one.why}
              </li>
            ))}
          </ul>
        </>
      )}
      {of.exempt.length === 0 ? null : (
        <details>
          <summary>{counted(of.exempt.length, 'exempt row')}</summary>
          <ul class="evidence">
            {of.exempt.map((one) => (
              <li key={one.row}>
                <RowRef row={one.row} links={links} />, <Day day={one.on} />: {one.rule},{' '}
                {one.basis}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
};

const roleBases: Readonly<Record<string, string>> = {
  'form-3': 'by a Form 3',
  'relationship-box': 'by the box of a form',
  declared: 'as declared',
};

const One = ({ of, links }: { of: ShortSwingOfOne; links: Links }): VNode => (
  <>
    {of.applies ? null : (
      <p class="note">
        Section 16(b) does not apply: {of.notApplicable?.why} ({of.notApplicable?.rule}).
      </p>
    )}
    {of.classes.map((one) => (
      <Class key={one.security} of={one} links={links} />
    ))}
    {of.applies && of.classes.length === 0 ? (
      <p>No row of it counts as a purchase or a sale.</p>
    ) : null}
    <h2>Roles</h2>
    <ul class="evidence">
      {of.roles.map((role) => (
        <li key={`${role.role} ${role.from} ${role.through}`}>
          {hyphens(role.role)}, from <Day day={role.from} />
          {role.through === null ? (
            ' on'
          ) : (
            <>
              {' '}
              through <Day day={role.through} />
            </>
          )}
          : {roleBases[role.basis] ?? hyphens(role.basis)}
        </li>
      ))}
    </ul>
    <details>
      <summary>{counted(of.limits.length, 'limit')} of what filings can tell</summary>
      <ul class="evidence">
        {of.limits.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </details>
  </>
);

const ones = (answer: ShortSwingAnswer): ReadonlyArray<ShortSwingOfOne> =>
  'answers' in answer ? answer.answers : [answer];

export const shortSwingPage = (frame: Frame, answer: ShortSwingAnswer): Page => {
  const links = linksOf(frame);
  const all = ones(answer);
  const first = all[0];
  return {
    title: 'Short-swing profit',
    trail:
      first === undefined ? null : (
        <>
          <InsiderRef insider={first.insider} links={links} /> in{' '}
          <a
            href={links.issuer(
              issuerIdOf(
                first.issuer,
                frame.rest['issuer'] === undefined ? undefined : `x/${frame.rest['issuer']}`,
              ),
            )}
          >
            {first.issuer.name}
          </a>
        </>
      ),
    body: (
      <>
        <p class="aside">{sentence(answer.notice)}</p>
        {all.map((one) => (
          <One key={`${one.insider.id} ${one.issuer.name}`} of={one} links={links} />
        ))}
      </>
    ),
  };
};
