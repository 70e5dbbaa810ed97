/** What changed between two knowledge dates. */
import type { Day } from '../../filing/calendar.js';
import type { Generation } from '../../readmodel/model.js';
import type { At, PositionFound, Questions, Scope } from '../../readmodel/questions.js';
import type { PositionAnswer } from '../answer/holdings.js';
import type { InsiderAnswer, IssuerAnswer } from '../answer/party.js';
import { fail } from '../attempt.js';
import { invalidArgument } from '../error.js';
import { insiderOf, issuerOf, keptAt, positionOf } from '../keep/kept.js';
import type { Settled } from '../moment.js';
import { pageOf } from './page.js';
import { type KeptMoment, type Told, told } from './told.js';

export interface ChangesQuery extends KeptMoment {
  /** What was known before; `knownBy` says what was known after. */
  readonly since: string;
  readonly knownBy: string;
  readonly insider?: string;
  readonly issuer?: string;
  readonly cursor?: string;
  /** Insiders looked at for a page. */
  readonly limit?: number;
}

export type StateAnswer = Pick<PositionAnswer, 'quantity' | 'status' | 'computed' | 'unexplained'>;

export interface ChangeAnswer {
  readonly positionId: string;
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  readonly kind: 'share' | 'derivative';
  readonly security: string;
  readonly ownership: PositionAnswer['ownership'];
  readonly unit: string;
  /** The first effective day of which something else is told; null: from the beginning. */
  readonly from: string | null;
  /** On the day asked for; null where the position was not known of. */
  readonly before: StateAnswer | null;
  readonly after: StateAnswer | null;
  /** Filings of the insider about the issuer that became known in between. */
  readonly filings: ReadonlyArray<string>;
}

export interface ChangesPage extends Told {
  readonly since: string | null;
  readonly changes: ReadonlyArray<ChangeAnswer>;
  readonly next: string | null;
}

const stateOf = (found: PositionFound | null): StateAnswer | null =>
  found === null
    ? null
    : {
        quantity: found.quantity,
        status: found.status as StateAnswer['status'],
        computed: found.computed,
        unexplained: found.unexplained,
      };

/** Later than every day of a form. */
const lastDay: Day = '9999-12-31';

export const changesIn = (
  questions: Questions,
  scope: Scope,
  before: At,
  after: At,
): ReadonlyArray<ChangeAnswer> =>
  questions.changedPositions(scope, before.knownBy, after.knownBy).flatMap((p) => {
    const [first, second] = [questions.position(p, before), questions.position(p, after)];
    // A change on days after the one asked about has its wording there.
    const told =
      second ??
      first ??
      questions.position(p, { ...after, asOf: lastDay }) ??
      questions.position(p, { ...before, asOf: lastDay });
    if (told === null) return [];
    const { kind, security, ownership, unit } = positionOf(told);
    const day = questions.changedDays(p, before.knownBy, after.knownBy)[0] ?? '';
    return [
      {
        positionId: told.positionId,
        insider: insiderOf(told),
        issuer: issuerOf(told),
        kind,
        security,
        ownership,
        unit,
        from: day === '' ? null : day,
        before: stateOf(first),
        after: stateOf(second),
        filings: questions
          .filingsKnown(told.insider, before.knownBy, after.knownBy)
          .filter((f) => f.issuer === told.issuer)
          .map((f) => f.accession),
      },
    ];
  });

export const changesPage = (
  generation: Generation,
  scope: Scope,
  query: ChangesQuery,
  first: Settled,
  second: Settled,
): ChangesPage =>
  generation.frozen(() => {
    const [before, after] = [keptAt(first), keptAt(second)];
    if (before.knownBy > after.knownBy)
      fail(
        invalidArgument(
          `what was known before comes first; got ${first.knownBy} and then ${second.knownBy}`,
        ),
      );
    const { questions } = generation;
    const everyone = 'after' in scope;
    const page = everyone ? pageOf(questions, query) : null;
    const within = everyone ? page?.scope : scope;
    return {
      ...told(generation, second),
      since: first.knownBy,
      changes: within === undefined ? [] : changesIn(questions, within, before, after),
      next: page?.next ?? null,
    };
  });
