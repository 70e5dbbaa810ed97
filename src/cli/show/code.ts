/** Letters of the forms with the words that Form 4's instructions have for them, in few. */

const codes: Readonly<Record<string, string>> = {
  P: 'purchase',
  S: 'sale',
  V: 'reported early',
  A: 'award',
  D: 'return to issuer',
  F: 'shares for tax',
  I: 'discretionary',
  M: 'exercise',
  C: 'conversion',
  E: 'short expired',
  H: 'long expired',
  O: 'exercise out of the money',
  X: 'exercise in the money',
  G: 'gift',
  L: 'small acquisition',
  W: 'will or descent',
  Z: 'voting trust',
  J: 'other, see footnote',
  K: 'equity swap',
  U: 'tender of shares',
};

/** `S sale`; a letter that no form has stands alone. */
export const codeText = (code: string | null): string => {
  if (code === null) return '';
  const words = codes[code];
  return words === undefined ? code : `${code} ${words}`;
};

/** `D direct`. */
export const formText = (form: string): string =>
  form === 'D' ? 'D direct' : form === 'I' ? 'I indirect' : form;
