/** Whose an indirect holding is, where the form only points at a footnote. */
import { describe, expect, it } from 'vitest';
import { holderNamed, holderText } from '../../src/cli/show/holder.js';

const owned = (nature: string, ...texts: ReadonlyArray<string>) => ({
  form: 'I' as const,
  nature,
  footnotes: texts.map((text, i) => ({ id: `F${i + 1}`, text })),
});

describe('the holder of an indirect holding', () => {
  it.each([
    ['These are owned by Elm Growth I, L.P. ("Elm I"). Elm GP runs it.', 'Elm Growth I, L.P.'],
    ['Securities held directly by Birch Partners.', 'Birch Partners'],
    ['Held of record by the Doe Family Trust, of which she is trustee.', 'Doe Family Trust'],
    ['Reflects securities held directly by Fir 15-A.', 'Fir 15-A'],
    ['Held by John A. Doe.', 'John A. Doe'],
  ])('is named by %j', (text, name) => {
    expect(holderNamed(text)).toBe(name);
    expect(holderText(owned('See footnote', text))).toBe(`${name} (F1)`);
  });

  it.each([
    'Some are held by Elm LLC. Others are held by Oak LLC.',
    'Held by each of the three family trusts.',
    'The insider disclaims them.',
  ])('is not named by %j, of which the beginning is shown', (text) => {
    expect(holderNamed(text)).toBeNull();
    expect(holderText(owned('see Footnote (1)', text))).toMatch(/^F1: /);
  });

  it('is told with the footnote that names it', () => {
    const both = owned('See footnotes', 'Fir GP LLC runs them all.', 'Held directly by Fir 15.');
    expect(holderText(both)).toBe('Fir 15 (F2)');
  });

  it('is what the form says where it says it', () => {
    expect(holderText(owned('By Trust', 'Held by Elm LLC.'))).toBe('By Trust');
    expect(holderText(owned('See footnote'))).toBe('See footnote');
  });
});
