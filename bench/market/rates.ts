/**
 * How often things happen in the market that is generated. What is measured and how, and what is
 * assumed because the data at hand do not tell, is written down in docs/market-generator.md.
 */

/** A share of cases to each choice; need not add up to one. */
export type Weights<A extends string> = Readonly<Record<A, number>>;

/** What one Form 4 is about. Set so that rows and codes per form come out as measured. */
export const activities = {
  shareGrant: 0.15,
  unitGrant: 0.19,
  optionGrant: 0.1,
  vesting: 0.24,
  withholding: 0.08,
  exerciseAndSale: 0.085,
  exerciseAndHold: 0.025,
  sale: 0.135,
  purchase: 0.07,
  gift: 0.03,
  conversion: 0.012,
  cancellation: 0.01,
} as const satisfies Weights<string>;
export type Activity = keyof typeof activities;

/** Kinds of amendment (assumed: FORM4 tells the kinds, not how many there are of each). */
export const amendments = {
  restated: 0.38,
  correctedRow: 0.17,
  addedRow: 0.14,
  footnoteOnly: 0.14,
  omittedRow: 0.05,
  ownerOrBox: 0.08,
  otherDate: 0.04,
} as const satisfies Weights<string>;
export type AmendmentKind = keyof typeof amendments;

export const rates = {
  /** Form 4s of one insider a month. */
  activityPerMonth: 0.27,
  /** An insider's leaving, a month: as many leave as the Form 3s say that come. */
  departurePerMonth: 0.0155,
  /** Leavers who say so on a last Form 4: exit boxes to Form 3s, measured. */
  exitBox: 0.29,
  /** Form 3s that own nothing, measured. */
  noneOwned: 0.51,
  /** Insiders at two issuers or more (assumed). */
  severalIssuers: 0.08,
  /** Amendments to originals, measured by form. */
  amended: { '3': 0.0304, '4': 0.016, '5': 0.16 },
  /** Amendments amended once more: 57 filings of a quarter's 617. */
  amendedAgain: 0.09,
  /** Box 4 holds the period and not the filing date: 57 of 617. */
  boxHoldsPeriod: 0.09,
  /** Box 4 names a day after the amendment itself: 1 of 617. */
  boxAfterFiling: 0.0016,
  /** Form 5 of an insider each February. */
  formFivePerYear: 0.01,
  /** A stated balance that is wrong, to each transaction row (assumed). */
  balanceError: 0.004,
  /** Wrong balances that later filings carry on (assumed). */
  errorCarriedOn: 0.5,
  /** Splits of an issuer, a month (assumed: three in a hundred years and issuers). */
  splitPerMonth: 0.0025,
  /** Issuers that leave the market, a month (assumed). */
  delistingPerMonth: 0.004,
  /** Insiders with a trust or a spouse's account: holdings-only rows, measured. */
  indirectHolder: 0.36,
  /** Forms of such an insider that restate the indirect holdings. */
  indirectRestated: 0.74,
  /** Forms that restate every option still held, measured. */
  optionsRestated: 0.06,
  /** Sellers who sell under a plan (35 of 108 filings speak of one). */
  plan: 0.32,
  /** Sale lots that are weighted averages with a range in a footnote. */
  weightedAverage: 0.45,
  remarks: 0.113,
} as const;

/** Signatures a form, which stand in for owners: 2, 3, 4, and 5 to 10. The rest has one. */
export const jointOwners = [
  { share: 0.0139, least: 2, most: 2 },
  { share: 0.0052, least: 3, most: 3 },
  { share: 0.0029, least: 4, most: 4 },
  { share: 0.0085, least: 5, most: 10 },
] as const;

/** Days from a trade to a late form, by shares of all Form 4s. */
export const lateness = [
  { share: 0.0153, least: 46, most: 420 },
  { share: 0.0171, least: 11, most: 45 },
  { share: 0.0403, least: 5, most: 10 },
] as const;

/** Days from the event to a Form 3, tenth by tenth. */
export const formThreeLag = [0, 0, 0, 1, 2, 3, 6, 8, 10, 12, 284] as const;

/** Days from an original to its amendment, tenth by tenth. */
export const amendmentLag = [1, 1, 3, 6, 14, 29, 56, 92, 155, 215, 1_087] as const;
