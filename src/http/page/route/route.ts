/** How a page is made: what it asks of the ledger, and what becomes of a question without an answer. */
import * as E from 'fp-ts/lib/Either.js';
import type { InsiderAnswer, LedgerError, Moment, PagePlace } from '../../../ledger/answers.js';
import type { Ledger } from '../../../ledger/ledger.js';
import type { Subject } from '../../../ledger/subject.js';
import type * as routeFrame from '../../page-route.js';
import { flag, type Given, one, type Parameter, parameters } from '../../parameter.js';
import { foldParameter } from '../../permanent.js';
import { easternClock } from '../../picture/day.js';
import type { FaceState } from '../../picture/face.js';
import { momentIn } from '../../question/ask.js';
import { documentOf } from '../frame.js';
import { framed, type Shown, statusOf } from './framing.js';

export interface Asking {
  readonly ledger: Ledger;
  readonly given: Given;
  readonly own: routeFrame.Frame;
  readonly moment: Moment;
  readonly today: string;
}

type Answered<A> = E.Either<LedgerError, A>;

/** A question that has no answer ends the page: thrown, and turned into a value where it is made. */
export class Unanswered {
  constructor(readonly error: LedgerError) {}
}

export const asked = async <A>(question: () => Promise<Answered<A>>): Promise<A> => {
  const answer = await question();
  if (E.isLeft(answer)) throw new Unanswered(answer.left);
  return answer.right;
};

/** Null where there is no such thing. */
export const foundOr = async <A>(question: () => Promise<Answered<A>>): Promise<A | null> => {
  const answer = await question();
  if (E.isRight(answer)) return answer.right;
  if (answer.left.code === 'NOT_FOUND') return null;
  throw new Unanswered(answer.left);
};

const { asOf, knownBy, recordedBy } = parameters;
export const times: ReadonlyArray<Parameter> = [asOf, knownBy, recordedBy, foldParameter];

export const inPath = (name: string, says: string): Parameter => ({
  name,
  kind: 'text',
  required: true,
  says,
});

export const text = (name: string, says: string): Parameter => ({ name, kind: 'text', says });
export const page: Parameter = { name: 'page', kind: 'count', says: 'a part of what is long' };
export const includeClosed: Parameter = {
  name: 'includeClosed',
  kind: 'flag',
  says: 'also at zero',
};

export const adjusted: Parameter = {
  name: 'adjusted',
  kind: 'flag',
  says: 'recorded splits count from their day',
};

/** From which day splits count on a page; none where none is recorded of whom it is about. */
export const splitsOf = async (
  { ledger, given, moment }: Asking,
  subject: Subject,
): Promise<FaceState['splits']> => {
  if (flag(given, 'adjusted')) return 'adjusted';
  const { rulings } = await asked(ledger.rulings({ ...subject, ...momentWithout(moment) }));
  return rulings.some(({ kind, inForce }) => kind === 'split' && inForce) ? 'as-filed' : 'none';
};

/** A page of an answer, by the number that the address says. */
interface Paged {
  readonly next?: string | null;
  readonly place?: PagePlace;
}

export const pageAsked = ({ given }: Asking, first: number | 'last'): number | 'last' => {
  const page = one(given, 'page');
  return page === undefined ? first : Number(page);
};

const alone: PagePlace = { page: 1, pages: 1, items: 0 };

export const placeOf = ({ place = alone }: Paged): PagePlace => place;

/**
 * The answer without its pages where it has one, which is what programs are given and what the
 * digest is of. A part has none: to tell the digest of all would be to ask for all.
 */
export const wholeOf = <A extends Paged>(answer: A): { readonly answer?: object } => {
  const { next: _, place, ...whole } = answer;
  return placeOf({ ...(place === undefined ? {} : { place }) }).pages === 1
    ? { answer: whole }
    : {};
};

export const rendered = async (
  ledger: Ledger,
  own: routeFrame.Frame,
  make: () => Promise<Shown>,
): Promise<Answered<routeFrame.Html>> => {
  try {
    const [shown, status] = await Promise.all([make(), statusOf(ledger, own.now)]);
    const frame = framed(own, shown, status);
    return E.right(documentOf(frame, shown.page(frame)));
  } catch (thrown) {
    if (thrown instanceof Unanswered) return E.left(thrown.error);
    throw thrown;
  }
};

export const route = (
  path: string,
  own: ReadonlyArray<Parameter>,
  make: (asking: Asking) => Promise<Shown>,
): routeFrame.PageRoute => ({
  path,
  parameters: own,
  render: (ledger, given, frame) =>
    rendered(ledger, frame, () =>
      make({
        ledger,
        given,
        own: frame,
        moment: momentIn(given),
        today: easternClock(frame.now.toISOString()).day,
      }),
    ),
});

export const id = ({ given }: Asking, name = 'id'): string => one(given, name) ?? '';

export const notFoundError = (message: string): LedgerError => ({
  code: 'NOT_FOUND',
  blame: 'incorrect',
  message,
});

/** Who is meant, with the name that was last filed. */
export const insiderNamed = async (
  { ledger, moment }: Asking,
  who: string,
): Promise<InsiderAnswer> => {
  const found = await asked(ledger.find({ text: who, ...momentWithout(moment) }));
  const named = found.found.find((one) => one.kind === 'insider' && one.id === who);
  if (named === undefined)
    throw new Unanswered(notFoundError(`there is no insider ${JSON.stringify(who)}`));
  const provisional = who.startsWith('p-');
  return {
    id: who as InsiderAnswer['id'],
    cik: provisional ? null : who,
    name: named.name,
    provisional,
  };
};

/** Names are those last known. */
export const momentWithout = ({ recordedBy: recorded }: Moment): Pick<Moment, 'recordedBy'> =>
  recorded === undefined ? {} : { recordedBy: recorded };
