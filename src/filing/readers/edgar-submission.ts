/**
 * The full submission text that EDGAR serves: an SGML header, then documents, the ownership XML
 * among them. Three spellings of the header are read: `SEC-HEADER` with captions
 * (`ACCESSION NUMBER:`), the dissemination form with tags (`<ACCESSION-NUMBER>`, `.nc`), and
 * either of them inside the PEM wrapper of before 2007.
 */
import * as E from 'fp-ts/lib/Either.js';
import { type Day, easternInstantIn, type Instant, isDay } from '../calendar.js';
import {
  type Accession,
  type Filing,
  formTypes,
  isEdgarAccession,
  type Owner,
  type Passage,
  passagesMax,
} from '../model.js';
import { type ReadProblem, type ReadWarning, readProblem } from '../problem.js';
import { quoted } from './findings.js';
import { countLines, readOwnershipDocument } from './ownership-xml.js';
import type { Reader, Reading } from './reader.js';
import { edgarWrapColumn, joinWrappedLines } from './text-repair.js';

/** The largest real submission with its attachments is under 2 MiB; exhibits are not read. */
const submissionCharactersMax = 32 * 1024 * 1024;
const headerCharactersMax = 1024 * 1024;
const documentsMax = 400;

const beginnings = [
  '-----BEGIN PRIVACY-ENHANCED MESSAGE-----',
  '<SEC-DOCUMENT>',
  '<SEC-HEADER>',
  '<IMS-DOCUMENT>',
  '<IMS-HEADER>',
  '<SUBMISSION>',
  '<DOCUMENT>',
  '<XML>',
  '<TYPE>',
];

/** Whether a text begins as EDGAR's submissions do. */
export const looksLikeSubmission = (text: string): boolean => {
  const start = text.slice(0, 400).trimStart();
  return beginnings.some((b) => start.startsWith(b));
};

interface Party {
  readonly role: 'issuer' | 'owner' | 'other';
  cik: string | null;
  name: string | null;
}

interface Header {
  readonly accession: Accession | null;
  readonly form: string | null;
  readonly period: Day | null;
  readonly filedOn: Day | null;
  readonly acceptedAt: Instant | null;
  readonly parties: ReadonlyArray<Party>;
}

/** `20240501` as a day. */
const compactDay = (text: string): Day | null => {
  const digits = /^(\d{4})(\d{2})(\d{2})/.exec(text);
  const day = digits === null ? '' : `${digits[1]}-${digits[2]}-${digits[3]}`;
  return isDay(day) ? day : null;
};

/** `20240501130722`, Eastern time, as an instant. */
const compactInstant = (text: string): Instant | null => {
  const day = compactDay(text);
  const time = /^\d{8}([01]\d|2[0-3])([0-5]\d)([0-5]\d)$/.exec(text);
  return day === null || time === null
    ? null
    : easternInstantIn(day, `${time[1]}:${time[2]}:${time[3]}`);
};

/** Captions and tags that say the same. */
const headerFields: ReadonlyMap<string, 'accession' | 'form' | 'period' | 'filed' | 'accepted'> =
  new Map([
    ['ACCESSION NUMBER', 'accession'],
    ['ACCESSION-NUMBER', 'accession'],
    ['CONFORMED SUBMISSION TYPE', 'form'],
    ['TYPE', 'form'],
    ['CONFORMED PERIOD OF REPORT', 'period'],
    ['PERIOD', 'period'],
    ['FILED AS OF DATE', 'filed'],
    ['FILING-DATE', 'filed'],
    ['ACCEPTANCE-DATETIME', 'accepted'],
  ]);

const parties: ReadonlyMap<string, Party['role']> = new Map([
  ['ISSUER', 'issuer'],
  ['REPORTING-OWNER', 'owner'],
  ['SUBJECT COMPANY', 'other'],
  ['SUBJECT-COMPANY', 'other'],
  ['FILER', 'other'],
  ['FILED BY', 'other'],
  ['FILED-BY', 'other'],
]);

const partyCik = new Set(['CENTRAL INDEX KEY', 'CIK']);
const partyName = new Set(['COMPANY CONFORMED NAME', 'CONFORMED NAME', 'CONFORMED-NAME']);

const captioned = /^\s*([A-Z][A-Z0-9 .-]{1,40}):\s*(.*)$/s;
const tagged = /^\s*<([A-Z][A-Z0-9-]{1,40})>(.*)$/;

const known: ReadonlySet<string> = new Set([
  ...headerFields.keys(),
  ...parties.keys(),
  ...partyCik,
  ...partyName,
]);

/** Most lines are addresses and blanks: told by what stands before the colon, without a pattern. */
const mayTell = (line: string): boolean => {
  const colon = line.indexOf(':');
  if (colon !== -1 && known.has(line.slice(0, colon).trimStart())) return true;
  const open = line.indexOf('<');
  return open !== -1 && known.has(line.slice(open + 1, line.indexOf('>', open)));
};

const headerLine = (line: string): RegExpExecArray | null =>
  mayTell(line) ? (tagged.exec(line) ?? captioned.exec(line)) : null;

const parseHeader = (text: string): Header => {
  const fields = new Map<string, string>();
  const found: Array<Party> = [];
  for (const line of text.split('\n')) {
    const match = headerLine(line);
    if (match === null) continue;
    const key = match[1] ?? '';
    const value = (match[2] ?? '').trim();
    const role = parties.get(key);
    const party = found[found.length - 1];
    const field = headerFields.get(key);
    if (role !== undefined && value === '') found.push({ role, cik: null, name: null });
    else if (field !== undefined && !fields.has(field)) fields.set(field, value);
    else if (party !== undefined && partyCik.has(key) && /^\d{1,10}$/.test(value))
      party.cik ??= value.padStart(10, '0');
    else if (party !== undefined && partyName.has(key)) party.name ??= value;
  }
  const accession = fields.get('accession') ?? '';
  return {
    accession: isEdgarAccession(accession) ? accession : null,
    form: fields.get('form') ?? null,
    period: compactDay(fields.get('period') ?? ''),
    filedOn: compactDay(fields.get('filed') ?? ''),
    acceptedAt: compactInstant(fields.get('accepted') ?? ''),
    parties: found,
  };
};

interface EnclosedDocument {
  readonly type: string;
  readonly fileName: string;
  /** Of the ownership XML; null where the document holds none. */
  readonly xml: { readonly from: number; readonly to: number } | null;
}

const tagValue = (document: string, tag: string): string => {
  const at = document.indexOf(tag);
  if (at === -1) return '';
  const end = document.indexOf('\n', at);
  return document.slice(at + tag.length, end === -1 ? document.length : end).trim();
};

const ownershipRoot = '<ownershipDocument';

/** Where the ownership XML lies in one document, with its declaration and without wrapper. */
const ownershipIn = (document: string, offset: number): EnclosedDocument['xml'] => {
  const root = document.indexOf(ownershipRoot);
  if (root === -1) return null;
  const wrapper = document.lastIndexOf('<XML>', root);
  const start = wrapper === -1 ? 0 : wrapper + '<XML>'.length;
  const declaration = document.lastIndexOf('<?xml', root);
  const from = declaration >= start ? declaration : wrapper === -1 ? root : start;
  const close = document.indexOf('</XML>', root);
  return { from: offset + from, to: offset + (close === -1 ? document.length : close) };
};

const documentAt = (text: string, from: number, to: number): EnclosedDocument => {
  const document = text.slice(from, to);
  return {
    type: tagValue(document, '<TYPE>'),
    fileName: tagValue(document, '<FILENAME>'),
    xml: ownershipIn(document, from),
  };
};

const documentsOf = (text: string): ReadonlyArray<EnclosedDocument> => {
  const documents: Array<EnclosedDocument> = [];
  let at = text.indexOf('<DOCUMENT>');
  if (at === -1) return [documentAt(text, 0, text.length)];
  while (at !== -1 && documents.length < documentsMax) {
    const next = text.indexOf('<DOCUMENT>', at + 1);
    documents.push(documentAt(text, at, next === -1 ? text.length : next));
    at = next;
  }
  return documents;
};

const withoutOwnership = (header: Header, documents: ReadonlyArray<EnclosedDocument>) => {
  const named = header.accession === null ? 'this submission' : `submission ${header.accession}`;
  const form = header.form ?? documents[0]?.type ?? '';
  const isOurs = formTypes.some((f) => f === form);
  return readProblem(
    'NOT_AN_OWNERSHIP_DOCUMENT',
    isOurs
      ? `${named} is a form ${form} without ownership XML (EDGAR requires it since June 2003; older forms are free text).`
      : `${named} is ${form === '' ? 'of no stated type' : `of type ${quoted(form)}`} and holds no ownership XML; expected a form 3, 4 or 5.`,
  );
};

const disagreement = (what: string, header: string, document: string): ReadWarning => ({
  code: 'HEADER_DISAGREES',
  message: `${what}: the header says ${quoted(header)}, the document ${quoted(document)}; the document is kept`,
});

/** CIKs that the document leaves out and the header states beyond doubt. */
const ownersCompleted = (owners: ReadonlyArray<Owner>, header: Header): ReadonlyArray<Owner> => {
  const stated = new Set(owners.map((o) => o.cik));
  const spare = header.parties.filter((p) => p.role === 'owner' && !stated.has(p.cik));
  const nameless = owners.filter((o) => o.cik === null);
  const only = nameless.length === 1 && spare.length === 1 ? spare[0] : undefined;
  return owners.map((owner) => {
    const party =
      owner.cik === null ? (only ?? spare.find((p) => p.name === owner.name)) : undefined;
    return party === undefined ? owner : { ...owner, cik: party.cik };
  });
};

const disagreements = (filing: Filing, header: Header): ReadonlyArray<ReadWarning> => {
  const warnings: Array<ReadWarning> = [];
  if (header.form !== null && header.form !== filing.form)
    warnings.push(disagreement('form', header.form, filing.form));
  const issuers = header.parties.filter((p) => p.role === 'issuer' && p.cik !== null);
  if (issuers.length > 0 && !issuers.some((p) => p.cik === filing.issuer.cik))
    warnings.push(
      disagreement('issuer CIK', issuers.map((p) => p.cik).join(', '), filing.issuer.cik ?? ''),
    );
  const inHeader = new Set(
    header.parties.filter((p) => p.role === 'owner' && p.cik !== null).map((p) => p.cik ?? ''),
  );
  const inDocument = new Set(filing.owners.map((o) => o.cik ?? ''));
  const same = inHeader.size === inDocument.size && [...inHeader].every((c) => inDocument.has(c));
  if (inHeader.size > 0 && !same)
    warnings.push(
      disagreement(
        'owner CIKs',
        [...inHeader].sort().join(', '),
        [...inDocument].sort().join(', '),
      ),
    );
  return warnings;
};

const attachments = (
  documents: ReadonlyArray<EnclosedDocument>,
  read: EnclosedDocument,
): { unknown: ReadonlyArray<Passage>; warnings: ReadonlyArray<ReadWarning> } => {
  const others = documents
    .map((document, i) => ({ document, path: `document[${i + 1}]` }))
    .filter(({ document }) => document !== read);
  const named = (d: EnclosedDocument): string => `${d.type} ${d.fileName}`.trim().slice(0, 200);
  return {
    unknown: others.map(({ document, path }) => ({ path, text: named(document) })),
    warnings: others.map(({ document, path }) => ({
      code: document.xml === null ? 'ATTACHMENT_NOT_READ' : 'SECOND_OWNERSHIP_DOCUMENT',
      message: `${path} (${named(document)}) was not read`,
    })),
  };
};

const assemble = (
  reading: Reading,
  header: Header,
  documents: ReadonlyArray<EnclosedDocument>,
  read: EnclosedDocument,
  before: ReadonlyArray<ReadWarning>,
): Reading => {
  const { filing } = reading;
  const other = attachments(documents, read);
  const issuerInHeader = header.parties.find((p) => p.role === 'issuer');
  const completed: Filing = {
    ...filing,
    accession: header.accession,
    filedOn: header.filedOn,
    filedBasis: header.filedOn === null ? null : 'edgar-header',
    acceptedAt: header.acceptedAt,
    issuer: { ...filing.issuer, cik: filing.issuer.cik ?? issuerInHeader?.cik ?? null },
    owners: ownersCompleted(filing.owners, header),
    unknown: [...filing.unknown, ...other.unknown].slice(0, passagesMax),
  };
  return {
    filing: completed,
    warnings: [
      ...before,
      ...reading.warnings,
      ...other.warnings,
      ...disagreements(completed, header),
    ],
  };
};

const choose = (
  documents: ReadonlyArray<EnclosedDocument>,
  form: string | null,
): EnclosedDocument | undefined =>
  documents.find((d) => d.xml !== null && d.type === form) ?? documents.find((d) => d.xml !== null);

const tooLarge = (text: string): ReadProblem =>
  readProblem(
    'LIMIT_EXCEEDED',
    `the submission has ${text.length} characters, more than the ${submissionCharactersMax} allowed.`,
  );

export const readEdgarSubmission: Reader = (source) => {
  if (source.length > submissionCharactersMax) return E.left(tooLarge(source));
  const wrapped = source.slice(0, 400).includes('-----BEGIN PRIVACY-ENHANCED MESSAGE-----');
  const text = wrapped ? joinWrappedLines(source, edgarWrapColumn) : source;
  const before: ReadonlyArray<ReadWarning> =
    text === source
      ? []
      : [{ code: 'LINE_WRAP', message: 'lines were cut at a fixed column; they were joined' }];
  const firstDocument = text.indexOf('<DOCUMENT>');
  const firstRoot = text.indexOf(ownershipRoot);
  const headerEnd = firstDocument === -1 ? firstRoot : firstDocument;
  const header = parseHeader(
    text.slice(0, Math.min(headerEnd === -1 ? text.length : headerEnd, headerCharactersMax)),
  );
  const documents = documentsOf(text);
  const document = choose(documents, header.form);
  if (document === undefined || document.xml === null)
    return E.left(withoutOwnership(header, documents));
  const { from, to } = document.xml;
  const reading = readOwnershipDocument(text.slice(from, to), {
    form: header.form,
    period: header.period,
    firstLine: 1 + countLines(text, from),
  });
  return E.isLeft(reading)
    ? reading
    : E.right(assemble(reading.right, header, documents, document, before));
};
