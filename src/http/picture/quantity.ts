/** Exact numbers as a reader sees them. They stay text; a float places a mark, nothing more. */

const decimal = /^(-?)(\d+)(\.\d+)?$/;

/** 166,285,682.5; the minus sign is a true one. */
export const grouped = (quantity: string): string => {
  const read = decimal.exec(quantity);
  if (read === null) return quantity;
  const [, sign = '', whole = '', part = ''] = read;
  return `${sign === '' ? '' : '−'}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${part}`;
};

/** How many digits a column has after the point at most. */
export const fractionIn = (column: ReadonlyArray<string | null>): number =>
  Math.max(0, ...column.map((one) => decimal.exec(one ?? '')?.[3]?.slice(1).length ?? 0));

/** The widths of a point and of a digit: with them numbers of a column stand point under point. */
const pointWide = '\u2008';
const digitWide = '\u2007';

export const filled = (quantity: string, fraction: number): string => {
  const own = decimal.exec(quantity)?.[3]?.slice(1).length ?? 0;
  return (
    grouped(quantity) +
    (own === 0 && fraction > 0 ? pointWide : '') +
    digitWide.repeat(Math.max(0, fraction - own))
  );
};

/** With its sign, also above zero. */
export const signed = (quantity: string): string =>
  quantity.startsWith('-') || isZero(quantity) ? grouped(quantity) : `+${grouped(quantity)}`;

export const isZero = (quantity: string): boolean => /^-?0+(\.0+)?$/.test(quantity);

/** For pixels only. */
export const roughly = (quantity: string | null): number | null => {
  if (quantity === null) return null;
  const size = Number(quantity);
  return Number.isFinite(size) ? size : null;
};

/** An axis has room for few characters: 166.3M. */
export const brief = (size: number): string => {
  const steps: ReadonlyArray<readonly [number, string]> = [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ];
  const step = steps.find(([of]) => Math.abs(size) >= of);
  if (step === undefined) return grouped(String(Math.round(size * 100) / 100));
  return grouped(String(Math.round((size / step[0]) * 100) / 100)) + step[1];
};

export const unitWords = (unit: string, quantity: string | null): string =>
  unit === 'value' ? 'dollars of value' : quantity === '1' ? 'share' : 'shares';
