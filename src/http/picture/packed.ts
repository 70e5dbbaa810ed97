/**
 * What a page hands to its script, in few bytes: every text once, every row of keys once. A picture
 * of an issuer is thousands of rectangles with the same days, instants and quantities.
 *
 * In place of a text stands its number; of an object its shape's number and its members; of a list
 * -1 and its members; of a number, in a list of its own, -2 and itself.
 */

type Packed = number | boolean | null | Row;

/** What it is, and its members. */
interface Row extends ReadonlyArray<Packed> {
  readonly 0: number;
}

interface Kept {
  readonly texts: ReadonlyArray<string>;
  readonly shapes: ReadonlyArray<ReadonlyArray<string>>;
  readonly value: Packed;
}

const list = -1;
const number = -2;

/** Numbers things by the text that tells them apart. */
const numbering = <A>() => {
  const numbers = new Map<string, number>();
  const all: Array<A> = [];
  return {
    all,
    of: (key: string, one: A): number => {
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, all.length);
      return all.push(one) - 1;
    },
  };
};

/** In an attribute a quotation mark takes six bytes, and an apostrophe one. */
const quotesSwapped = (text: string): string =>
  text.replace(/["']/g, (mark) => (mark === '"' ? "'" : '"'));

/** Of what JSON can say; members that are undefined are left out, as JSON does. */
export const pack = (value: unknown): string => {
  const texts = numbering<string>();
  const shapes = numbering<ReadonlyArray<string>>();
  const packed = (one: unknown): Packed => {
    if (typeof one === 'string') return texts.of(one, one);
    if (typeof one === 'number') return [number, one];
    if (typeof one === 'boolean') return one;
    if (Array.isArray(one)) return [list, ...one.map(packed)];
    if (typeof one !== 'object' || one === null) return null;
    const members = Object.entries(one).filter(([, member]) => member !== undefined);
    const keys = members.map(([key]) => key);
    return [shapes.of(JSON.stringify(keys), keys), ...members.map(([, member]) => packed(member))];
  };
  const kept: Kept = { value: packed(value), texts: texts.all, shapes: shapes.all };
  return quotesSwapped(JSON.stringify(kept));
};

/** What was packed. */
export const unpack = (text: string): unknown => {
  const { value, texts, shapes } = JSON.parse(quotesSwapped(text)) as Kept;
  const unpacked = (one: Packed): unknown => {
    if (typeof one === 'number') return texts[one];
    if (typeof one === 'boolean' || one === null) return one;
    const kind = one[0];
    const members = one.slice(1);
    if (kind === number) return members[0];
    if (kind === list) return members.map(unpacked);
    return Object.fromEntries(
      (shapes[kind] ?? []).map((key, i) => [key, unpacked(members[i] ?? null)]),
    );
  };
  return unpacked(value);
};
