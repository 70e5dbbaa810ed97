/** Answers that come in pages: printed as they come, no more than one of them held. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type LedgerError, LedgerFailure } from '../ledger/answers.js';
import { type ExitCode, exitCodes } from './exit.js';
import { print, printPages } from './output.js';
import { type Globals, report, tellMissing } from './session.js';
import type { PagedPresentation, Presentation } from './show/presentation.js';

interface Page {
  readonly next?: string | null;
}

type Ask<P> = (cursor: string | undefined) => TaskEither<LedgerError, P>;

/** Every page from a cursor on, one after the other; the first error ends them. */
async function* pagesOf<P extends Page>(
  ask: Ask<P>,
  from: string | undefined,
): AsyncGenerator<P, void> {
  let cursor = from;
  do {
    const page = await ask(cursor)();
    if (page._tag === 'Left') throw new LedgerFailure(page.left);
    yield page.right;
    cursor = page.right.next ?? undefined;
  } while (cursor !== undefined);
}

async function* after<P extends Page>(first: P, ask: Ask<P>): AsyncGenerator<P, void> {
  yield first;
  if (first.next != null) yield* pagesOf(ask, first.next);
}

const reported = async (print: () => Promise<void>): Promise<ExitCode> => {
  try {
    await print();
    return exitCodes.done;
  } catch (thrown) {
    if (thrown instanceof LedgerFailure) return report(thrown.error);
    throw thrown;
  }
};

export const showPages = <P extends Page, I>(
  ask: Ask<P>,
  shown: PagedPresentation<P, I>,
  format: Globals['format'],
): Promise<ExitCode> =>
  reported(async () => tellMissing(await printPages(pagesOf(ask, undefined), shown, format)));

/** As one answer where it has one page, as most ledgers' do. */
export const showWholeOrPages = <P extends Page, I>(
  ask: Ask<P>,
  whole: Presentation<P>,
  paged: PagedPresentation<P, I>,
  format: Globals['format'],
): Promise<ExitCode> =>
  reported(async () => {
    const first = await ask(undefined)();
    if (first._tag === 'Left') throw new LedgerFailure(first.left);
    const { next, ...answer } = first.right;
    if (next == null) await print(answer as P, whole, format);
    else await printPages(after(first.right, ask), paged, format);
    tellMissing(answer);
  });
