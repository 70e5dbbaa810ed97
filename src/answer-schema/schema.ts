/** JSON Schema in few words. Objects are closed: what an answer has is what its schema says. */

export type Schema = Readonly<Record<string, unknown>>;

/** Where what schemas point to stands beside them. */
const prefix = '#/$defs/';

/** Members whose name ends in `?` may be missing. */
export const object = (members: Readonly<Record<string, Schema>>): Schema => {
  const names = Object.keys(members);
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(members).map(([name, schema]) => [name.replace(/\?$/, ''), schema]),
    ),
    required: names.filter((name) => !name.endsWith('?')),
    additionalProperties: false,
  };
};

export const text: Schema = { type: 'string' };
export const flag: Schema = { type: 'boolean' };
export const count: Schema = { type: 'integer' };
export const day: Schema = { type: 'string', format: 'date' };
export const any: Schema = {};
export const list = (items: Schema): Schema => ({ type: 'array', items });
export const maybe = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
export const anyOf = (...schemas: ReadonlyArray<Schema>): Schema => ({ anyOf: schemas });
export const oneOf = (...values: ReadonlyArray<string>): Schema => ({ enum: values });
export const mapOf = (values: Schema): Schema => ({ type: 'object', additionalProperties: values });
export const ref = (name: string): Schema => ({ $ref: `${prefix}${name}` });

/** The names that a schema points to. */
export const refsIn = (schema: unknown): ReadonlyArray<string> =>
  Array.isArray(schema)
    ? schema.flatMap(refsIn)
    : typeof schema !== 'object' || schema === null
      ? []
      : Object.entries(schema).flatMap(([key, value]) =>
          key === '$ref' && typeof value === 'string' && value.startsWith(prefix)
            ? [value.slice(prefix.length)]
            : refsIn(value),
        );

/** The same schema where its definitions are kept elsewhere in a document. */
export const pointedTo = <S>(schema: S, place: string): S =>
  (Array.isArray(schema)
    ? schema.map((one) => pointedTo(one, place))
    : typeof schema !== 'object' || schema === null
      ? schema
      : Object.fromEntries(
          Object.entries(schema).map(([key, value]) => [
            key,
            key === '$ref' && typeof value === 'string' && value.startsWith(prefix)
              ? `${place}${value.slice(prefix.length)}`
              : pointedTo(value, place),
          ]),
        )) as S;
