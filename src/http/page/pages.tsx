/**
 * The table of pages: where each is, what it asks of the ledger, and which view shows it. Views ask
 * nothing themselves.
 */
import { createHash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import type { ComponentChildren } from 'preact';
import { jsonText } from '../../cli/text/json.js';
import {
  type ConflictDetailAnswer,
  type ConflictsAnswer,
  correctableFields,
  type ExplainAnswer,
  explainDifference,
  type FoundAnswer,
  type InsiderAnswer,
  type LedgerError,
  type Moment,
} from '../../ledger/answers.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { RuledAnswer } from '../../ledger/rule/operator.js';
import type { RulingChange } from '../../ledger/rule/ruling-change.js';
import type { StatusAnswer } from '../../ledger/status.js';
import type { Subject } from '../../ledger/subject.js';
import type { Outcome } from '../outcome.js';
import type * as routeFrame from '../page-route.js';
import { all, type Given, one, type Parameter, parameters, picked } from '../parameter.js';
import { foldParameter } from '../permanent.js';
import { addMonths, dayNumber, dayText, easternClock } from '../picture/day.js';
import { type Asked, address, filingIn, linksAt } from '../picture/link.js';
import type { Problem } from '../problem.js';
import { momentIn } from '../question/ask.js';
import { questions } from '../question/questions.js';
import { rulingRoutes } from '../ruling.js';
import { apiPage } from './api.js';
import { changesPage, filedPage } from './changes.js';
import { conflictPage } from './conflict.js';
import { conflictsPage, countsOf } from './conflicts.js';
import { type CorrectionKind, correctionPage } from './correction.js';
import { differencePage } from './difference.js';
import { filingPage } from './filing.js';
import { findPage } from './find.js';
import { flowPage } from './flow.js';
import { documentOf, type Format, type Frame, type Freshness, type Page } from './frame.js';
import { insiderPage } from './insider.js';
import { issuerPage } from './issuer.js';
import { positionPage } from './position.js';
import { reconcilePage } from './reconcile.js';
import { InsiderRef } from './reference.js';
import { rulingsPage } from './rulings.js';
import { shortSwingPage } from './short-swing.js';
import { statusPage } from './status.js';
import { timelinessPage } from './timeliness.js';
import { transactionsPage } from './transactions.js';
import { troublePage } from './trouble.js';

const apiRoot = '/api/v1';

// ---- the frame ----

const statusEvery = 2_000;
const statuses = new WeakMap<
  Ledger,
  { readonly at: number; readonly status: Promise<StatusAnswer | null> }
>();

/** What is said at the head of every page: not asked anew for each of them. */
const statusOf = (ledger: Ledger, now: Date): Promise<StatusAnswer | null> => {
  const known = statuses.get(ledger);
  if (known !== undefined && Math.abs(now.getTime() - known.at) < statusEvery) return known.status;
  const status = ledger
    .status()()
    .then((answer) => (E.isLeft(answer) ? null : answer.right));
  statuses.set(ledger, { at: now.getTime(), status });
  return status;
};

const freshnessOf = (status: StatusAnswer): Freshness => ({
  lastRecordedAt: status.lastRecordedAt,
  lag: status.readModel?.lag ?? null,
  readModel:
    status.readModel === null
      ? 'none'
      : status.readModel.answers && status.readModel.lag === 0
        ? 'level'
        : 'behind',
});

const timeNames = ['asOf', 'knownBy', 'recordedBy'] as const;

/** SHA-256 of the answer as the interface writes it in JSON. */
const digestOf = (answer: unknown): string =>
  createHash('sha256')
    .update(`${jsonText(answer, 2)}\n`)
    .digest('hex');

interface Source {
  /** Below the interface's root, with all that was asked. */
  readonly path: string;
  readonly asked: Asked;
  readonly csv?: true;
}

const formatsOf = (source: Source | undefined): ReadonlyArray<Format> => {
  if (source === undefined) return [];
  const to = (format: string): string =>
    address(`${apiRoot}${source.path}`, { ...source.asked, format });
  return [
    { name: 'JSON', type: 'application/json', address: to('json') },
    ...(source.csv === true
      ? [{ name: 'CSV' as const, type: 'text/csv', address: to('csv') }]
      : []),
  ];
};

interface Shown {
  readonly page: (frame: Frame) => Page;
  /** The answer that the page is of, and where programs ask for it. */
  readonly answer?: unknown;
  readonly source?: Source;
}

const framed = (
  own: routeFrame.Frame,
  shown: Pick<Shown, 'answer' | 'source'>,
  status: StatusAnswer | null,
): Frame => {
  const today = easternClock(own.now.toISOString()).day;
  const said = Object.fromEntries(own.query);
  const asked = Object.fromEntries(
    timeNames.flatMap((name) => (said[name] ? [[name, said[name]]] : [])),
  );
  const rest = Object.fromEntries(
    Object.entries(said).filter(
      ([name, value]) =>
        !(timeNames as ReadonlyArray<string>).includes(name) && value !== '' && name !== 'fold',
    ),
  );
  return {
    asked,
    path: own.path,
    rest,
    here: address(own.path) + (own.query.size === 0 ? '' : `?${own.query}`),
    asOf: said['asOf'] || today,
    today,
    origin: own.origin,
    assets: {
      script: own.asset('app.js'),
      style: own.asset('style.css'),
      icon: own.asset('icon.svg'),
    },
    freshness: status === null ? null : freshnessOf(status),
    actor: own.mayRule ? own.asker.actor : null,
    version: own.version,
    digest: shown.answer === undefined ? null : digestOf(shown.answer),
    formats: formatsOf(shown.source),
    permanent: own.permanent,
  };
};

// ---- routes ----

interface Asking {
  readonly ledger: Ledger;
  readonly given: Given;
  readonly own: routeFrame.Frame;
  readonly moment: Moment;
  readonly today: string;
}

type Answered<A> = E.Either<LedgerError, A>;

/** A question that has no answer ends the page: thrown, and turned into a value where it is made. */
class Unanswered {
  constructor(readonly error: LedgerError) {}
}

const asked = async <A,>(question: () => Promise<Answered<A>>): Promise<A> => {
  const answer = await question();
  if (E.isLeft(answer)) throw new Unanswered(answer.left);
  return answer.right;
};

/** Null where there is no such thing. */
const foundOr = async <A,>(question: () => Promise<Answered<A>>): Promise<A | null> => {
  const answer = await question();
  if (E.isRight(answer)) return answer.right;
  if (answer.left.code === 'NOT_FOUND') return null;
  throw new Unanswered(answer.left);
};

const { asOf, knownBy, recordedBy, insider, issuer, from, to, cursor } = parameters;
const times: ReadonlyArray<Parameter> = [asOf, knownBy, recordedBy, foldParameter];

const inPath = (name: string, says: string): Parameter => ({
  name,
  kind: 'text',
  required: true,
  says,
});

const text = (name: string, says: string): Parameter => ({ name, kind: 'text', says });
const page: Parameter = { name: 'page', kind: 'count', says: 'a part of what is long' };
const includeClosed: Parameter = { name: 'includeClosed', kind: 'flag', says: 'also at zero' };

const rendered = async (
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

const route = (
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

const id = ({ given }: Asking, name = 'id'): string => one(given, name) ?? '';

const notFoundError = (message: string): LedgerError => ({
  code: 'NOT_FOUND',
  blame: 'incorrect',
  message,
});

/** Who is meant, with the name that was last filed. */
const insiderNamed = async ({ ledger, moment }: Asking, who: string): Promise<InsiderAnswer> => {
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
const momentWithout = ({ recordedBy: recorded }: Moment): Pick<Moment, 'recordedBy'> =>
  recorded === undefined ? {} : { recordedBy: recorded };

/** A small ledger shows who is in it. */
const everybodyMost = 30;

const everybodyIn = async (
  ledger: Ledger,
  status: StatusAnswer | null,
): Promise<ReadonlyArray<FoundAnswer>> => {
  if (status === null || status.insiders === 0 || status.insiders > everybodyMost) return [];
  const listed = await ledger.insiders({ limit: everybodyMost })();
  return E.isLeft(listed)
    ? []
    : listed.right.insiders.map((one) => ({
        kind: 'insider',
        id: one.insider.id,
        name: one.insider.name,
        fit: 'id',
        as: null,
        about: one.issuers.map((of) => of.symbol ?? of.name),
        filings: one.filings,
        lastFiledOn: one.lastFiledOn,
      }));
};

const findRoute = route('/', [text('q', 'a name or an id'), ...times], async (asking) => {
  const { ledger, given, moment, own } = asking;
  const words = one(given, 'q');
  if (words === undefined) {
    const status = await statusOf(ledger, own.now);
    const everybody = await everybodyIn(ledger, status);
    return { page: (frame) => findPage(frame, null, status, everybody) };
  }
  const { knownBy: known, recordedBy: recorded } = moment;
  const query = {
    ...(known === undefined ? {} : { knownBy: known }),
    ...(recorded === undefined ? {} : { recordedBy: recorded }),
  };
  const answer = await asked(ledger.find({ text: words, ...query }));
  return {
    answer,
    source: { path: '/find', asked: { text: words, ...query }, csv: true },
    page: (frame) => findPage(frame, answer, null),
  };
});

const insiderRoute = route(
  '/insiders/{id}',
  [inPath('id', 'an insider'), includeClosed, ...times],
  async (asking) => {
    const { ledger, moment } = asking;
    const who = id(asking);
    const [named, timeline, holdings] = await Promise.all([
      insiderNamed(asking, who),
      asked(ledger.timeline({ insider: who, ...momentWithout(moment) })),
      asked(ledger.holdings({ insider: who, ...moment })),
    ]);
    return {
      answer: holdings,
      source: { path: '/holdings', asked: { insider: who, ...moment }, csv: true },
      page: (frame) => insiderPage(frame, named, timeline),
    };
  },
);

const positionRoute = route(
  '/positions/{id...}',
  [inPath('id', 'a position'), from, to, page, ...times],
  async (asking) => {
    const { ledger, moment } = asking;
    const position = id(asking);
    const recorded = momentWithout(moment);
    const [timeline, explained, marked] = await Promise.all([
      asked(ledger.timeline({ position, ...recorded })),
      foundOr(ledger.explain({ position, ...moment })),
      foundOr<ExplainAnswer>(ledger.explain({ position, ...recorded })),
    ]);
    return {
      ...(explained === null
        ? {}
        : {
            answer: explained,
            source: { path: '/explain', asked: { position, ...moment }, csv: true as const },
          }),
      page: (frame) => positionPage(frame, timeline, explained, marked ?? explained),
    };
  },
);

const differenceRoute = route(
  '/differences/{id...}',
  [inPath('id', 'a position'), asOf, { ...knownBy, times: 2 }, { ...recordedBy, times: 2 }],
  async (asking) => {
    const { ledger, given } = asking;
    const position = id(asking);
    const [known, recorded] = [all(given, 'knownBy'), all(given, 'recordedBy')];
    const at = (i: number): Moment => {
      const [k, r] = [known[i], recorded[i] ?? recorded[0]];
      return {
        ...picked(given, 'asOf'),
        ...(k === undefined ? {} : { knownBy: k }),
        ...(r === undefined ? {} : { recordedBy: r }),
      };
    };
    const [before, after] = await Promise.all([
      asked(ledger.explain({ position, ...at(0) })),
      asked(ledger.explain({ position, ...at(1) })),
    ]);
    const answer = explainDifference(before, after);
    return { answer, page: (frame) => differencePage(frame, after.position, answer) };
  },
);

const transactionsRoute = route(
  '/insiders/{id}/transactions',
  [inPath('id', 'an insider'), issuer, page, ...times],
  async (asking) => {
    const { ledger, moment, given } = asking;
    const who = id(asking);
    const of = { insider: who, ...picked(given, 'issuer') };
    const [named, answer] = await Promise.all([
      insiderNamed(asking, who),
      asked(ledger.transactions({ ...of, ...moment })),
    ]);
    return {
      answer,
      source: { path: '/transactions', asked: { ...of, ...moment }, csv: true },
      page: (frame) => transactionsPage(frame, named, answer),
    };
  },
);

const issuerRoute = route(
  '/issuers/{id}',
  [inPath('id', 'an issuer'), ...times],
  async (asking) => {
    const { ledger, moment } = asking;
    const which = id(asking);
    const answer = await asked(ledger.holders({ issuer: which, ...moment }));
    return {
      answer,
      source: { path: '/holders', asked: { issuer: which, ...moment }, csv: true },
      page: (frame) => issuerPage(frame, which, answer),
    };
  },
);

const flowRoute = route(
  '/issuers/{id}/flow',
  [inPath('id', 'an issuer'), from, to, ...times],
  async (asking) => {
    const { ledger, moment, given, today } = asking;
    const which = id(asking);
    const last = one(given, 'to') ?? moment.asOf ?? today;
    const { asOf: _, ...known } = moment;
    const query = { issuer: which, from: one(given, 'from') ?? addMonths(last, -12), to: last };
    const answer = await asked(ledger.flow({ ...query, ...known }));
    return {
      answer,
      source: { path: '/flow', asked: { ...query, ...known }, csv: true },
      page: (frame) => flowPage(frame, which, answer),
    };
  },
);

const filingRoute = route(
  '/filings/{accession}',
  [inPath('accession', 'an accession number'), ...times],
  async (asking) => {
    const { ledger, moment } = asking;
    const accession = id(asking, 'accession');
    const answer = await asked(ledger.filing(accession, moment));
    return {
      answer,
      source: { path: `/filings/${encodeURIComponent(accession)}`, asked: { ...moment } },
      page: (frame) => filingPage(frame, answer),
    };
  },
);

const closedOn = async (ledger: Ledger, day: string): Promise<string | null> => {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  if (weekday === 0) return 'a Sunday';
  if (weekday === 6) return 'a Saturday';
  const calendar = await ledger.calendar(Number(day.slice(0, 4)))();
  return E.isLeft(calendar)
    ? null
    : (calendar.right.closed.find((one) => one.day === day)?.why ?? null);
};

const filedRoute = route('/filed/{day}', [inPath('day', 'a day'), ...times], async (asking) => {
  const { ledger, moment } = asking;
  const on = id(asking, 'day');
  const query = { on, ...(moment.asOf === undefined ? {} : { asOf: moment.asOf }) };
  const [answer, closed] = await Promise.all([asked(ledger.filed(query)), closedOn(ledger, on)]);
  return {
    answer,
    source: { path: '/filed', asked: query, csv: true },
    page: (frame) => filedPage(frame, answer, closed),
  };
});

const changesRoute = route(
  '/changes',
  [
    { name: 'since', kind: 'when', says: 'what was known before' },
    insider,
    issuer,
    cursor,
    asOf,
    knownBy,
    recordedBy,
  ],
  async (asking) => {
    const { ledger, moment, given, today } = asking;
    const after = moment.knownBy ?? today;
    const since = one(given, 'since');
    const suggested = dayText(dayNumber(after.slice(0, 10)) - 7);
    if (since === undefined) return { page: (frame) => changesPage(frame, suggested, null) };
    const query = { since, ...moment, knownBy: after, ...picked(given, 'insider', 'issuer') };
    const answer = await asked(ledger.changes({ ...query, limit: 50, ...picked(given, 'cursor') }));
    const { since: before, knownBy: known, ...others } = query;
    return {
      answer,
      source: {
        path: '/changes',
        asked: { ...others, since: before, knownBy: known },
        csv: true,
      },
      page: (frame) => changesPage(frame, since, answer),
    };
  },
);

const filterNames = ['type', 'severity', 'status'] as const;

const conflictsRoute = route(
  '/conflicts',
  [
    insider,
    issuer,
    text('type', 'only of this type'),
    { ...text('severity', 'only these'), choices: ['low', 'medium', 'high'] },
    { ...text('status', 'only these'), choices: ['open', 'decided', 'closed'] },
    cursor,
    ...times,
  ],
  async (asking) => {
    const { ledger, moment, given } = asking;
    const subject = picked(given, 'insider', 'issuer') as Partial<Subject>;
    const filter = picked(given, ...filterNames);
    const [answer, counts] = await Promise.all([
      asked(
        ledger.conflicts({
          ...subject,
          ...filter,
          ...moment,
          limit: 50,
          ...picked(given, 'cursor'),
        }),
      ),
      countsIn(ledger, { ...subject, ...moment }),
    ]);
    return {
      answer,
      source: { path: '/conflicts', asked: { ...subject, ...filter, ...moment }, csv: true },
      page: (frame) => conflictsPage(frame, answer, counts),
    };
  },
);

/** All of them are counted, page by page. */
const countsIn = async (
  ledger: Ledger,
  query: Partial<Subject> & Moment,
): Promise<ReturnType<typeof countsOf>> => {
  const found: Array<ConflictsAnswer['conflicts'][number]> = [];
  let next: string | null | undefined;
  do {
    const part: ConflictsAnswer = await asked(
      ledger.conflicts({ ...query, limit: 1_000, ...(next == null ? {} : { cursor: next }) }),
    );
    found.push(...part.conflicts);
    next = part.next;
  } while (next != null);
  return countsOf(found);
};

const conflictAt = async (
  ledger: Ledger,
  own: routeFrame.Frame,
  conflict: string,
  moment: Moment = {},
): Promise<ConflictDetailAnswer> => {
  const answer = await asked(ledger.conflict(conflict, moment));
  own.onConflict?.(answer);
  return answer;
};

const conflictRoute = route(
  '/conflicts/{id}',
  [inPath('id', 'a conflict'), ...times],
  async (asking) => {
    const { ledger, moment, own } = asking;
    const answer = await conflictAt(ledger, own, id(asking), moment);
    return {
      answer,
      source: { path: `/conflicts/${encodeURIComponent(id(asking))}`, asked: { ...moment } },
      page: (frame) => conflictPage(frame, answer),
    };
  },
);

const rulingsRoute = route(
  '/rulings',
  [insider, issuer, text('by', 'who said it'), from, to, asOf, knownBy, recordedBy],
  async (asking) => {
    const { ledger, given } = asking;
    const query = picked(given, 'insider', 'issuer', 'by', 'from', 'to', 'recordedBy');
    const answer = await asked(ledger.rulings(query as Partial<Subject>));
    return {
      answer,
      source: { path: '/rulings', asked: query, csv: true },
      page: (frame) => rulingsPage(frame, answer),
    };
  },
);

const reconcileRoute = route('/reconcile', [insider, issuer, cursor, ...times], async (asking) => {
  const { ledger, moment, given } = asking;
  const subject = picked(given, 'insider', 'issuer') as Partial<Subject>;
  const answer = await asked(
    ledger.reconcile({ ...subject, ...moment, limit: 100, ...picked(given, 'cursor') }),
  );
  return {
    answer,
    source: { path: '/reconcile', asked: { ...subject, ...moment }, csv: true },
    page: (frame) => reconcilePage(frame, answer),
  };
});

const timelinessOf = (of: 'insider' | 'issuer') =>
  route(
    `/${of}s/{id}/timeliness`,
    [inPath('id', of), from, to, { name: 'late', kind: 'flag', says: 'only late ones' }, ...times],
    async (asking) => {
      const { ledger, moment, given } = asking;
      const who = id(asking);
      const subject = (of === 'insider' ? { insider: who } : { issuer: who }) as Subject;
      const query = { ...subject, ...moment, ...picked(given, 'from', 'to') };
      const answer = await asked(
        ledger.timeliness({ ...query, ...(given.has('late') ? { late: true } : {}) }),
      );
      const named = of === 'insider' ? await insiderNamed(asking, who) : null;
      const first = answer.rows[0]?.issuer.name ?? who;
      return {
        answer,
        source: { path: '/timeliness', asked: query, csv: true },
        page: (frame) => {
          const links = linksAt(frame.asked);
          const trail: ComponentChildren =
            named === null ? (
              <a href={links.issuer(who)}>{first}</a>
            ) : (
              <InsiderRef insider={named} links={links} />
            );
          return timelinessPage(frame, trail, answer);
        },
      };
    },
  );

const shortSwingRoute = route(
  '/insiders/{id}/short-swing',
  [inPath('id', 'an insider'), issuer, ...times],
  async (asking) => {
    const { ledger, moment, given } = asking;
    const query = { insider: id(asking), ...picked(given, 'issuer') };
    const answer = await asked(ledger.shortSwing({ ...query, ...moment, certificate: true }));
    return {
      answer,
      source: { path: '/short-swing', asked: { ...query, ...moment, certificate: 'true' } },
      page: (frame) => shortSwingPage(frame, answer),
    };
  },
);

const statusRoute = route('/status', times, async ({ ledger }) => {
  const answer = await asked(ledger.status());
  return {
    answer,
    source: { path: '/status', asked: {} },
    page: (frame) => statusPage(frame, answer),
  };
});

const apiRoute = route('/api', times, async () => ({
  page: (frame) =>
    apiPage(frame, apiRoot, [
      ...questions.map(({ path, says, parameters: own }) => ({
        method: 'GET',
        path: apiRoot + path,
        says,
        parameters: own,
      })),
      ...rulingRoutes.map(({ path, says, fields }) => ({
        method: 'POST',
        path: apiRoot + path,
        says,
        parameters: fields,
      })),
    ]),
}));

// ---- forms ----

const rowParameter = inPath('row', 'as answers name rows');

const correctionShown = async (
  ledger: Ledger,
  row: string,
  shown: Parameters<typeof correctionPage>[4] = null,
): Promise<Shown> => {
  const filing = await asked(ledger.filing(filingIn(row)[0]));
  const own = filing.rows.find((one) => one.row === row);
  if (own === undefined) throw new Unanswered(notFoundError(`there is no row ${row} in it`));
  return { page: (frame) => correctionPage(frame, filing, own, correctableFields, shown) };
};

const rowsRoute = route('/rows', [rowParameter, ...times], ({ ledger, given }) =>
  correctionShown(ledger, one(given, 'row') ?? ''),
);

const noChange = {
  rulings: [],
  asOf: '',
  rows: [],
  positions: [],
  conflicts: [],
} as unknown as RulingChange;

const outcomeOf = (outcome: Outcome) => {
  const { change } = outcome.answer as Pick<RuledAnswer, 'change'>;
  return {
    isDone: outcome.kind === 'ruled',
    would: change ?? noChange,
    wouldRecord:
      outcome.kind === 'previewed' ? outcome.answer.wouldRecord : outcome.answer.recorded,
  } as const;
};

const correctionForm = (
  path: string,
  kind: CorrectionKind,
  own: ReadonlyArray<Parameter>,
  say: routeFrame.FormRoute['say'],
): routeFrame.FormRoute => ({
  path,
  fields: [rowParameter, ...own],
  say,
  view: (outcome, frame, given, ledger) =>
    rendered(ledger, frame, () =>
      correctionShown(ledger, one(given, 'row') ?? '', {
        kind,
        field: one(given, 'field') ?? '',
        to: one(given, 'to') ?? '',
        reason: one(given, 'reason') ?? '',
        ...outcomeOf(outcome),
      } as NonNullable<Parameters<typeof correctionPage>[4]>),
    ),
});

const decisionForm: routeFrame.FormRoute = {
  path: '/conflicts/{id}',
  fields: [
    inPath('id', 'a conflict'),
    inPath('choice', 'one of its choices'),
    text('basis', 'the state that was judged'),
  ],
  say: (rulings, given, ruling) =>
    rulings.decide(one(given, 'id') ?? '', one(given, 'choice') ?? '', ruling, one(given, 'basis')),
  view: (outcome, frame, given, ledger) =>
    rendered(ledger, frame, async () => {
      const answer = await conflictAt(ledger, frame, one(given, 'id') ?? '');
      const { isDone, would, wouldRecord } = outcomeOf(outcome);
      return {
        page: (own) =>
          conflictPage(
            own,
            answer,
            isDone
              ? { decided: would }
              : {
                  form: {
                    choice: one(given, 'choice') ?? '',
                    reason: one(given, 'reason') ?? '',
                    would,
                    wouldRecord,
                  },
                },
          ),
      };
    }),
};

// ---- what went wrong ----

/** The conflict of a state that a problem tells of. */
const stateIn = (told: unknown): ConflictDetailAnswer | null =>
  (told as { readonly conflict?: ConflictDetailAnswer | null } | undefined)?.conflict ?? null;

const troubleOf = (problem: Problem, own: routeFrame.Frame): routeFrame.Html => {
  const { candidates, link } = problem.more ?? {};
  const frame = framed(own, {}, null);
  const changed = stateIn(problem.more?.['now']);
  if (problem.code === 'CHANGED_SINCE' && changed !== null)
    return documentOf(
      frame,
      conflictPage(frame, changed, { changedSince: stateIn(problem.more?.['judged']) }),
    );
  return documentOf(
    frame,
    troublePage(frame, {
      ...problem,
      candidates: Array.isArray(candidates) ? candidates : [],
      ...(typeof link === 'string' ? { link } : {}),
    }),
  );
};

export const pages: routeFrame.Pages = {
  pages: [
    findRoute,
    insiderRoute,
    transactionsRoute,
    shortSwingRoute,
    timelinessOf('insider'),
    timelinessOf('issuer'),
    differenceRoute,
    positionRoute,
    flowRoute,
    issuerRoute,
    filingRoute,
    filedRoute,
    changesRoute,
    conflictsRoute,
    conflictRoute,
    rulingsRoute,
    reconcileRoute,
    statusRoute,
    apiRoute,
    rowsRoute,
  ],
  forms: [
    decisionForm,
    correctionForm(
      '/rows/corrections',
      'correct',
      [
        { ...inPath('field', 'of the row'), choices: correctableFields },
        text('to', 'as the document has it'),
      ],
      (rulings, given, ruling) =>
        rulings.correct(
          one(given, 'row') ?? '',
          { [one(given, 'field') ?? '']: one(given, 'to') ?? null },
          ruling,
        ),
    ),
    correctionForm('/rows/withdrawals', 'withdraw', [], (rulings, given, ruling) =>
      rulings.withdraw(one(given, 'row') ?? '', ruling),
    ),
    correctionForm('/rows/restorations', 'restore', [], (rulings, given, ruling) =>
      rulings.correct(one(given, 'row') ?? '', {}, ruling),
    ),
  ],
  problem: troubleOf,
};
