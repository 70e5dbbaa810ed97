/** One row of Table I or II of an ownership document (ownershipDocumentCommon.xsd). */
import { emptyField } from '../codec.js';
import {
  type Coding,
  codeLengthMax,
  type DerivativeTerms,
  type Row,
  titleLengthMax,
} from '../model.js';
import type { Findings } from './findings.js';
import {
  dayField,
  decimalField,
  flagOf,
  footnoteRefs,
  letterField,
  textField,
} from './ownership-field.js';
import type { XmlElement } from './xml-element.js';

type Mutable<A> = { -readonly [K in keyof A]: A[K] };

const forms = ['3', '4', '5'] as const;

const rowElements: Readonly<Record<string, Pick<Row, 'table'> & { kind: Row['kind'] | null }>> = {
  nonDerivativeTransaction: { table: 'I', kind: 'transaction' },
  nonDerivativeHolding: { table: 'I', kind: 'holding' },
  derivativeTransaction: { table: 'II', kind: 'transaction' },
  derivativeHolding: { table: 'II', kind: 'holding' },
  // X0101 and X0102: one element for both kinds, directly under the root.
  nonDerivativeSecurity: { table: 'I', kind: null },
  derivativeSecurity: { table: 'II', kind: null },
};

/** What an element's name says of the row in it; null where it is no row. */
export const rowElement = (name: string) =>
  Object.hasOwn(rowElements, name) ? (rowElements[name] ?? null) : null;

const transactionBoxes = new Set(['transactionDate', 'transactionCoding', 'transactionAmounts']);

const kindOf = (element: XmlElement): Row['kind'] =>
  element.children.some(
    (c) => transactionBoxes.has(c.name) && (c.children.length > 0 || c.text !== ''),
  )
    ? 'transaction'
    : 'holding';

const letterOf = <A extends string>(
  text: string,
  letters: ReadonlyArray<A>,
  path: string,
  findings: Findings,
): A | null => {
  const letter = letters.find((l) => l === text) ?? null;
  if (letter === null && text !== '') findings.invalid(path, text, `one of ${letters.join(', ')}`);
  return letter;
};

const codeOf = (text: string, path: string, findings: Findings): string | null => {
  if (text.length <= codeLengthMax) return text;
  findings.invalid(path, text, 'a transaction code');
  return null;
};

const readCoding = (element: XmlElement, parent: string, findings: Findings): Coding => {
  const path = `${parent}.transactionCoding`;
  const coding: Mutable<Coding> = {
    form: null,
    code: null,
    equitySwap: null,
    footnotes: footnoteRefs(element.footnoteIds, path, findings),
  };
  for (const child of findings.boxesOf({ ...element, footnoteIds: [] }, path)) {
    // Some writers put <value> around these three as around all others.
    const only = child.children[0];
    const box = child.children.length === 1 && only?.name === 'value' ? only : child;
    const text = box.text.trim();
    if (box.children.length > 0) findings.unknownElement(path, child);
    else if (child.name === 'transactionFormType')
      coding.form = letterOf(text, forms, `${path}.transactionFormType`, findings);
    else if (child.name === 'transactionCode')
      coding.code = text === '' ? null : codeOf(text, `${path}.transactionCode`, findings);
    else if (child.name === 'equitySwapInvolved')
      coding.equitySwap = flagOf(box, `${path}.equitySwapInvolved`, findings);
    else findings.unknownElement(path, child);
  }
  return coding;
};

type MutableTerms = Mutable<Omit<DerivativeTerms, 'underlying'>> & {
  underlying: MutableUnderlying;
};
type MutableUnderlying = Mutable<NonNullable<DerivativeTerms['underlying']>> | null;
type MutableRow = Mutable<Omit<Row, 'terms'>> & { terms: MutableTerms | null };

type ReadField<A> = (element: XmlElement, parent: string, findings: Findings) => A;

/** Fills its box from an element; false where the box is filled already. */
type Box<R> = (into: R, element: XmlElement, parent: string, findings: Findings) => boolean;

const box =
  <R>() =>
  <K extends keyof R>(key: K, read: ReadField<R[K]>): Box<R> =>
  (into, element, parent, findings) => {
    if (into[key] !== emptyField) return false;
    into[key] = read(element, parent, findings);
    return true;
  };

type Boxes<R> = ReadonlyMap<string, Box<R>>;

/** Each child into its box; what has none, or comes twice, is kept as unknown. */
const fill = <R>(
  boxes: Boxes<R>,
  into: R,
  element: XmlElement,
  path: string,
  findings: Findings,
): void => {
  if (element.attributes !== null || element.text !== '' || element.footnoteIds.length > 0)
    findings.strayParts(path, element);
  for (const child of element.children) {
    const fillBox = boxes.get(child.name);
    if (fillBox === undefined || !fillBox(into, child, path, findings))
      findings.unknownElement(path, child);
  }
};

/** A group whose boxes are the row's own. */
const group =
  <R>(boxes: Boxes<R>): Box<R> =>
  (into, element, parent, findings) => {
    fill(boxes, into, element, `${parent}.${element.name}`, findings);
    return true;
  };

const title: ReadField<Row['nature']> = (element, parent, findings) =>
  textField(element, parent, findings, titleLengthMax);

const ofUnderlying = box<NonNullable<MutableUnderlying>>();
const underlyingBoxes: Boxes<NonNullable<MutableUnderlying>> = new Map([
  ['underlyingSecurityTitle', ofUnderlying('security', title)],
  ['underlyingSecurityShares', ofUnderlying('shares', decimalField)],
  ['underlyingSecurityValue', ofUnderlying('value', decimalField)],
]);

const fillUnderlying: Box<MutableTerms> = (terms, element, parent, findings) => {
  if (element.children.length === 0 && element.text === '') return true;
  terms.underlying ??= { security: emptyField, shares: emptyField, value: emptyField };
  fill(underlyingBoxes, terms.underlying, element, `${parent}.underlyingSecurity`, findings);
  return true;
};

const ofTerms = box<MutableTerms>();
const inTerms =
  (fillBox: Box<MutableTerms>): Box<MutableRow> =>
  (row, element, parent, findings) =>
    row.terms !== null && fillBox(row.terms, element, parent, findings);

const fillCoding: Box<MutableRow> = (row, element, parent, findings) => {
  if (row.coding !== null) return false;
  if (element.children.length > 0 || element.footnoteIds.length > 0)
    row.coding = readCoding(element, parent, findings);
  return true;
};

const ofRow = box<MutableRow>();

/** A holding has no date (DESIGN: it is as of its form); a date on one is kept as unknown. */
const fillTransactionDate: Box<MutableRow> = (row, element, parent, findings) =>
  row.kind === 'transaction'
    ? ofRow('transactionDate', dayField)(row, element, parent, findings)
    : element.children.length === 0 && element.text === '';

const amountBoxes: ReadonlyArray<readonly [string, Box<MutableRow>]> = [
  ['transactionShares', ofRow('shares', decimalField)],
  ['transactionTotalValue', ofRow('totalValue', decimalField)],
  ['transactionPricePerShare', ofRow('price', decimalField)],
  [
    'transactionAcquiredDisposedCode',
    ofRow('acquiredDisposed', (e, p, f) => letterField(e, p, f, ['A', 'D'])),
  ],
];

const rowBoxes = (amounts: Boxes<MutableRow>): Boxes<MutableRow> =>
  new Map<string, Box<MutableRow>>([
    ['securityTitle', ofRow('security', title)],
    ['transactionDate', fillTransactionDate],
    ['deemedExecutionDate', ofRow('deemedExecutionDate', dayField)],
    ['transactionCoding', fillCoding],
    ['transactionTimeliness', ofRow('timeliness', (e, p, f) => letterField(e, p, f, ['E', 'L']))],
    ['transactionAmounts', group(amounts)],
    [
      'postTransactionAmounts',
      group<MutableRow>(
        new Map([
          ['sharesOwnedFollowingTransaction', ofRow('sharesFollowing', decimalField)],
          ['valueOwnedFollowingTransaction', ofRow('valueFollowing', decimalField)],
        ]),
      ),
    ],
    [
      'ownershipNature',
      group<MutableRow>(
        new Map<string, Box<MutableRow>>([
          [
            'directOrIndirectOwnership',
            ofRow('ownership', (e, p, f) => letterField(e, p, f, ['D', 'I'])),
          ],
          ['natureOfOwnership', ofRow('nature', title)],
        ]),
      ),
    ],
    ['conversionOrExercisePrice', inTerms(ofTerms('exercisePrice', decimalField))],
    ['exerciseDate', inTerms(ofTerms('exercisableOn', dayField))],
    ['expirationDate', inTerms(ofTerms('expiresOn', dayField))],
    ['underlyingSecurity', inTerms(fillUnderlying)],
  ]);

const boxesNow = rowBoxes(new Map(amountBoxes));
/** X0101 and X0102 call the price per share `transactionValue`. */
const boxesOf2003 = rowBoxes(
  new Map([...amountBoxes, ['transactionValue', ofRow('price', decimalField)]]),
);

/**
 * The row in an element.
 * @param position among all rows of its table in the document, from 1
 * @param path of the element, for messages: `nonDerivativeTransaction[2]`
 */
export const readRow = (
  element: XmlElement,
  as: NonNullable<ReturnType<typeof rowElement>>,
  position: number,
  path: string,
  findings: Findings,
): Row => {
  const row: MutableRow = {
    table: as.table,
    position,
    surrogateKey: null,
    kind: as.kind ?? kindOf(element),
    security: emptyField,
    transactionDate: emptyField,
    deemedExecutionDate: emptyField,
    coding: null,
    timeliness: emptyField,
    shares: emptyField,
    totalValue: emptyField,
    price: emptyField,
    acquiredDisposed: emptyField,
    terms:
      as.table === 'II'
        ? {
            exercisePrice: emptyField,
            exercisableOn: emptyField,
            expiresOn: emptyField,
            underlying: null,
          }
        : null,
    sharesFollowing: emptyField,
    valueFollowing: emptyField,
    ownership: emptyField,
    nature: emptyField,
  };
  fill(as.kind === null ? boxesOf2003 : boxesNow, row, element, path, findings);
  if (row.security.value === null)
    findings.warn('MISSING_VALUE', `${path} (row ${row.table}.${position}) has no security title`);
  if (row.kind === 'transaction' && row.coding === null)
    findings.warn(
      'MISSING_VALUE',
      `${path} (row ${row.table}.${position}) has no transaction coding; its code is unknown`,
    );
  return row;
};
