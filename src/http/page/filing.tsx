/** What a paper said, and what it did. */
import type { FilingAnswer } from '../../ledger/answers.js';
import { instantWords, shortDay } from '../picture/day.js';
import { ScrollBox } from '../picture/scroll-box.js';
import { counted } from '../picture/words.js';
import { FilingRows } from './filing-rows.js';
import { type Frame, linksOf, type Page } from './frame.js';
import { Day, Facts, FiledRef, FilingRef, IssuerRef } from './reference.js';

const relationWords = ({ relationship: r }: FilingAnswer['owners'][number]): string =>
  [
    r.director === true ? 'director' : null,
    r.officer === true ? (r.officerTitle ?? 'officer') : null,
    r.tenPercentOwner === true ? 'owner of ten percent' : null,
    r.other === true ? (r.otherText ?? 'other') : null,
  ]
    .filter((one) => one !== null)
    .join(', ') || 'no relationship stated';

const amendsWords = ({ accession, kind, decided }: FilingAnswer['amends'][number]): string =>
  accession === null
    ? kind === 'orphan'
      ? 'a filing that is not in this ledger'
      : 'one of several filings; which is not certain'
    : decided
      ? 'as was decided'
      : kind === 'inferred'
        ? 'by what its rows say'
        : '';

const filedBases: Readonly<Record<string, string>> = {
  'edgar-header': 'by the header of the submission',
  manifest: 'by the manifest',
  'signature-date': 'by the signature, nothing better is known',
  deadline: 'by the day it was due, nothing better is known',
};

export const filingPage = (frame: Frame, answer: FilingAnswer): Page => {
  const links = linksOf(frame);
  const firstPosition = answer.positions[0];
  return {
    title: `Form ${answer.form}, ${answer.accession}`,
    heading: (
      <>
        Form {answer.form}, <span class="part">{answer.accession}</span>
      </>
    ),
    trail: (
      <>
        {answer.owners.map((owner, i) => (
          <span key={owner.insider}>
            {i === 0 ? '' : ', '}
            <a href={links.insider(owner.insider)}>{owner.name}</a>
          </span>
        ))}{' '}
        in <IssuerRef issuer={answer.issuer} positionId={firstPosition} links={links} />
      </>
    ),
    body: (
      <>
        <Facts
          facts={[
            [
              'Accepted',
              answer.acceptedAt === null ? null : (
                <time key="accepted" dateTime={answer.acceptedAt}>
                  {instantWords(answer.acceptedAt)}
                </time>
              ),
            ],
            [
              'Filed',
              <>
                <FiledRef day={answer.filedOn} links={links} />
                <span class="how">{filedBases[answer.filedBasis] ?? answer.filedBasis}</span>
              </>,
            ],
            ['Period', <Day key="period" day={answer.period} />],
            ['Could be known from', instantWords(answer.knownAt)],
            [
              'Box 4, original filed on',
              answer.originalFiledOn === null ? null : (
                <FiledRef day={answer.originalFiledOn} links={links} />
              ),
            ],
            [
              'Rule 10b5-1 box',
              answer.plan10b51 === null ? null : answer.plan10b51 ? 'ticked' : 'not ticked',
            ],
            [
              'Amends',
              answer.amends.length === 0
                ? null
                : answer.amends.map((one) => (
                    <span key={one.insider} class="line">
                      {one.accession === null ? null : (
                        <FilingRef accession={one.accession} links={links} />
                      )}{' '}
                      {amendsWords(one)}
                    </span>
                  )),
            ],
            [
              'Amended by',
              answer.amendedBy.length === 0
                ? null
                : answer.amendedBy.map((one) => (
                    <span key={one} class="line">
                      <FilingRef accession={one} links={links} />
                    </span>
                  )),
            ],
            [
              'At the source',
              answer.address === null ? null : (
                <a href={answer.address} rel="noreferrer external">
                  This filing on EDGAR
                </a>
              ),
            ],
            [
              'Recorded before as',
              answer.otherNames.length === 0 ? null : answer.otherNames.join(', '),
            ],
          ]}
        />
        <h2>Owners</h2>
        <ul class="evidence">
          {answer.owners.map((owner) => (
            <li key={owner.insider}>
              <a href={links.insider(owner.insider)}>{owner.name}</a>, {relationWords(owner)}
            </li>
          ))}
        </ul>
        {answer.notSubjectToSection16 === true ? (
          <p class="note">The filer says that it is no longer subject to Section 16.</p>
        ) : null}
        {answer.noSecuritiesOwned === true ? (
          <p class="note">The form says that no securities are owned.</p>
        ) : null}
        <FilingRows filing={answer} links={links} mayRule={frame.actor !== null} />
        {answer.footnotes.length === 0 ? null : (
          <>
            <h2>Footnotes, as filed</h2>
            {answer.footnotes.map(({ id, text }) => (
              <p key={id} class="footnote" id={`footnote-${id}`}>
                <strong>{id}</strong> {text}
              </p>
            ))}
          </>
        )}
        {answer.remarks === null ? null : (
          <>
            <h2>Remarks, as filed</h2>
            <p class="footnote">{answer.remarks}</p>
          </>
        )}
        {answer.signatures.length === 0 ? null : (
          <p class="aside">
            Signed by{' '}
            {answer.signatures.map(({ name, date }, i) => (
              <span key={name}>
                {i === 0 ? '' : ', '}
                {name}
                {date === null ? '' : ` on ${shortDay(date)}`}
              </span>
            ))}
            .
          </p>
        )}
        {answer.unknown.length + answer.asFiled.length === 0 ? null : (
          <details>
            <summary>
              {counted(answer.unknown.length + answer.asFiled.length, 'passage')} that the form has
              no box for, or as filed
            </summary>
            <ScrollBox name="Passages as filed">
              <table>
                <tbody>
                  {[...answer.unknown, ...answer.asFiled].map(({ path, text }, i) => (
                    <tr key={i}>
                      <th scope="row" class="id">
                        {path}
                      </th>
                      <td>{text}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollBox>
          </details>
        )}
        <Facts
          facts={[
            [
              'SHA-256 of the bytes that were read',
              answer.sourceDigest === null ? (
                'not at hand'
              ) : (
                <span class="hash">{answer.sourceDigest}</span>
              ),
            ],
            [
              'Digest of its content',
              <span key="digest" class="hash">
                {answer.contentDigest}
              </span>,
            ],
          ]}
        />
      </>
    ),
  };
};
