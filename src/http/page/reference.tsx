/** How pages point at things: everything that is named leads to it, with the times. */
import type { ComponentChildren, VNode } from 'preact';
import type { InsiderAnswer, IssuerAnswer } from '../../ledger/answers.js';
import { isDayText, longDay, shortDay } from '../picture/day.js';
import { filingIn, issuerIn, type Links } from '../picture/link.js';
import { grouped, signed } from '../picture/quantity.js';

interface Linked {
  readonly links: Links;
}

export const RowRef = ({ row, links }: Linked & { row: string }): VNode => {
  const [accession, own] = filingIn(row);
  return (
    <a class="id" href={links.row(row)}>
      {accession}
      {own === '' ? null : <span class="part"> {own}</span>}
    </a>
  );
};

/** A row where its filing is named already. */
export const OwnRowRef = ({ row, links }: Linked & { row: string }): VNode => (
  <a class="id" href={links.row(row)} aria-label={`row ${row}`}>
    {filingIn(row)[1]}
  </a>
);

export const FilingRef = ({ accession, links }: Linked & { accession: string }): VNode => (
  <a class="id" href={links.filing(accession)}>
    {accession}
  </a>
);

/** A filing date: to all that was filed on it. */
export const FiledRef = ({ day, links }: Linked & { day: string }): VNode => (
  <a class="day" href={links.filed(day)} title={`all filed on ${longDay(day)}`}>
    <time dateTime={day}>{shortDay(day)}</time>
  </a>
);

export const Day = ({ day }: { day: string | null | undefined }): VNode =>
  day == null || day === '' ? (
    <span class="none">none</span>
  ) : (
    <time class="day" dateTime={day}>
      {shortDay(day)}
    </time>
  );

export const InsiderRef = ({
  insider,
  links,
}: Linked & { insider: Pick<InsiderAnswer, 'id' | 'name'> }): VNode => (
  <a href={links.insider(insider.id)}>{insider.name}</a>
);

/** An issuer without a CIK is found by the id in its positions, or by its name. */
export const issuerIdOf = (issuer: IssuerAnswer, positionId?: string): string =>
  issuer.cik ?? (positionId === undefined ? issuer.name : issuerIn(positionId));

export const IssuerRef = ({
  issuer,
  positionId,
  links,
}: Linked & { issuer: IssuerAnswer; positionId?: string | undefined }): VNode => (
  <a href={links.issuer(issuerIdOf(issuer, positionId))}>
    {issuer.name}
    {issuer.symbol === null ? null : <span class="symbol"> {issuer.symbol}</span>}
  </a>
);

/** Without whose it is and in what. */
export const positionName = (position: string): string =>
  position.split('/').slice(2).join('/') || position;

export const PositionRef = ({ position, links }: Linked & { position: string }): VNode => (
  <a class="id path" href={links.position(position)}>
    {positionName(position)}
  </a>
);

export const RulingRef = ({ id, links }: Linked & { id: string }): VNode => (
  <a class="id" href={`${links.rulings()}#${id}`}>
    {id}
  </a>
);

export const ConflictRef = ({ id, links }: Linked & { id: string }): VNode => (
  <a class="id" href={links.conflict(id)}>
    {id}
  </a>
);

/** A number with its reason; missing is not zero. */
export const Quantity = ({
  of,
  reason,
  withSign = false,
}: {
  of: string | null | undefined;
  reason?: string | undefined;
  withSign?: boolean;
}): VNode => {
  if (of == null) return <span class="none">unknown</span>;
  const text = withSign ? signed(of) : grouped(of);
  return reason === undefined ? <span class="figures">{text}</span> : <a href={reason}>{text}</a>;
};

export const Facts = ({
  facts,
}: {
  facts: ReadonlyArray<readonly [string, ComponentChildren]>;
}): VNode => (
  <dl class="facts">
    {facts
      .filter(([, said]) => said !== null && said !== undefined && said !== '')
      .map(([name, said]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{said}</dd>
        </div>
      ))}
  </dl>
);

/** Insiders of whom nothing can be told. */
export const MissingNote = ({
  missing,
  links,
}: Linked & { missing: ReadonlyArray<string> | undefined }): VNode | null =>
  missing === undefined || missing.length === 0 ? null : (
    <p class="note warn" role="note">
      Nothing is told of {missing.length === 1 ? 'an insider' : `${missing.length} insiders`} whose
      events do not fold: {missing.join(', ')}. <a href={links.status()}>Status</a> says why.
    </p>
  );

export const More = ({ href, says }: { href: string | null; says: string }): VNode | null =>
  href === null ? null : (
    <p class="more">
      <a href={href} rel="next">
        {says}
      </a>
    </p>
  );

const saidSo = (text: string): string => (isDayText(text) ? shortDay(text) : grouped(text));

export const Sides = ({
  from,
  to,
}: {
  from: string | null | undefined;
  to: string | null | undefined;
}): VNode => (
  <span class="change">
    <del>{from == null ? 'empty' : saidSo(from)}</del>
    <span aria-hidden="true"> → </span>
    <ins>{to == null ? 'empty' : saidSo(to)}</ins>
  </span>
);
