/** A form written down as EDGAR serves it: SGML header, then ownership XML. */
import { type Day, dawn, writtenDay } from '../../src/filing/calendar.js';
import type { Box, Form, FormRow, Person } from './form.js';

export interface Submission {
  readonly accession: string;
  readonly filedOn: Day;
  /** The full submission text. */
  readonly text: string;
}

const compact = (day: Day): string => day.replaceAll('-', '');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The schema in force, by the day from which it was. */
const schemas: ReadonlyArray<readonly [Day, string]> = [
  [writtenDay('2026-03-18'), 'X0609'],
  [writtenDay('2024-02-01'), 'X0508'],
  [writtenDay('2023-04-01'), 'X0407'],
  [writtenDay('2008-06-01'), 'X0306'],
  [dawn, 'X0202'],
];
const schemaOn = (day: Day): string => schemas.find(([from]) => day >= from)?.[1] ?? 'X0306';

/** The box of Rule 10b5-1 is on the forms from this day on. */
export const planBoxFrom = writtenDay('2023-04-01');

/** Footnotes as they are met; one text has one number. */
class Footnotes {
  readonly #texts: Array<string> = [];

  mark(text: string | undefined): string {
    if (text === undefined) return '';
    let at = this.#texts.indexOf(text);
    if (at === -1) at = this.#texts.push(text) - 1;
    return `<footnoteId id="F${at + 1}"/>`;
  }

  written(): string {
    if (this.#texts.length === 0) return '';
    const notes = this.#texts.map(
      (text, i) => `        <footnote id="F${i + 1}">${escaped(text)}</footnote>\n`,
    );
    return `    <footnotes>\n${notes.join('')}    </footnotes>\n\n`;
  }
}

const pad = '            ';
const boxText = (name: string, box: Box, notes: Footnotes, indent = pad): string => {
  const value = box.value === null ? '' : `${indent}    <value>${escaped(box.value)}</value>\n`;
  const mark = notes.mark(box.note);
  const note = mark === '' ? '' : `${indent}    ${mark}\n`;
  return `${indent}<${name}>\n${value}${note}${indent}</${name}>\n`;
};

const group = (name: string, inner: string): string =>
  `${pad}<${name}>\n${inner.replace(/^/gm, '    ').trimEnd()}\n${pad}</${name}>\n`;

const codingText = (row: FormRow, notes: Footnotes): string => {
  const said = row.transaction;
  if (said === null) return '';
  const mark = notes.mark(said.note);
  return (
    boxText('transactionDate', { value: said.on }, notes) +
    `${pad}<transactionCoding>\n${pad}    <transactionFormType>${said.formType}</transactionFormType>\n` +
    `${pad}    <transactionCode>${said.code}</transactionCode>\n` +
    `${pad}    <equitySwapInvolved>0</equitySwapInvolved>\n` +
    `${mark === '' ? '' : `${pad}    ${mark}\n`}${pad}</transactionCoding>\n` +
    (said.timeliness === ''
      ? ''
      : boxText('transactionTimeliness', { value: said.timeliness }, notes)) +
    ''
  );
};

const amountsText = (row: FormRow, notes: Footnotes): string => {
  const said = row.transaction;
  if (said === null) return '';
  return group(
    'transactionAmounts',
    boxText('transactionShares', { value: said.shares }, notes) +
      boxText('transactionPricePerShare', said.price, notes) +
      boxText('transactionAcquiredDisposedCode', { value: said.acquiredDisposed }, notes),
  );
};

const rowText = (row: FormRow, notes: Footnotes): string => {
  const { terms } = row;
  const name = `${row.table === 'I' ? 'nonDerivative' : 'derivative'}${row.transaction === null ? 'Holding' : 'Transaction'}`;
  const ownership =
    boxText('directOrIndirectOwnership', { value: row.nature === null ? 'D' : 'I' }, notes) +
    (row.nature === null ? '' : boxText('natureOfOwnership', row.nature, notes));
  const inner =
    boxText('securityTitle', row.security, notes) +
    (terms === null ? '' : boxText('conversionOrExercisePrice', terms.exercisePrice, notes)) +
    codingText(row, notes) +
    amountsText(row, notes) +
    (terms === null
      ? ''
      : boxText('exerciseDate', terms.exercisable, notes) +
        boxText('expirationDate', terms.expires, notes) +
        group(
          'underlyingSecurity',
          boxText('underlyingSecurityTitle', { value: terms.underlying }, notes) +
            boxText('underlyingSecurityShares', { value: terms.underlyingShares }, notes),
        )) +
    (row.following === null
      ? ''
      : group(
          'postTransactionAmounts',
          boxText('sharesOwnedFollowingTransaction', row.following, notes),
        )) +
    group('ownershipNature', ownership);
  return `        <${name}>\n${inner}        </${name}>\n`;
};

const tableText = (name: string, rows: ReadonlyArray<FormRow>, notes: Footnotes): string =>
  rows.length === 0
    ? ''
    : `    <${name}>\n${rows.map((row) => rowText(row, notes)).join('')}    </${name}>\n\n`;

const flag = (name: string, is: boolean): string =>
  `            <${name}>${is ? '1' : '0'}</${name}>\n`;

const ownerText = ({ cik, name, role, title }: Person): string =>
  `    <reportingOwner>
        <reportingOwnerId>
            <rptOwnerCik>${cik}</rptOwnerCik>
            <rptOwnerName>${escaped(name)}</rptOwnerName>
        </reportingOwnerId>
        <reportingOwnerAddress>
            <rptOwnerStreet1>${Number(cik) % 9_000} MARKET STREET</rptOwnerStreet1>
            <rptOwnerStreet2></rptOwnerStreet2>
            <rptOwnerCity>SPRINGFIELD</rptOwnerCity>
            <rptOwnerState>IL</rptOwnerState>
            <rptOwnerZipCode>62701</rptOwnerZipCode>
            <rptOwnerStateDescription></rptOwnerStateDescription>
        </reportingOwnerAddress>
        <reportingOwnerRelationship>
${flag('isDirector', role === 'director')}${flag('isOfficer', role === 'officer')}${flag('isTenPercentOwner', role === 'tenPercent')}${flag('isOther', false)}            <officerTitle>${escaped(title ?? '')}</officerTitle>
            <otherText></otherText>
        </reportingOwnerRelationship>
    </reportingOwner>

`;

const documentText = (form: Form): string => {
  const notes = new Footnotes();
  const family = form.form.charAt(0);
  const tables =
    tableText(
      'nonDerivativeTable',
      form.rows.filter((r) => r.table === 'I'),
      notes,
    ) +
    tableText(
      'derivativeTable',
      form.rows.filter((r) => r.table === 'II'),
      notes,
    );
  const original =
    form.originalFiledOn === null
      ? ''
      : `    <dateOfOriginalSubmission>${form.originalFiledOn}</dateOfOriginalSubmission>\n\n`;
  const box =
    family === '3'
      ? `    <noSecuritiesOwned>${form.noneOwned ? '1' : '0'}</noSecuritiesOwned>\n\n`
      : `    <notSubjectToSection16>${form.exit ? '1' : '0'}</notSubjectToSection16>\n\n`;
  const signer = form.owners
    .map(
      ({ name }) => `    <ownerSignature>
        <signatureName>/s/ ${escaped(name)}</signatureName>
        <signatureDate>${form.filedOn}</signatureDate>
    </ownerSignature>
`,
    )
    .join('');
  return `<?xml version="1.0"?>
<ownershipDocument>

    <schemaVersion>${schemaOn(form.filedOn)}</schemaVersion>

    <documentType>${form.form}</documentType>

    <periodOfReport>${form.period}</periodOfReport>

${original}${box}    <issuer>
        <issuerCik>${form.company.cik}</issuerCik>
        <issuerName>${escaped(form.company.name)}</issuerName>
        <issuerTradingSymbol>${form.company.symbol}</issuerTradingSymbol>
    </issuer>

${form.owners.map(ownerText).join('')}${form.plan === null ? '' : `    <aff10b5One>${form.plan ? '1' : '0'}</aff10b5One>\n\n`}${tables}${notes.written()}${form.remarks === '' ? '' : `    <remarks>${escaped(form.remarks)}</remarks>\n\n`}${signer}</ownershipDocument>
`;
};

const partyText = (heading: string, kind: string, cik: string, name: string): string =>
  `${heading}:		

	${kind} DATA:	
		COMPANY CONFORMED NAME:			${name}
		CENTRAL INDEX KEY:			${cik}

`;

/** @param time of acceptance in Washington, `HHMMSS` */
export const submissionOf = (form: Form, accession: string, time: string): Submission => {
  const on = compact(form.filedOn);
  const header = `<SEC-DOCUMENT>${accession}.txt : ${on}
<SEC-HEADER>${accession}.hdr.sgml : ${on}
<ACCEPTANCE-DATETIME>${on}${time}
ACCESSION NUMBER:		${accession}
CONFORMED SUBMISSION TYPE:	${form.form}
PUBLIC DOCUMENT COUNT:		1
CONFORMED PERIOD OF REPORT:	${compact(form.period)}
FILED AS OF DATE:		${on}
DATE AS OF CHANGE:		${on}

${partyText('ISSUER', 'COMPANY', form.company.cik, form.company.name)}${form.owners.map((o) => partyText('REPORTING-OWNER', 'OWNER', o.cik, o.name)).join('')}</SEC-HEADER>
`;
  return {
    accession,
    filedOn: form.filedOn,
    text: `${header}<DOCUMENT>
<TYPE>${form.form}
<SEQUENCE>1
<FILENAME>ownership.xml
<DESCRIPTION>OWNERSHIP DOCUMENT
<TEXT>
<XML>
${documentText(form)}</XML>
</TEXT>
</DOCUMENT>
</SEC-DOCUMENT>
`,
  };
};
