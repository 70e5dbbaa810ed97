/** The shape in which another parser hands a filing over, as JSON Schema. */
import type { JsonSchema } from '../../filing/codec.js';
import { filing } from '../../filing/model.js';

const { properties, required } = filing.schema as {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: ReadonlyArray<string>;
};

/** JSON Schema, draft 2020-12, made from the codec that `record` and `append` check with. */
export const filingSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  description:
    'One SEC Form 3, 4 or 5 as its document states it. Quantities and prices are text, never numbers; what the document does not say is left out. A field is the bare value, or an object with the footnotes that hang on it and the raw text where the value was normalised.',
  ...filing.schema,
  // A filing belongs to its owners: what the codec leaves open, its reader does not.
  properties: { ...properties, owners: { ...properties['owners'], minItems: 1 } },
  required: [...required, 'owners'],
};
