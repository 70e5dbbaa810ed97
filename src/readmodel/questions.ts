/**
 * Questions to one generation, as rows. What they mean as answers is the ledger's business. Each
 * first makes sure that what it reads is what was written, and throws `Damaged` where it is not.
 */
import type { Connection } from './connection.js';
import { assuring } from './questions/assured.js';
import { type FactQuestions, factQuestions } from './questions/facts.js';
import { type FilingQuestions, filingQuestions } from './questions/filings.js';
import { partiesIn } from './questions/parties.js';
import { type PeopleQuestions, peopleQuestions, type QuestionParts } from './questions/people.js';
import { type PositionQuestions, positionQuestions } from './questions/positions.js';
import { type RelationQuestions, relationQuestions } from './questions/relations.js';

export type Questions = PositionQuestions &
  FactQuestions &
  PeopleQuestions &
  FilingQuestions &
  RelationQuestions;

export const questionsOf = (db: Connection, parts: QuestionParts): Questions => {
  const assured = assuring(parts.lookups, parts.seals);
  const parties = partiesIn(db);
  return {
    ...positionQuestions(db, assured, parties),
    ...factQuestions(db, assured, parties),
    ...peopleQuestions(db, parts, assured),
    ...filingQuestions(db, parts.lookups, assured, parties),
    ...relationQuestions(db, assured),
  };
};
