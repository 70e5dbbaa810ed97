/**
 * Amendments by row, never by filing: an amendment is linked to what it amends, and each of its
 * rows confirms, corrects or adds. A row that it does not mention stands.
 */
import type { Accession } from '../../src/filing/model.js';
import type { StandingRow } from '../balance/standing-row.js';
import type { ConflictRegister, Finding, Names } from '../conflict/conflict.js';
import type { KnownFiling } from '../known/knowledge.js';
import type { Decision } from '../known/rulings.js';
import type { Line } from '../line/line.js';
import type { Position } from '../position/position.js';
import type { Evidence } from './amendment-link.js';
import type { Originals } from './duplicate-filing.js';
import type { LineBook } from './line-book.js';
import type { RowsReported } from './repeated-row.js';

/** An amendment and what it was linked to, with all the evidence for and against. */
export interface LinkRecord {
  readonly amendment: KnownFiling;
  readonly kind: 'exact' | 'inferred' | 'ambiguous' | 'orphan';
  /** The document box 4 points to; null where nothing is linked. */
  readonly target: KnownFiling | null;
  readonly home: KnownFiling | null;
  readonly evidence: ReadonlyArray<Evidence>;
  /** Other filings that were weighed, best first. */
  readonly rivals: ReadonlyArray<{ readonly accession: Accession; readonly weight: number }>;
  readonly decided: boolean;
}

/** A balance that an amendment restates although rows it leaves out would change it. */
export interface Restatement {
  readonly position: Position;
  readonly row: StandingRow;
  readonly unmentioned: ReadonlyArray<Line>;
}

export interface Resolution {
  readonly book: LineBook;
  readonly links: ReadonlyArray<LinkRecord>;
  readonly findings: ReadonlyArray<Finding>;
  readonly restatements: ReadonlyArray<Restatement>;
  /** By which filings were taken as they were, by accession number. */
  readonly decided: ReadonlyMap<string, Decision>;
  /** Under which the insider and its positions are and were known. */
  readonly names: Names;
}

/** What an amendment amends by a co-owner's stream: accession numbers; null where it links nothing. */
export type LinkedElsewhere = (amendment: Accession) => string | null;

/** A resolution while filings are taken in. */
export interface Resolving {
  readonly linkedElsewhere: LinkedElsewhere;
  readonly book: LineBook;
  readonly originals: Originals;
  readonly reported: RowsReported;
  readonly register: ConflictRegister;
  readonly links: Array<LinkRecord>;
  readonly restatements: Array<Restatement>;
  readonly decided: Map<string, Decision>;
}

/** What was decided of a conflict about how a filing is to be taken; null where nothing was. */
export const askAbout = (
  { register, decided }: Resolving,
  { accession }: KnownFiling,
  finding: Finding,
): Decision | null => {
  const decision = register.raise(finding);
  if (decision !== null) decided.set(accession, decision);
  return decision;
};
