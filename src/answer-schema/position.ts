/** Answers about positions, over days and over both times, as JSON Schema. */
import { count, day, flag, list, maybe, object, oneOf, ref, type Schema, text } from './schema.js';
import { ofPosition, told, worded } from './shared.js';

export const positionAnswers: Readonly<Record<string, Schema>> = {
  Insider: object({ id: text, cik: maybe(text), name: text, provisional: flag }),
  Issuer: object({ cik: maybe(text), name: text, symbol: maybe(text) }),
  Footnote: object({ id: text, text: text }),
  Ownership: object({
    form: maybe(oneOf('D', 'I')),
    nature: maybe(text),
    footnotes: list(ref('Footnote')),
  }),
  Terms: object({
    exercisePrice: maybe(text),
    exercisableOn: maybe(text),
    expiresOn: maybe(text),
    underlying: maybe(object({ security: maybe(text), shares: maybe(text) })),
  }),
  Wording: object({
    ...worded,
  }),
  Rectangle: object({
    from: maybe(day),
    through: maybe(day),
    knownFrom: text,
    knownTo: maybe(text),
    row: maybe(text),
    closed: flag,
    wording: count,
    ...told,
  }),
  PositionTimeline: object({
    ...ofPosition,
    wordings: list(ref('Wording')),
    rectangles: list(ref('Rectangle')),
  }),
  Timeline: object({
    'holds?': list(text),
    knownBy: maybe(text),
    recordedBy: maybe(text),
    'missing?': list(text),
    positions: list(ref('PositionTimeline')),
    instants: list(
      object({ knownAt: text, filings: list(object({ accession: text, form: text })) }),
    ),
  }),
  Position: object({
    ...ofPosition,
    ...told,
  }),
  PositionListed: object({
    ...ofPosition,
    ...told,
    // Of an issuer or of everybody.
    'jointWith?': list(text),
  }),
  Holdings: object({
    'holds?': list(text),
    asOf: day,
    knownBy: maybe(text),
    recordedBy: maybe(text),
    'missing?': list(text),
    positions: list(ref('PositionListed')),
  }),
};
