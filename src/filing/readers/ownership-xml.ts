/**
 * EDGAR ownership XML (`ownershipDocument`), every schema from X0101 of 2003 to X0609 of 2026,
 * after the SEC's Ownership XML Technical Specification 5.5 and its XSD files.
 */

import * as E from 'fp-ts/lib/Either.js';
import type { Day } from '../calendar.js';
import {
  type Address,
  type Filing,
  type Footnote,
  type FormType,
  footnoteLengthMax,
  footnotesMax,
  formTypes,
  type Issuer,
  nameLengthMax,
  type Owner,
  ownersMax,
  type Relationship,
  type Row,
  remarksLengthMax,
  rowsMax,
  versionLengthMax,
} from '../model.js';
import { type ReadProblem, readProblem } from '../problem.js';
import { Findings, quoted, Rejected } from './findings.js';
import { dayOf, flagOf, footnoteRefs } from './ownership-field.js';
import { readRow, rowElement } from './ownership-row.js';
import type { Reader, Reading } from './reader.js';
import { escapeBareAmpersands, joinWrappedLines } from './text-repair.js';
import type { XmlElement } from './xml-element.js';
import { parseXmlTree } from './xml-tree.js';

type Mutable<A> = { -readonly [K in keyof A]: A[K] };

const knownVersions: ReadonlySet<string> = new Set([
  ...['X0101', 'X0102', 'X0201', 'X0202', 'X0203', 'X0204', 'X0205', 'X0206'],
  ...['X0303', 'X0304', 'X0305', 'X0306', 'X0407', 'X0508', 'X0609'],
]);

/** What an envelope around the document already says, for boxes the document leaves out. */
export interface DocumentHints {
  readonly form: string | null;
  readonly period: Day | null;
  /** Line of the envelope on which the document begins, from 1. */
  readonly firstLine: number;
}

const noHints: DocumentHints = { form: null, period: null, firstLine: 1 };

const optionalText = (
  element: XmlElement,
  path: string,
  findings: Findings,
  lengthMax = nameLengthMax,
): string | null => {
  for (const child of element.children) findings.unknownElement(path, child);
  const text = element.text.trim();
  return text === '' ? null : findings.limited(text, lengthMax, path, element.line);
};

/** Ten digits; EDGAR takes unpadded ones, and all zeros name nobody. */
const cikOf = (element: XmlElement, path: string, findings: Findings): string | null => {
  const text = element.text.trim();
  if (text === '') return null;
  if (!/^\d{1,10}$/.test(text) || /^0+$/.test(text)) {
    findings.invalid(path, text, 'a CIK of up to ten digits');
    return null;
  }
  if (text.length < 10) findings.keepAsFiled(path, text);
  return text.padStart(10, '0');
};

const readIssuer = (element: XmlElement, findings: Findings): Issuer => {
  const issuer: Mutable<Issuer> = { cik: null, name: '', symbol: null, foreignSymbol: null };
  for (const child of findings.boxesOf(element, 'issuer')) {
    const path = `issuer.${child.name}`;
    if (child.name === 'issuerCik') issuer.cik = cikOf(child, path, findings);
    else if (child.name === 'issuerName') issuer.name = optionalText(child, path, findings) ?? '';
    else if (child.name === 'issuerTradingSymbol')
      issuer.symbol = optionalText(child, path, findings);
    else if (child.name === 'issuerForeignTradingSymbol')
      issuer.foreignSymbol = optionalText(child, path, findings);
    else findings.unknownElement('issuer', child);
  }
  return issuer;
};

const addressBoxes: ReadonlyMap<string, Exclude<keyof Address, 'nonUs'>> = new Map([
  ['rptOwnerStreet1', 'street1'],
  ['rptOwnerStreet2', 'street2'],
  ['rptOwnerCity', 'city'],
  ['rptOwnerState', 'state'],
  ['rptOwnerZipCode', 'zip'],
  ['rptOwnerStateDescription', 'stateDescription'],
]);

const readAddress = (element: XmlElement, path: string, findings: Findings): Address | null => {
  const address: Mutable<Address> = {
    street1: null,
    street2: null,
    city: null,
    state: null,
    zip: null,
    stateDescription: null,
    nonUs: null,
  };
  for (const child of findings.boxesOf(element, path)) {
    const key = addressBoxes.get(child.name);
    if (key !== undefined) address[key] = optionalText(child, `${path}.${child.name}`, findings);
    else if (child.name === 'rptOwnerNonUSAddressFlag')
      address.nonUs = flagOf(child, `${path}.${child.name}`, findings);
    else findings.unknownElement(path, child);
  }
  return Object.values(address).every((v) => v === null) ? null : address;
};

const roleBoxes: ReadonlyMap<string, 'director' | 'officer' | 'tenPercentOwner' | 'other'> =
  new Map([
    ['isDirector', 'director'],
    ['isOfficer', 'officer'],
    ['isTenPercentOwner', 'tenPercentOwner'],
    ['isOther', 'other'],
  ]);

const noRelationship: Relationship = {
  director: null,
  officer: null,
  tenPercentOwner: null,
  other: null,
  officerTitle: null,
  otherText: null,
};

const readRelationship = (element: XmlElement, path: string, findings: Findings): Relationship => {
  const relationship: Mutable<Relationship> = { ...noRelationship };
  for (const child of findings.boxesOf(element, path)) {
    const role = roleBoxes.get(child.name);
    if (role !== undefined) relationship[role] = flagOf(child, `${path}.${child.name}`, findings);
    else if (child.name === 'officerTitle')
      relationship.officerTitle = optionalText(child, `${path}.officerTitle`, findings);
    else if (child.name === 'otherText')
      relationship.otherText = optionalText(child, `${path}.otherText`, findings);
    else findings.unknownElement(path, child);
  }
  return relationship;
};

const readOwner = (element: XmlElement, path: string, findings: Findings): Owner => {
  const owner: Mutable<Owner> = {
    cik: null,
    name: '',
    address: null,
    relationship: noRelationship,
  };
  for (const child of findings.boxesOf(element, path)) {
    if (child.name === 'reportingOwnerId') {
      for (const id of findings.boxesOf(child, `${path}.reportingOwnerId`)) {
        const at = `${path}.reportingOwnerId.${id.name}`;
        if (id.name === 'rptOwnerCik') owner.cik = cikOf(id, at, findings);
        else if (id.name === 'rptOwnerName') owner.name = optionalText(id, at, findings) ?? '';
        else if (id.name === 'rptOwnerCcc')
          // A filing password: EDGAR removes it, and a ledger must not keep it.
          findings.warn('SECRET_DROPPED', `${at} holds a filer's access code; it was not kept`);
        else findings.unknownElement(`${path}.reportingOwnerId`, id);
      }
    } else if (child.name === 'reportingOwnerAddress')
      owner.address = readAddress(child, `${path}.reportingOwnerAddress`, findings);
    else if (child.name === 'reportingOwnerRelationship')
      owner.relationship = readRelationship(child, `${path}.reportingOwnerRelationship`, findings);
    else findings.unknownElement(path, child);
  }
  return owner;
};

class DocumentReader {
  private readonly findings: Findings;
  private readonly rows: Array<Row> = [];
  private readonly footnotes: Array<Footnote> = [];
  private readonly owners: Array<Owner> = [];
  private readonly signatures: Array<Filing['signatures'][number]> = [];
  private readonly positions = { I: 0, II: 0 };
  private readonly occurrences = new Map<string, number>();
  private readonly texts = new Map<string, string>();
  private readonly flags = new Map<string, boolean | null>();
  private issuer: Issuer | null = null;
  private remarks: string | null = null;

  constructor(findings: Findings) {
    this.findings = findings;
  }

  private pathOf(name: string): string {
    const n = (this.occurrences.get(name) ?? 0) + 1;
    this.occurrences.set(name, n);
    return `${name}[${n}]`;
  }

  private readTableRow(element: XmlElement, as: NonNullable<ReturnType<typeof rowElement>>): void {
    this.positions[as.table] += 1;
    const position = this.positions[as.table];
    if (position > rowsMax)
      this.findings.reject(
        'LIMIT_EXCEEDED',
        `Table ${as.table} has more than ${rowsMax} rows; EDGAR allows 30.`,
        element.name,
        element.line,
      );
    this.rows.push(readRow(element, as, position, this.pathOf(element.name), this.findings));
  }

  readTable(table: XmlElement): void {
    this.findings.strayParts(table.name, table);
    const wanted = table.name === 'derivativeTable' ? 'II' : 'I';
    for (const child of table.children) {
      const as = rowElement(child.name);
      if (as !== null && as.table === wanted) this.readTableRow(child, as);
      else this.findings.unknownElement(table.name, child);
    }
  }

  readFootnotes(element: XmlElement): void {
    this.findings.strayParts('footnotes', element);
    for (const child of element.children) {
      const id = child.attributes?.['id']?.trim().toUpperCase() ?? '';
      if (child.name !== 'footnote' || !/^F\d{1,3}$/.test(id)) {
        this.findings.unknownElement('footnotes', child);
        continue;
      }
      const text = child.text.trim();
      this.footnotes.push({
        id,
        text: this.findings.limited(text, footnoteLengthMax, `footnote ${id}`, child.line),
      });
    }
    if (this.footnotes.length > footnotesMax)
      this.findings.reject(
        'LIMIT_EXCEEDED',
        `the document has more than ${footnotesMax} footnotes; EDGAR allows 99.`,
        'footnotes',
      );
  }

  readSignature(element: XmlElement): void {
    const path = this.pathOf('ownerSignature');
    let name = '';
    let date: Day | null = null;
    for (const child of this.findings.boxesOf(element, path)) {
      if (child.name === 'signatureName')
        name = optionalText(child, `${path}.signatureName`, this.findings) ?? '';
      else if (child.name === 'signatureDate')
        date = this.day(child.text.trim(), `${path}.signatureDate`);
      else this.findings.unknownElement(path, child);
    }
    this.signatures.push({ name, date });
    this.boundedList(this.signatures, 'ownerSignature');
  }

  readOwner(element: XmlElement): void {
    this.owners.push(readOwner(element, this.pathOf('reportingOwner'), this.findings));
    this.boundedList(this.owners, 'reportingOwner');
  }

  readIssuer(element: XmlElement): void {
    this.issuer = readIssuer(element, this.findings);
  }

  readRemarks(element: XmlElement): void {
    this.remarks = optionalText(element, 'remarks', this.findings, remarksLengthMax);
  }

  readText(element: XmlElement): void {
    this.texts.set(element.name, optionalText(element, element.name, this.findings) ?? '');
  }

  readFlag(element: XmlElement): void {
    this.flags.set(element.name, flagOf(element, element.name, this.findings));
  }

  private boundedList(list: ReadonlyArray<unknown>, name: string): void {
    if (list.length > ownersMax)
      this.findings.reject('LIMIT_EXCEEDED', `more than ${ownersMax} times ${name}.`, name);
  }

  /** A day of the header; text that is not one is kept in `asFiled`, and so is a time zone. */
  private day(text: string, path: string): Day | null {
    if (text === '') return null;
    const day = dayOf(text);
    if (day === null) this.findings.invalid(path, text, 'a day as YYYY-MM-DD');
    else if (day !== text) this.findings.keepAsFiled(path, text);
    return day;
  }

  private readElement(element: XmlElement): void {
    const { name } = element;
    const read = readers.get(name);
    const as = read === undefined ? rowElement(name) : null;
    if (read !== undefined) read(this, element);
    else if (as !== null) this.readTableRow(element, as);
    else this.findings.unknownElement('', element);
  }

  private form(hint: string | null): FormType {
    const stated = this.texts.get('documentType') ?? '';
    if (stated === '' && hint !== null)
      this.findings.warn('MISSING_VALUE', `no documentType; the header says form ${hint}`);
    const text = stated === '' ? (hint ?? '') : stated;
    if (text === '')
      this.findings.reject(
        'MISSING_FIELD',
        'documentType is missing; expected 3, 3/A, 4, 4/A, 5 or 5/A.',
        'documentType',
      );
    return (
      formTypes.find((f) => f === text.toUpperCase()) ??
      this.findings.reject(
        'INVALID_FIELD',
        `documentType is ${quoted(text)}; expected 3, 3/A, 4, 4/A, 5 or 5/A.`,
        'documentType',
      )
    );
  }

  private period(hint: Day | null): Day {
    const stated = this.texts.get('periodOfReport') ?? '';
    if (stated === '' && hint !== null) {
      this.findings.warn('MISSING_VALUE', `no periodOfReport; the header says ${hint}`);
      return hint;
    }
    if (stated === '')
      this.findings.reject('MISSING_FIELD', 'periodOfReport is missing.', 'periodOfReport');
    const day = dayOf(stated);
    if (day === null)
      return this.findings.reject(
        'INVALID_FIELD',
        `periodOfReport is ${quoted(stated)}; expected a day as YYYY-MM-DD.`,
        'periodOfReport',
      );
    if (day !== stated) this.findings.keepAsFiled('periodOfReport', stated);
    return day;
  }

  private version(): string | null {
    const stated = this.texts.get('schemaVersion') ?? '';
    if (stated === '')
      this.findings.warn('MISSING_SCHEMA_VERSION', 'no schemaVersion; read as any other');
    else if (!knownVersions.has(stated))
      this.findings.warn(
        'UNKNOWN_SCHEMA_VERSION',
        `schemaVersion ${quoted(stated)} is not known here; read as the newest known`,
      );
    return stated === '' ? null : this.findings.limited(stated, versionLengthMax, 'schemaVersion');
  }

  private parties(): { issuer: Issuer; owners: ReadonlyArray<Owner> } {
    const { issuer, owners, findings } = this;
    if (issuer === null || (issuer.cik === null && issuer.name === ''))
      return findings.reject('MISSING_FIELD', 'the issuer has neither CIK nor name.', 'issuer');
    if (owners.length === 0)
      return findings.reject('MISSING_FIELD', 'there is no reportingOwner.', 'reportingOwner');
    const nameless = owners.findIndex((o) => o.cik === null && o.name === '');
    if (nameless !== -1)
      return findings.reject(
        'MISSING_FIELD',
        `reportingOwner[${nameless + 1}] has neither CIK nor name.`,
        `reportingOwner[${nameless + 1}]`,
      );
    return { issuer, owners };
  }

  /** References to footnotes that are not there. */
  private checkFootnotes(): void {
    const known = new Set(this.footnotes.map((f) => f.id));
    const dangling = new Set<string>();
    const check = (ids: ReadonlyArray<string>): void => {
      for (const id of ids) if (!known.has(id)) dangling.add(id);
    };
    for (const row of this.rows) {
      check(row.coding?.footnotes ?? []);
      for (const value of [...Object.values(row), ...Object.values(row.terms ?? {})])
        if (typeof value === 'object' && value !== null && 'raw' in value) check(value.footnotes);
      for (const value of Object.values(row.terms?.underlying ?? {})) check(value.footnotes);
    }
    if (dangling.size > 0)
      this.findings.warn('MISSING_FOOTNOTE', `no text for footnote ${[...dangling].join(', ')}`);
  }

  read(root: XmlElement, hints: DocumentHints): Reading {
    const { findings } = this;
    if (root.footnoteIds.length > 0) footnoteRefs(root.footnoteIds, root.name, findings);
    findings.strayParts(root.name, { ...root, attributes: strangeAttributes(root) });
    const seen = new Set<string>();
    for (const child of root.children) {
      if (seen.has(child.name)) findings.unknownElement('', child);
      else this.readElement(child);
      if (singleElements.has(child.name)) seen.add(child.name);
    }
    const schemaVersion = this.version();
    const form = this.form(hints.form);
    const period = this.period(hints.period);
    const { issuer, owners } = this.parties();
    this.checkFootnotes();
    const original = this.texts.get('dateOfOriginalSubmission') ?? '';
    return {
      filing: {
        accession: null,
        filedOn: null,
        filedBasis: null,
        acceptedAt: null,
        source: null,
        form,
        schemaVersion,
        period,
        originalFiledOn: this.day(original, 'dateOfOriginalSubmission'),
        noSecuritiesOwned: this.flags.get('noSecuritiesOwned') ?? null,
        notSubjectToSection16: this.flags.get('notSubjectToSection16') ?? null,
        form3HoldingsReported: this.flags.get('form3HoldingsReported') ?? null,
        form4TransactionsReported: this.flags.get('form4TransactionsReported') ?? null,
        plan10b51: this.flags.get('aff10b5One') ?? null,
        issuer,
        owners,
        rows: this.rows,
        footnotes: this.footnotes,
        remarks: this.remarks,
        signatures: this.signatures,
        unknown: findings.unknown,
        asFiled: findings.asFiled,
      },
      warnings: findings.warnings,
    };
  }
}

type ReadElement = (reader: DocumentReader, element: XmlElement) => void;
const text: ReadElement = (reader, element) => reader.readText(element);
const flag: ReadElement = (reader, element) => reader.readFlag(element);

/** Children of the root that may come once only. */
const singles: Readonly<Record<string, ReadElement>> = {
  schemaVersion: text,
  documentType: text,
  periodOfReport: text,
  dateOfOriginalSubmission: text,
  noSecuritiesOwned: flag,
  notSubjectToSection16: flag,
  form3HoldingsReported: flag,
  form4TransactionsReported: flag,
  aff10b5One: flag,
  issuer: (reader, element) => reader.readIssuer(element),
  remarks: (reader, element) => reader.readRemarks(element),
};

const singleElements: ReadonlySet<string> = new Set(Object.keys(singles));

/** Children of the root by name; rows are apart. Tables and footnotes may come several times. */
const readers: ReadonlyMap<string, ReadElement> = new Map([
  ...Object.entries(singles),
  ['nonDerivativeTable', (reader, element) => reader.readTable(element)],
  ['derivativeTable', (reader, element) => reader.readTable(element)],
  ['footnotes', (reader, element) => reader.readFootnotes(element)],
  ['reportingOwner', (reader, element) => reader.readOwner(element)],
  ['ownerSignature', (reader, element) => reader.readSignature(element)],
]);

/** Attributes of the root that are not namespace machinery. */
const strangeAttributes = (root: XmlElement): XmlElement['attributes'] => {
  const strange = Object.entries(root.attributes ?? {}).filter(
    ([name]) => !name.startsWith('xmlns') && !name.startsWith('xsi:'),
  );
  return strange.length === 0 ? null : Object.fromEntries(strange);
};

const notOurs = (root: XmlElement, firstLine: number): ReadProblem =>
  readProblem(
    'NOT_AN_OWNERSHIP_DOCUMENT',
    root.name === 'edgarSubmission'
      ? "this is a filer's submission to EDGAR (edgarSubmission), not the ownershipDocument that EDGAR publishes."
      : `the XML's root element is ${quoted(root.name)}; expected ownershipDocument.`,
    { line: firstLine, at: root.name.slice(0, 100) },
  );

/** Damage of the kinds repaired is in small old files; a large broken one is not tried again. */
const repairedCharactersMax = 1024 * 1024;

/** The tree, from the text as it is or, where only that breaks it, from the text repaired. */
const parseRepairing = (
  text: string,
  firstLine: number,
  findings: Findings,
): E.Either<ReadProblem, XmlElement> => {
  const strict = parseXmlTree(text, firstLine);
  if (E.isRight(strict) || text.length > repairedCharactersMax) return strict;
  if (strict.left.code === 'LIMIT_EXCEEDED') return strict;
  const joined = joinWrappedLines(text);
  const escaped = escapeBareAmpersands(text);
  const attempts: ReadonlyArray<readonly [string, ReadonlyArray<'lines' | 'ampersands'>]> = [
    [escaped, ['ampersands']],
    [joined, ['lines']],
    [escapeBareAmpersands(joined), ['lines', 'ampersands']],
  ];
  for (const [repaired, repairs] of attempts) {
    if (repaired === text) continue;
    const again = parseXmlTree(repaired, firstLine);
    if (E.isLeft(again)) continue;
    if (repairs.includes('ampersands'))
      findings.warn('BARE_AMPERSAND', 'the XML held a bare "&", read as "&amp;"');
    if (repairs.includes('lines'))
      findings.warn('LINE_WRAP', 'lines cut at a fixed column broke the XML; they were joined');
    return again;
  }
  return strict;
};

/** As `readOwnershipXml`, inside an envelope that may say more than the document. */
export const readOwnershipDocument = (
  text: string,
  hints: DocumentHints,
): E.Either<ReadProblem, Reading> => {
  const start = text.search(/[^\s\uFEFF]/);
  if (start === -1)
    return E.left(readProblem('NOT_AN_OWNERSHIP_DOCUMENT', 'the document is empty.', { line: 1 }));
  const firstLine = hints.firstLine + (start === 0 ? 0 : countLines(text, start));
  const findings = new Findings();
  const root = parseRepairing(start === 0 ? text : text.slice(start), firstLine, findings);
  if (E.isLeft(root)) return root;
  if (root.right.name !== 'ownershipDocument') return E.left(notOurs(root.right, firstLine));
  try {
    return E.right(new DocumentReader(findings).read(root.right, hints));
  } catch (thrown) {
    if (thrown instanceof Rejected) return E.left(thrown.problem);
    throw thrown;
  }
};

/** Line breaks in the first `end` characters. */
export const countLines = (text: string, end: number): number => {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1))
    lines += 1;
  return lines;
};

export const readOwnershipXml: Reader = (text) => readOwnershipDocument(text, noHints);
