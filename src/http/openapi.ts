/** OpenAPI 3.1, made of the same table that the routes are. */

import type { Parameter } from './parameter.js';
import { questions } from './question/questions.js';
import { mediaTypes } from './representation.js';

export const openApi = (version: string): object => ({
  openapi: '3.1.0',
  info: { title: 'insider-ledger', version },
  m: mediaTypes,
  p: questions.length,
  x: null as Parameter | null,
});
