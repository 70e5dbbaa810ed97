/** Prints a filing as ownership XML, for tests: the reader's inverse on all that it has boxes for. */
import type { Field } from '../../src/filing/codec.js';
import { type Decimal, printDecimal } from '../../src/filing/decimal.js';
import type { Filing, Row } from '../../src/filing/model.js';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const element = (name: string, text: string | boolean | null): string =>
  text === null ? '' : `<${name}>${escaped(String(text))}</${name}>`;

const references = (ids: ReadonlyArray<string>): string =>
  ids.map((id) => `<footnoteId id="${id}"/>`).join('');

const field = (name: string, f: Field<string> | Field<Decimal>): string => {
  if (f.value === null && f.raw === null && f.footnotes.length === 0) return '';
  const shown = f.raw ?? (typeof f.value === 'object' && f.value ? printDecimal(f.value) : f.value);
  return `<${name}>${element('value', shown)}${references(f.footnotes)}</${name}>`;
};

const coding = (row: Row): string =>
  row.coding === null
    ? ''
    : `<transactionCoding>${element('transactionFormType', row.coding.form)}${element('transactionCode', row.coding.code)}${element('equitySwapInvolved', row.coding.equitySwap)}${references(row.coding.footnotes)}</transactionCoding>`;

const terms = ({ terms: t }: Row): string =>
  t === null
    ? ''
    : field('conversionOrExercisePrice', t.exercisePrice) +
      field('exerciseDate', t.exercisableOn) +
      field('expirationDate', t.expiresOn) +
      (t.underlying === null
        ? ''
        : `<underlyingSecurity>${field('underlyingSecurityTitle', t.underlying.security)}${field('underlyingSecurityShares', t.underlying.shares)}${field('underlyingSecurityValue', t.underlying.value)}</underlyingSecurity>`);

const printRow = (row: Row): string => {
  const table = row.table === 'I' ? 'nonDerivative' : 'derivative';
  const name = `${table}${row.kind === 'holding' ? 'Holding' : 'Transaction'}`;
  return `<${name}>${field('securityTitle', row.security)}${field('transactionDate', row.transactionDate)}${field('deemedExecutionDate', row.deemedExecutionDate)}${coding(row)}${field('transactionTimeliness', row.timeliness)}<transactionAmounts>${field('transactionShares', row.shares)}${field('transactionTotalValue', row.totalValue)}${field('transactionPricePerShare', row.price)}${field('transactionAcquiredDisposedCode', row.acquiredDisposed)}</transactionAmounts>${terms(row)}<postTransactionAmounts>${field('sharesOwnedFollowingTransaction', row.sharesFollowing)}${field('valueOwnedFollowingTransaction', row.valueFollowing)}</postTransactionAmounts><ownershipNature>${field('directOrIndirectOwnership', row.ownership)}${field('natureOfOwnership', row.nature)}</ownershipNature></${name}>`;
};

const table = (name: string, rows: ReadonlyArray<Row>): string =>
  `<${name}>${rows.map(printRow).join('\n')}</${name}>`;

const owner = (o: Filing['owners'][number]): string => {
  const { relationship: r, address: a } = o;
  const address =
    a === null
      ? ''
      : `<reportingOwnerAddress>${element('rptOwnerNonUSAddressFlag', a.nonUs)}${element('rptOwnerStreet1', a.street1)}${element('rptOwnerStreet2', a.street2)}${element('rptOwnerCity', a.city)}${element('rptOwnerState', a.state)}${element('rptOwnerZipCode', a.zip)}${element('rptOwnerStateDescription', a.stateDescription)}</reportingOwnerAddress>`;
  return `<reportingOwner><reportingOwnerId>${element('rptOwnerCik', o.cik)}${element('rptOwnerName', o.name)}</reportingOwnerId>${address}<reportingOwnerRelationship>${element('isDirector', r.director)}${element('isOfficer', r.officer)}${element('isTenPercentOwner', r.tenPercentOwner)}${element('isOther', r.other)}${element('officerTitle', r.officerTitle)}${element('otherText', r.otherText)}</reportingOwnerRelationship></reportingOwner>`;
};

export const printOwnershipXml = (f: Filing): string =>
  [
    '<?xml version="1.0"?>\n<ownershipDocument>',
    element('schemaVersion', f.schemaVersion),
    element('documentType', f.form),
    element('periodOfReport', f.period),
    element('dateOfOriginalSubmission', f.originalFiledOn),
    element('noSecuritiesOwned', f.noSecuritiesOwned),
    element('notSubjectToSection16', f.notSubjectToSection16),
    element('form3HoldingsReported', f.form3HoldingsReported),
    element('form4TransactionsReported', f.form4TransactionsReported),
    `<issuer>${element('issuerCik', f.issuer.cik)}${element('issuerName', f.issuer.name)}${element('issuerTradingSymbol', f.issuer.symbol)}${element('issuerForeignTradingSymbol', f.issuer.foreignSymbol)}</issuer>`,
    ...f.owners.map(owner),
    element('aff10b5One', f.plan10b51),
    table(
      'nonDerivativeTable',
      f.rows.filter((r) => r.table === 'I'),
    ),
    table(
      'derivativeTable',
      f.rows.filter((r) => r.table === 'II'),
    ),
    `<footnotes>${f.footnotes.map((n) => `<footnote id="${n.id}">${escaped(n.text)}</footnote>`).join('')}</footnotes>`,
    element('remarks', f.remarks),
    ...f.signatures.map(
      (s) =>
        `<ownerSignature>${element('signatureName', s.name)}${element('signatureDate', s.date)}</ownerSignature>`,
    ),
    '</ownershipDocument>',
  ].join('\n');
