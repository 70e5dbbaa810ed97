/** What is told of a question: the ledger's answer, in the format asked for. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { PagedPresentation, Presentation } from '../cli/show/presentation.js';
import { type DataFormat, type Written, written, writtenPages } from '../cli/show/written.js';
import { jsonText } from '../cli/text/json.js';
import { type LedgerError, LedgerFailure } from '../ledger/answers.js';
import type { Ledger } from '../ledger/ledger.js';
import { withBegun } from './log-end.js';
import { type Given, one } from './parameter.js';

export interface Told {
  readonly pieces: Written;
  /** Whether it may be long, and comes as it is asked for. */
  readonly isStream: boolean;
  /** Of one page: where the next begins. */
  readonly next: string | null;
}

/** @param began where the log stood when the first page was asked for: carried by the cursor */
export type Tells = (
  ledger: Ledger,
  given: Given,
  format: DataFormat,
  began: string | null,
) => Promise<E.Either<LedgerError, Told>>;

type Ask<A> = (ledger: Ledger, given: Given) => TaskEither<LedgerError, A>;
type Later<A> = () => Promise<A>;

interface HasNext {
  readonly next?: string | null;
}

/** The same page, whose cursor says where the log stood. */
const begunPage = <P>(page: P, began: string | null): P => {
  const { next } = page as HasNext;
  return next == null ? page : { ...page, next: withBegun({ cursor: next, began }) };
};

/** An answer of one piece, or the page of it that was asked for. */
export const whole =
  <A>(ask: Ask<A>, presentation: Later<Presentation<A>>): Tells =>
  async (ledger, given, format, began) => {
    const [answer, shown] = await Promise.all([ask(ledger, given)(), presentation()]);
    if (E.isLeft(answer)) return answer;
    const page = begunPage(answer.right, began);
    return E.right({
      pieces: written(page, shown, format),
      isStream: false,
      next: (page as HasNext).next ?? null,
    });
  };

export interface Page {
  readonly limit: number;
  readonly cursor?: string;
}

type AskPage<P> = (ledger: Ledger, given: Given, page: Page) => TaskEither<LedgerError, P>;

/** Insiders of a page where everything is asked for: as many as others can wait for. */
const turnInsiders = 20;
/** Of a register, whose pages are looked up one by one, so many lines. */
const turnLines = 500;

/** Pages from a first one on, with a turn for whoever waits between any two. */
async function* pagesFrom<P extends HasNext>(
  first: P,
  ask: (page: Page) => TaskEither<LedgerError, P>,
  limit: number,
): AsyncGenerator<P, void> {
  let page = first;
  for (;;) {
    yield page;
    if (page.next == null) return;
    await nextTurn();
    const following = await ask({ limit, cursor: page.next })();
    if (E.isLeft(following)) throw new LedgerFailure(following.left);
    page = following.right;
  }
}

async function* only<P>(page: P): AsyncGenerator<P, void> {
  yield page;
}

async function* asOne(page: object): Written {
  yield `${jsonText(page, 2)}\n`;
}

export const pageAsked = (given: Given): Page | null => {
  const [limit, cursor] = [one(given, 'limit'), one(given, 'cursor')];
  if (limit === undefined && cursor === undefined) return null;
  return { limit: Number(limit ?? 100), ...(cursor === undefined ? {} : { cursor }) };
};

/** One page where one is asked for. */
const onePage = async <P extends HasNext & object, I>(
  asked: TaskEither<LedgerError, P>,
  shown: PagedPresentation<P, I>,
  format: DataFormat,
  began: string | null,
): Promise<E.Either<LedgerError, Told>> => {
  const answer = await asked();
  if (E.isLeft(answer)) return answer;
  const page = begunPage(answer.right, began);
  return E.right({
    pieces: format === 'json' ? asOne(page) : writtenPages(only(page), shown, format),
    isStream: false,
    next: page.next ?? null,
  });
};

/** An answer in pages: one of them where `limit` says so, all of them where not. */
export const paged =
  <P extends HasNext & object, I>(
    ask: AskPage<P>,
    presentation: Later<PagedPresentation<P, I>>,
    turn: number = turnInsiders,
  ): Tells =>
  async (ledger, given, format, began) => {
    const shown = await presentation();
    const page = pageAsked(given);
    if (page !== null) return onePage(ask(ledger, given, page), shown, format, began);
    const following = (next: Page) => ask(ledger, given, next);
    const first = await following({ limit: turn })();
    if (E.isLeft(first)) return first;
    return E.right({
      pieces: writtenPages(pagesFrom(first.right, following, turn), shown, format),
      isStream: true,
      next: null,
    });
  };

/** Items up to which a register is one answer, on the command line as well. */
const wholeItems = 5_000;

/** As one answer where it has one page, as most ledgers' do. */
export const wholeOrPaged =
  <P extends HasNext & object, I>(
    ask: AskPage<P>,
    asWhole: Later<Presentation<P>>,
    asPages: Later<PagedPresentation<P, I>>,
  ): Tells =>
  async (ledger, given, format, began) => {
    const page = pageAsked(given);
    const shown = await asPages();
    if (page !== null) return onePage(ask(ledger, given, page), shown, format, began);
    const following = (next: Page) => ask(ledger, given, next);
    const first = await following({ limit: wholeItems })();
    if (E.isLeft(first)) return first;
    const { next, ...answer } = first.right;
    return E.right(
      next == null
        ? { pieces: written(answer as P, await asWhole(), format), isStream: false, next: null }
        : {
            pieces: writtenPages(pagesFrom(first.right, following, turnLines), shown, format),
            isStream: true,
            next: null,
          },
    );
  };
