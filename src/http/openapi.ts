/** OpenAPI 3.1, made of the same tables that the routes are. */
import { answerSchemas } from '../answer-schema/answers.js';
import { namedSchemas } from '../answer-schema/named.js';
import { object, pointedTo, type Schema } from '../answer-schema/schema.js';
import type { DataFormat } from '../cli/show/written.js';
import { filingSchema } from '../ledger/record/filing-schema.js';
import { appendBytesMost, appendPath, appendSays } from './appending.js';
import { formatParameter } from './asking.js';
import type { Field } from './body.js';
import { apiRoot, pathNames } from './door.js';
import type { Parameter } from './parameter.js';
import { foldParameter } from './permanent.js';
import { problemCodes } from './problem.js';
import type { Question } from './question/question.js';
import { questions } from './question/questions.js';
import { mediaTypes } from './representation.js';
import { type RulingRoute, rulingRoutes } from './ruling.js';

const parameterSchema = ({ kind, choices, most, times }: Parameter): Schema => {
  const one: Schema =
    choices !== undefined
      ? { type: 'string', enum: choices }
      : kind === 'flag'
        ? { type: 'boolean' }
        : kind === 'count'
          ? { type: 'integer', minimum: 1, ...(most === undefined ? {} : { maximum: most }) }
          : kind === 'day'
            ? { type: 'string', format: 'date' }
            : { type: 'string' };
  return times === undefined ? one : { type: 'array', items: one, maxItems: times };
};

const parameterOf = (path: string) => (parameter: Parameter) => ({
  name: parameter.name,
  in: pathNames(path).includes(parameter.name) ? 'path' : 'query',
  description: parameter.says,
  ...(parameter.required === true ? { required: true } : {}),
  schema: parameterSchema(parameter),
});

const problemAnswer = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const refusals = (statuses: ReadonlyArray<number>) =>
  Object.fromEntries(
    statuses.map((status) => [
      String(status),
      problemAnswer(
        problemCodes
          .filter(([, own]) => own === status)
          .map(([code]) => code)
          .join(', ') || 'refused',
      ),
    ]),
  );

const bare = (type: string): string => type.split(';')[0] ?? type;

const lines: ReadonlyArray<DataFormat> = ['ndjson', 'csv', 'parquet'];

const header = (description: string) => ({ description, schema: { type: 'string' } });

const headersOf = ({ parameters, isOfNow }: Question) => ({
  ...(isOfNow === true
    ? {}
    : {
        ETag: header(
          'hash of the answer; weak, of the log and the question, where it comes as a stream',
        ),
      }),
  ...(parameters.some(({ name }) => name === 'limit')
    ? {
        Link: header('rel="next": the next page, where there is one'),
        'Ledger-Moved': header(
          'true where the ledger has grown since the first page was asked for',
        ),
      }
    : {}),
});

const questionOf = (question: Question) => ({
  get: {
    operationId: operationId(question),
    summary: question.says,
    parameters: [...question.parameters, formatParameter, foldParameter].map(
      parameterOf(question.path),
    ),
    responses: {
      200: {
        description: question.says,
        headers: headersOf(question),
        content: {
          'application/json': { schema: { $ref: `#/components/schemas/${question.answer}` } },
          ...Object.fromEntries(lines.map((format) => [bare(mediaTypes[format]), {}])),
        },
      },
      304: { description: 'as it was' },
      ...refusals([400, 404, 406, 410, 500, 503]),
    },
  },
});

const operationId = ({ path, verb }: Question): string =>
  questions.filter((one) => one.verb === verb).length === 1
    ? verb
    : `${verb}${path.replace(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/\W/g, '')}`;

const fieldSchema: Readonly<Record<Field['kind'], Schema>> = {
  text: { type: 'string' },
  flag: { type: 'boolean' },
  texts: { type: 'array', items: { type: 'string' } },
  changes: { type: 'object', additionalProperties: { type: ['string', 'null'] } },
  object: { type: 'object' },
};

const rulingOf = (route: RulingRoute, isPreview: boolean) => {
  const inPath = pathNames(route.path);
  const sent = route.fields.filter(({ name }) => !inPath.includes(name));
  return {
    post: {
      operationId: `${isPreview ? 'preview' : 'rule'}${route.path.replace(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/\W/g, '')}`,
      summary: isPreview ? `what it would change: ${route.says}` : route.says,
      parameters: [
        ...inPath.map((name) => ({
          name,
          in: 'path',
          required: true,
          schema: { type: 'string' },
        })),
        ...(route.isJudged === true && !isPreview
          ? [
              {
                name: 'If-Match',
                in: 'header',
                required: true,
                description: 'the ETag of what was judged',
                schema: { type: 'string' },
              },
            ]
          : []),
      ],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              additionalProperties: false,
              required: sent.filter(({ required }) => required === true).map(({ name }) => name),
              properties: Object.fromEntries(
                sent.map(({ name, kind, says }) => [
                  name,
                  { ...fieldSchema[kind], description: says },
                ]),
              ),
            },
          },
        },
      },
      responses: {
        [isPreview ? 200 : 201]: {
          description: isPreview ? 'what it would change' : 'recorded',
          content: {
            'application/json': {
              schema: { $ref: `#/components/schemas/${isPreview ? 'Preview' : 'Ruled'}` },
            },
          },
        },
        ...(isPreview ? {} : { 200: { description: 'it was so already: nothing is recorded' } }),
        ...refusals([400, 401, 403, 404, 409, 412, 413, 415, 428, 500, 503]),
      },
    },
  };
};

const reportAnswer = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Import' } } },
});

const appending = {
  post: {
    operationId: 'append',
    summary: appendSays,
    description: `Only with --allow-append. At most ${appendBytesMost} bytes; sending it again is safe.`,
    requestBody: {
      required: true,
      description: 'lines, each a filing as /schema/filing describes it',
      content: {
        'application/x-ndjson': { schema: { $ref: '#/components/schemas/GivenFiling' } },
      },
    },
    responses: {
      201: reportAnswer('something was recorded'),
      200: reportAnswer('all of it was known already'),
      ...refusals([400, 401, 403, 409, 413, 415, 422, 500, 503]),
    },
  },
};

const problemSchema: Schema = object({
  type: { type: 'string' },
  title: { type: 'string' },
  status: { type: 'integer' },
  detail: { type: 'string' },
  code: { type: 'string' },
  'candidates?': { type: 'array', items: { type: 'string' } },
  'candidateDetails?': {
    type: 'array',
    items: object({
      kind: { enum: ['insider', 'issuer'] },
      id: { type: 'string' },
      name: { type: 'string' },
      about: { type: 'array', items: { type: 'string' } },
      lastFiledOn: { type: ['string', 'null'], format: 'date' },
    }),
  },
  'differences?': { type: 'array', items: { type: 'object' } },
  'fault?': { type: 'string' },
  'link?': { type: 'string' },
  'foldVersion?': { type: 'integer' },
  'judged?': { type: 'object' },
  'now?': { type: 'object' },
  'report?': { $ref: '#/components/schemas/Import' },
});

export const openApi = (version: string): object => ({
  openapi: '3.1.0',
  jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
  info: {
    title: 'insider-ledger',
    version,
    description:
      'Who held what on a day, as it was known on a day, and how we know. Quantities and prices are text, never numbers.',
  },
  servers: [{ url: apiRoot }],
  paths: {
    ...Object.fromEntries(questions.map((question) => [question.path, questionOf(question)])),
    ...Object.fromEntries(
      rulingRoutes.flatMap((route) => [
        [route.path, rulingOf(route, false)],
        [`/previews${route.path}`, rulingOf(route, true)],
      ]),
    ),
    [appendPath]: appending,
    '/events': {
      get: {
        operationId: 'events',
        summary: 'server-sent events: `grown` whenever the ledger has grown',
        responses: { 200: { description: 'a stream', content: { 'text/event-stream': {} } } },
      },
    },
    '/schema/filing': {
      get: {
        operationId: 'schemaFiling',
        summary: 'the JSON Schema of a filing that another parser hands over',
        responses: { 200: { description: 'a schema' } },
      },
    },
    '/schema': {
      get: {
        operationId: 'schemas',
        summary: 'the names of the schemas of answers, and what answers so',
        responses: { 200: { description: 'names' } },
      },
    },
    '/schema/{name}': {
      get: {
        operationId: 'schemaOf',
        summary: 'the JSON Schema of one answer, whole in itself',
        parameters: [
          {
            name: 'name',
            in: 'path',
            required: true,
            schema: { type: 'string', enum: namedSchemas.map(({ name }) => name) },
          },
        ],
        responses: { 200: { description: 'a schema' }, ...refusals([404]) },
      },
    },
  },
  components: {
    schemas: {
      ...pointedTo(answerSchemas, '#/components/schemas/'),
      Problem: problemSchema,
      GivenFiling: filingSchema,
    },
  },
});
