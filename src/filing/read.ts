/** Any file to a filing, or the reason why not. The format is recognised by content alone. */
import { hash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import type { Filing } from './model.js';
import { type ReadProblem, readProblem } from './problem.js';
import { looksLikeSubmission, readEdgarSubmission } from './readers/edgar-submission.js';
import { looksLikeJson, readFilingJson } from './readers/filing-json.js';
import { quoted } from './readers/findings.js';
import { readOwnershipXml } from './readers/ownership-xml.js';
import type { Reader, Reading } from './readers/reader.js';
import { looksLikeRenderedForm, readRenderedForm } from './readers/rendered-form.js';
import { decodeText } from './source-text.js';

interface Format {
  readonly name: NonNullable<Filing['source']>['format'];
  readonly recognises: (text: string) => boolean;
  readonly read: Reader;
}

const looksLikeXml = (text: string): boolean =>
  /^[\s\uFEFF]*<(?:\?xml|!--|ownershipDocument|[A-Za-z][\w.:-]*Submission\b)/.test(
    text.slice(0, 400),
  ) && !looksLikeHtml(text);

const looksLikeHtml = (text: string): boolean =>
  /<(?:!DOCTYPE\s+html|html|body)\b/i.test(text.slice(0, 2_000)) &&
  !text.includes('<ownershipDocument');

/** The first that recognises a text reads it. */
const formats: ReadonlyArray<Format> = [
  { name: 'edgar-submission', recognises: looksLikeSubmission, read: readEdgarSubmission },
  {
    name: 'ownership-xml',
    recognises: (text) =>
      looksLikeXml(text) || (text.includes('<ownershipDocument') && /^\s*</.test(text)),
    read: readOwnershipXml,
  },
  { name: 'json', recognises: looksLikeJson, read: readFilingJson },
  { name: 'rendered-form', recognises: looksLikeRenderedForm, read: readRenderedForm },
];

const titleOf = (html: string): string => {
  const title = /<title[^>]{0,200}>([^<]{0,200})/i.exec(html.slice(0, 20_000))?.[1]?.trim() ?? '';
  return title === '' ? '' : ` titled ${quoted(title)}`;
};

const renderedForm = /SEC FORM\s+[345]\b|FORM [345]\b.{0,400}OMB APPROVAL/is;

/** What a text is that is no filing, in words for the person who gave it. */
const notAFiling = (text: string): ReadProblem => {
  const reject = (message: string): ReadProblem =>
    readProblem('NOT_AN_OWNERSHIP_DOCUMENT', message, { line: 1 });
  if (text.trim() === '') return reject('the file is empty.');
  if (looksLikeHtml(text))
    return reject(
      renderedForm.test(text.slice(0, 20_000))
        ? "this is EDGAR's HTML rendering of a form; fetch the XML itself (leave xslF345X… out of its address)."
        : `this is an HTML page${titleOf(text)}, not an ownership document; fetch the XML itself from EDGAR.`,
    );
  const firstLine = text.trimStart().split(/\r?\n/, 1)[0]?.trim() ?? '';
  if (/\baccession\b/i.test(firstLine) && firstLine.split(/[,\t]/).length >= 3)
    return reject(
      `this is a table beginning ${quoted(firstLine)}; a manifest is named with --manifest.`,
    );
  return reject(
    `nothing here is a Form 3, 4 or 5: the text begins ${quoted(firstLine)}. Expected ownership XML, an EDGAR submission, a rendered form or a JSON filing.`,
  );
};

const sha256Of = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

/** The filing in a file's bytes, its `source` filled in; everything odd about it as warnings. */
export const readFiling = (bytes: Uint8Array): E.Either<ReadProblem, Reading> => {
  const decoded = decodeText(bytes);
  if (E.isLeft(decoded)) return decoded;
  const { text, warnings } = decoded.right;
  const format = formats.find((f) => f.recognises(text));
  if (format === undefined) return E.left(notAFiling(text));
  const reading = format.read(text);
  if (E.isLeft(reading)) return reading;
  const { filing } = reading.right;
  // A JSON filing may say which bytes its own parser read.
  const kept = format.name === 'json' && filing.source?.format !== 'json' ? filing.source : null;
  const source = kept ?? { format: format.name, sha256: sha256Of(bytes) };
  return E.right({
    filing: { ...filing, source },
    warnings:
      warnings.length === 0 ? reading.right.warnings : [...warnings, ...reading.right.warnings],
  });
};
