import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pack, unpack } from '../../src/http/picture/packed.js';

it('hands over whatever JSON can say', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(unpack(pack(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it('keeps names and footnotes with marks of every kind', () => {
  const said = {
    name: `O'Neil "Tip" & <b>Sons</b>`,
    number: -1.5,
    none: null,
    all: ["'", '"', ''],
  };
  expect(unpack(pack(said))).toEqual(said);
});

it('leaves out what is undefined, in lists as JSON does', () => {
  expect(unpack(pack({ a: undefined, b: [undefined] }))).toEqual({ b: [null] });
});

it('says what repeats once, and hardly a quotation mark', () => {
  const rectangle = { from: '2021-06-15', status: 'reported', closed: false, conflicts: [] };
  const text = pack(Array.from({ length: 1_000 }, () => rectangle));
  expect(text).not.toContain('"');
  expect(text.length).toBeLessThan(25_000);
  expect(text.split('2021-06-15')).toHaveLength(2);
});
