/**
 * What the ledger answers with, as JSON Schema. Every answer of the tests is held against it, and its
 * objects are closed: a member that is not named here is found out.
 */
import { dueAnswers } from './due.js';
import { explanationAnswers } from './explanation.js';
import { filingAnswers } from './filing.js';
import { keepingAnswers } from './keeping.js';
import { marketAnswers } from './market.js';
import { positionAnswers } from './position.js';
import { recordingAnswers } from './recording.js';
import { registerAnswers } from './register.js';
import type { Schema } from './schema.js';
import { swingAnswers } from './swing.js';
import { transactionAnswers } from './transaction.js';

export const answerSchemas: Readonly<Record<string, Schema>> = {
  ...positionAnswers,
  ...transactionAnswers,
  ...explanationAnswers,
  ...filingAnswers,
  ...registerAnswers,
  ...marketAnswers,
  ...dueAnswers,
  ...keepingAnswers,
  ...recordingAnswers,
  ...swingAnswers,
};
