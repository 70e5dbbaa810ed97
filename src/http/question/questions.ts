/** Every question that can be asked over HTTP. */
import { askQuestions } from './ask.js';
import { marketQuestions } from './market.js';
import { operateQuestions } from './operate.js';
import type { Question } from './question.js';
import { section16Questions } from './section16.js';

export const questions: ReadonlyArray<Question> = [
  ...askQuestions,
  ...marketQuestions,
  ...section16Questions,
  ...operateQuestions,
];
