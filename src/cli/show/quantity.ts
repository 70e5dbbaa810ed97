/** How much is held or moved: shares, or dollars where the form states a value. */
import { grouped } from '../text/plain.js';

/** `$60,000,000` of what is counted in value; `?` where the number is not known. */
export const quantityText = (quantity: string | null, unit: string | null): string => {
  if (quantity === null) return '?';
  const said = grouped(quantity);
  if (unit !== 'value') return said;
  return said.startsWith('-') ? `-$${said.slice(1)}` : `$${said}`;
};
