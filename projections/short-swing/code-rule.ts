/**
 * What a transaction code claims under Section 16(b), by the role of who reports it. A code is the
 * filer's claim and no proof that its rule's conditions are met. Rule 16b-3 is for directors and
 * officers alone.
 */

export type Treatment =
  /** Matched. */
  | 'match'
  /** Exempt as claimed. */
  | 'exempt'
  /** The form does not decide it. */
  | 'depends';

export interface CodeRule {
  readonly treatment: Treatment;
  /** The rule that is claimed; null where none is. */
  readonly rule: string | null;
  /** Why the form does not decide it. */
  readonly why: string | null;
}

const match: CodeRule = { treatment: 'match', rule: null, why: null };
const exempt = (rule: string): CodeRule => ({ treatment: 'exempt', rule, why: null });
const depends = (why: string, rule: string | null = null): CodeRule => ({
  treatment: 'depends',
  rule,
  why,
});

/** That a code of Rule 16b-3 stands on the form of somebody who can claim it. */
export const withoutRole = 'EXEMPT_CODE_WITHOUT_ROLE';

/** For officers and directors; for others it is a match or a mistake. */
const ofOffice = (rule: string): readonly [CodeRule, CodeRule] => [
  exempt(rule),
  depends(
    `${withoutRole}: Rule ${rule} is for directors and officers; a trade, or a mistaken code`,
    rule,
  ),
];
const forAll = (rule: CodeRule): readonly [CodeRule, CodeRule] => [rule, rule];

/** By code: of a director or officer, and of a holder of ten percent only. */
const rules: Readonly<Record<string, readonly [CodeRule, CodeRule]>> = {
  P: forAll(match),
  S: forAll(match),
  L: forAll(match),
  E: forAll(match),
  H: forAll(match),
  A: ofOffice('16b-3(d)'),
  D: ofOffice('16b-3(e)'),
  F: ofOffice('16b-3(e)'),
  I: [
    depends('exempt if its election was six months after the last opposite one', '16b-3(f)'),
    depends('a code that a holder of ten percent cannot claim', '16b-3(f)'),
  ],
  M: [
    exempt('16b-3, 16b-6(b)'),
    depends(
      'Rule 16b-3 is for directors and officers; exempt under 16b-6(b) in the money',
      '16b-6(b)',
    ),
  ],
  X: forAll(exempt('16b-6(b)')),
  C: forAll(exempt('16b-6(b)')),
  O: forAll(match),
  G: forAll(exempt('16b-5')),
  W: forAll(exempt('16b-5')),
  Z: forAll(depends('exempt unless there is an opposite trade in six months', '16b-8')),
  U: [depends('a tender: exempt if approved in advance', '16b-3(e)'), match],
  J: forAll(depends('described in a footnote')),
};

/** Of a row of Table II an option's own closing at an exercise out of the money is exempt. */
export const codeRule = (
  code: string | null,
  { inOffice, derivative, swap }: CodeQuestion,
): CodeRule => {
  const letter = code?.toUpperCase().replace('V', '') ?? '';
  if (swap) return depends('an equity swap');
  if (letter === 'O' && derivative) return exempt('16b-6(b)');
  const rule = rules[letter];
  return rule === undefined
    ? depends(code === null ? 'no transaction code' : `code ${code} says no rule`)
    : rule[inOffice ? 0 : 1];
};

export interface CodeQuestion {
  readonly inOffice: boolean;
  /** A row of Table II. */
  readonly derivative: boolean;
  readonly swap: boolean;
}
