/** When a number is so odd that two of it are hardly equal by chance. */
import type { Decimal } from '../../src/filing/decimal.js';

/** Rounder numbers than this are equal by chance, where nothing else tells. */
const digitsMin = 3;

export const tells = (number: Decimal): boolean =>
  number
    .toFixed()
    .replace(/\D/g, '')
    .replace(/^0+|(?<!0)0+$/g, '').length >= digitsMin;
