/**
 * What the ledger answers with, as JSON Schema. Every answer of the tests is held against it, and its
 * objects are closed: a member that is not named here is found out.
 */
import { dueAnswers } from './answer-schema/due.js';
import { explanationAnswers } from './answer-schema/explanation.js';
import { filingAnswers } from './answer-schema/filing.js';
import { keepingAnswers } from './answer-schema/keeping.js';
import { marketAnswers } from './answer-schema/market.js';
import { positionAnswers } from './answer-schema/position.js';
import { registerAnswers } from './answer-schema/register.js';
import { swingAnswers } from './answer-schema/swing.js';
import { transactionAnswers } from './answer-schema/transaction.js';
import type { Schema } from './schema.js';

export const answerSchemas: Readonly<Record<string, Schema>> = {
  ...positionAnswers,
  ...transactionAnswers,
  ...explanationAnswers,
  ...filingAnswers,
  ...registerAnswers,
  ...marketAnswers,
  ...dueAnswers,
  ...keepingAnswers,
  ...swingAnswers,
};
