/**
 * Pages: each is registered with its path, what it asks of the ledger and how that is shown. The
 * views are pure; what they need besides the answer is in the frame.
 */
import type * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { ConflictDetailAnswer, LedgerError } from '../ledger/answers.js';
import type { Ledger, Rulings } from '../ledger/ledger.js';
import type { RuledAnswer, Ruling } from '../ledger/rule/operator.js';
import type { Asker } from './asker.js';
import type { Grown } from './growth.js';
import type { Outcome } from './outcome.js';
import type { Given, Parameter } from './parameter.js';
import type { Problem } from './problem.js';

/** What a page is shown in. */
export interface Frame {
  /** As it was asked for: the path, and the parameters with it. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Scheme and name under which it was asked for. */
  readonly origin: string;
  /** The address of a file that the build made, by the name it was made from. */
  readonly asset: (name: string) => string;
  readonly version: string;
  readonly foldVersion: number;
  readonly asker: Asker;
  /** Whether who asks may rule here. */
  readonly mayRule: boolean;
  readonly now: Date;
  readonly grown: Grown;
  /** The same question with its times fixed; null where it has none. */
  readonly permanent: string | null;
  /** Told of a conflict that is shown: it may be judged as it is then. */
  readonly onConflict?: (conflict: ConflictDetailAnswer) => void;
}

/** A whole document. */
export type Html = string;

export interface PageRoute {
  /** `{id}` is one segment, `{id...}` all that are left. */
  readonly path: string;
  readonly parameters: ReadonlyArray<Parameter>;
  readonly render: (
    ledger: Ledger,
    given: Given,
    frame: Frame,
  ) => Promise<E.Either<LedgerError, Html>>;
}

/** A form that rules. Its fields are texts; `preview` among them asks what it would change. */
export interface FormRoute {
  readonly path: string;
  readonly fields: ReadonlyArray<Parameter>;
  readonly say: (
    rulings: Rulings,
    given: Given,
    ruling: Ruling,
  ) => TaskEither<LedgerError, RuledAnswer>;
  readonly view: (
    outcome: Outcome,
    frame: Frame,
    given: Given,
    ledger: Ledger,
  ) => Promise<E.Either<LedgerError, Html>>;
}

/** What the pages bring. */
export interface Pages {
  readonly pages: ReadonlyArray<PageRoute>;
  readonly forms: ReadonlyArray<FormRoute>;
  /** What went wrong, for people. */
  readonly problem: (problem: Problem, frame: Frame) => Html;
}
