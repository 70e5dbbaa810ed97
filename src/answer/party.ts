/** Insiders, issuers, ownership and footnotes as answers show them. */
import type { InsiderView } from '../../projections/insider.js';
import type { KnownFiling } from '../../projections/known/knowledge.js';
import type { RowReported } from '../event/catalogue.js';
import { type InsiderId, isProvisional } from '../event/identity.js';
import type { Relationship } from '../filing/model.js';

export interface InsiderAnswer {
  readonly id: InsiderId;
  /** Null while the identity is provisional. */
  readonly cik: string | null;
  readonly name: string;
  readonly provisional: boolean;
}

export interface IssuerAnswer {
  readonly cik: string | null;
  readonly name: string;
  readonly symbol: string | null;
}

export interface FootnoteAnswer {
  readonly id: string;
  readonly text: string;
}

export interface OwnershipAnswer {
  /** D direct, I indirect. */
  readonly form: 'D' | 'I' | null;
  readonly nature: string | null;
  readonly footnotes: ReadonlyArray<FootnoteAnswer>;
}

/** The name under which the insider last filed. */
export const insiderAnswer = (view: Pick<InsiderView, 'insider' | 'filings'>): InsiderAnswer => {
  const last = view.filings[view.filings.length - 1];
  const name = last?.header.owners[last.header.ownerIndex]?.name ?? view.insider;
  const provisional = isProvisional(view.insider);
  return { id: view.insider, cik: provisional ? null : view.insider, name, provisional };
};

/** What the insider was to the issuer, as a filing's boxes say. */
export const relationshipIn = (filing: Pick<KnownFiling, 'header'> | null): Relationship =>
  filing?.header.owners[filing.header.ownerIndex]?.relationship ?? {
    director: null,
    officer: null,
    tenPercentOwner: null,
    other: null,
    officerTitle: null,
    otherText: null,
  };

/** The issuer as the last filing about it names it. */
export const issuerAnswer = (view: InsiderView, issuerId: string): IssuerAnswer => {
  for (let i = view.filings.length - 1; i >= 0; i--) {
    const issuer = (view.filings[i] as KnownFiling).header;
    if (issuer.issuerId === issuerId)
      return { cik: issuer.issuer.cik, name: issuer.issuer.name, symbol: issuer.issuer.symbol };
  }
  return { cik: isProvisional(issuerId) ? null : issuerId, name: issuerId, symbol: null };
};

export const footnoteAnswers = (
  filing: KnownFiling,
  ids: ReadonlyArray<string>,
): ReadonlyArray<FootnoteAnswer> =>
  [...new Set(ids)].flatMap((id) => {
    const text = filing.footnotes.get(id);
    return text === undefined ? [] : [{ id, text }];
  });

export const ownershipAnswer = (row: RowReported, filing: KnownFiling): OwnershipAnswer => ({
  form: row.ownership.value,
  nature: row.nature.value,
  footnotes: footnoteAnswers(filing, [...row.ownership.footnotes, ...row.nature.footnotes]),
});
