/**
 * What stands around every page: search, the times, how fresh it is; at the foot how to take it
 * along. Whoever serves fills a `Frame`; a page is a subject and a body; the document is text.
 */
import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { plain } from '../../cli/text/plain.js';
import { endOfFilingDay, instantWords, isDayText, longDay } from '../picture/day.js';
import { type Asked, type AskedTimes, askedPairs, type Links, linksAt } from '../picture/link.js';
import { counted } from '../picture/words.js';

export interface Freshness {
  /** When something was last recorded; null where nothing was. */
  readonly lastRecordedAt: string | null;
  /** Events that the read model has not taken in; null where there is none. */
  readonly lag: number | null;
  readonly readModel: 'level' | 'behind' | 'none';
  readonly conflictsOpen?: number;
}

export interface Format {
  readonly name: 'JSON' | 'CSV' | 'NDJSON' | 'Parquet';
  readonly type: string;
  readonly address: string;
}

export interface Frame {
  /** The times as the address says them. */
  readonly asked: AskedTimes;
  /** The path, and what else the address says. */
  readonly path: string;
  readonly rest: Asked;
  /** The address as it was asked for. */
  readonly here: string;
  /** As the answer settled them: the day, and today in Washington. */
  readonly asOf: string;
  readonly today: string;
  /** Scheme and host, for what is printed. */
  readonly origin: string;
  /** Addresses of the script, the style and the icon. */
  readonly assets: { readonly script: string; readonly style: string; readonly icon: string };
  /** Null where the store does not say. */
  readonly freshness: Freshness | null;
  /** Who decides here; null where nothing can be decided. */
  readonly actor: string | null;
  readonly version: string;
  /** SHA-256 of the answer. */
  readonly digest: string | null;
  readonly formats: ReadonlyArray<Format>;
  /** All times fixed, with the version of the folds; null where there is none. */
  readonly permanent: string | null;
}

export interface Page {
  readonly title: string;
  /** The title where parts of it must not break. */
  readonly heading?: ComponentChildren;
  /** Above the title: what it belongs to. */
  readonly trail?: ComponentChildren;
  readonly body: ComponentChildren;
  /** The times have no bearing on it. */
  readonly timeless?: boolean;
  /** The page has its own form for the times. */
  readonly ownTimes?: boolean;
}

export const linksOf = ({ asked }: Pick<Frame, 'asked'>): Links => linksAt(asked);

export const restOf = ({ rest }: Pick<Frame, 'rest'>): ReadonlyArray<readonly [string, string]> =>
  Object.entries(rest).filter((pair): pair is [string, string] => pair[1] !== undefined);

const knownWords = ({ asked: { knownBy } }: Frame): string =>
  knownBy === undefined || knownBy === ''
    ? 'as known today'
    : isDayText(knownBy)
      ? `as known by ${longDay(knownBy)}, 22:00 in Washington`
      : `as known by ${instantWords(knownBy)}`;

/** Days of what was recorded are those of UTC. */
const recordedWords = (recordedBy: string): string =>
  isDayText(recordedBy) ? `${longDay(recordedBy)} in UTC` : instantWords(recordedBy);

const timesWords = (frame: Frame): string =>
  [
    `As of ${longDay(frame.asOf)}`,
    knownWords(frame),
    frame.asked.recordedBy === undefined || frame.asked.recordedBy === ''
      ? 'with all that this ledger has recorded'
      : `as this ledger had recorded by ${recordedWords(frame.asked.recordedBy)}`,
  ].join(', ');

const Fresh = ({ freshness, links }: { freshness: Freshness; links: Links }): VNode => {
  const { lastRecordedAt, readModel, lag } = freshness;
  const sign = readModel === 'level' ? '●' : '◐';
  const model =
    readModel === 'level'
      ? 'up to date'
      : readModel === 'behind'
        ? `${lag === null ? 'events' : counted(lag, 'event')} not taken in yet`
        : 'no read model: questions fold the log';
  return (
    <p class="fresh">
      <a href={links.status()}>
        <span aria-hidden="true">{sign}</span>{' '}
        {lastRecordedAt === null
          ? 'nothing recorded yet'
          : `last recorded ${instantWords(lastRecordedAt)}`}
        {' · '}
        {model}
      </a>
    </p>
  );
};

const Hidden = ({ rest }: { rest: ReadonlyArray<readonly [string, string]> }): VNode => (
  <>
    {rest.map(([name, value]) => (
      <input key={name} type="hidden" name={name} value={value} />
    ))}
  </>
);

/** The times of pages without sliders. */
const Times = ({ frame }: { frame: Frame }): VNode => (
  <form class="times plain" method="get">
    <Hidden rest={[...restOf(frame), ...askedPairs({ ...noTimes(frame.asked) })]} />
    <div class="time">
      <label for="as-of">As of</label>
      <input id="as-of" type="date" name="asOf" value={frame.asked.asOf ?? frame.asOf} />
    </div>
    <div class="time">
      <label for="known-by">Known by</label>
      {isDayText(frame.asked.knownBy ?? frame.asOf) ? (
        <input id="known-by" type="date" name="knownBy" value={frame.asked.knownBy ?? ''} />
      ) : (
        <input id="known-by" type="text" name="knownBy" value={frame.asked.knownBy} size={22} />
      )}
    </div>
    <p class="times-show">
      <button type="submit">Show</button>
    </p>
  </form>
);

const noTimes = ({ recordedBy }: AskedTimes): AskedTimes =>
  recordedBy === undefined ? {} : { recordedBy };

const Memory = ({ frame }: { frame: Frame }): VNode => (
  <details class="memory" open={frame.asked.recordedBy !== undefined}>
    <summary>This ledger’s memory</summary>
    <form class="times plain" method="get">
      <Hidden
        rest={[
          ...restOf(frame),
          ...askedPairs(frame.asked).filter(([name]) => name !== 'recordedBy'),
        ]}
      />
      <div class="time">
        <label for="recorded-by">Recorded by, an instant or a day in UTC</label>
        <input
          id="recorded-by"
          type="text"
          name="recordedBy"
          size={26}
          value={frame.asked.recordedBy ?? ''}
        />
      </div>
      <p class="times-show">
        <button type="submit">Show</button>
      </p>
    </form>
  </details>
);

const sections: ReadonlyArray<readonly [string, string, (links: Links) => string]> = [
  ['/', 'Find', (l) => l.find()],
  ['/changes', 'Changes', (l) => l.changes()],
  ['/conflicts', 'Conflicts', (l) => l.conflicts()],
  ['/rulings', 'Rulings', (l) => l.rulings()],
  ['/reconcile', 'Reconcile', (l) => l.reconcile()],
  ['/status', 'Status', (l) => l.status()],
  ['/api', 'API', (l) => l.api()],
];

const Top = ({ frame, links }: { frame: Frame; links: Links }): VNode => (
  <header class="top" data-fresh="top">
    <a class="skip" href="#main">
      Skip to the answer
    </a>
    <p class="brand">
      <a href={links.find()}>insider-ledger</a>
    </p>
    <form class="search" method="get" action="/">
      <Hidden rest={askedPairs(frame.asked)} />
      <label class="unseen" for="q">
        Whom or what
      </label>
      <input
        id="q"
        type="search"
        name="q"
        placeholder="name, symbol or number"
        value={frame.path === '/' ? (frame.rest['q'] ?? '') : ''}
        autocomplete="off"
        spellcheck={false}
      />
      <button type="submit">Find</button>
    </form>
    <nav aria-label="Sections">
      <ul>
        {sections.map(([path, name, to]) => (
          <li key={path}>
            <a
              href={to(links)}
              {...(frame.path === path ? { 'aria-current': 'page' as const } : {})}
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
    {frame.freshness === null ? null : <Fresh freshness={frame.freshness} links={links} />}
  </header>
);

/** What the answer is of and by what it can be checked: at the foot, and on paper at the head. */
const Colophon = ({
  frame,
  page,
  onPaper = false,
}: {
  frame: Frame;
  page: Page;
  onPaper?: boolean;
}): VNode => (
  <dl class={onPaper ? 'colophon printed' : 'colophon'}>
    {page.timeless === true ? null : (
      <div>
        <dt>Times</dt>
        <dd>{timesWords(frame)}.</dd>
      </div>
    )}
    {frame.digest === null ? null : (
      <div>
        <dt>SHA-256 of the answer</dt>
        <dd class="hash digest">{frame.digest}</dd>
      </div>
    )}
    {onPaper ? (
      <div>
        <dt>{frame.permanent === null ? 'Address' : 'Permanent link'}</dt>
        <dd class="hash address">{frame.origin + (frame.permanent ?? frame.here)}</dd>
      </div>
    ) : null}
    <div>
      <dt>Made by</dt>
      <dd>insider-ledger {frame.version}</dd>
    </div>
  </dl>
);

const Foot = ({ frame, page }: { frame: Frame; page: Page }): VNode => {
  const { here } = frame;
  return (
    <footer class="foot" data-fresh="foot">
      {page.timeless === true ? null : <Memory frame={frame} />}
      <p class="take">
        {frame.permanent === null ? null : (
          <a class="copies" data-copy href={frame.permanent}>
            Permanent link
          </a>
        )}
        <a class="copies" data-copy href={here}>
          Link to this page
        </a>
        {frame.formats.map(({ name, address: to, type }) => (
          <a key={name} href={to} type={type} rel="alternate">
            {name}
          </a>
        ))}
        <output class="copied" aria-live="polite" />
      </p>
      <Colophon frame={frame} page={page} />
    </footer>
  );
};

const Keys = (): VNode => (
  <dialog class="keys" id="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">Keys</h2>
    <dl>
      <div>
        <dt>
          <kbd>/</kbd>
        </dt>
        <dd>to the search box</dd>
      </div>
      <div>
        <dt>
          <kbd>j</kbd> <kbd>k</kbd>
        </dt>
        <dd>next and last line of a queue</dd>
      </div>
      <div>
        <dt>
          <kbd>?</kbd>
        </dt>
        <dd>this list</dd>
      </div>
      <div>
        <dt>
          <kbd>←</kbd> <kbd>→</kbd>
        </dt>
        <dd>on a slider: a day, or what became known</dd>
      </div>
      <div>
        <dt>
          <kbd>Page up</kbd> <kbd>Page down</kbd>
        </dt>
        <dd>on a slider: a month, or five of them</dd>
      </div>
    </dl>
    <p>
      <label>
        <input type="checkbox" id="single-keys" checked /> single letters act
      </label>
    </p>
    <form method="dialog">
      <button type="submit">Close</button>
    </form>
  </dialog>
);

const Document = ({ frame, page }: { frame: Frame; page: Page }): VNode => {
  const links = linksOf(frame);
  return (
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="same-origin" />
        <title>{`${page.title} · insider-ledger`}</title>
        <link rel="stylesheet" href={frame.assets.style} />
        <link rel="icon" href={frame.assets.icon} />
        {frame.formats.map(({ name, type, address: to }) => (
          <link key={name} rel="alternate" type={type} href={to} title={name} />
        ))}
        <script type="module" src={frame.assets.script} />
      </head>
      <body>
        <Top frame={frame} links={links} />
        <p class="news" data-news="/api/v1/events" aria-live="polite" />
        <main id="main" tabIndex={-1}>
          <div class="head" data-fresh="head">
            {page.trail === undefined ? null : <p class="trail">{page.trail}</p>}
            <h1>{page.heading ?? page.title}</h1>
            <Colophon frame={frame} page={page} onPaper />
          </div>
          {page.timeless === true || page.ownTimes === true ? null : <Times frame={frame} />}
          {page.body}
        </main>
        <Foot frame={frame} page={page} />
        <Keys />
      </body>
    </html>
  );
};

/**
 * The whole document. Text from filings is text in it, never markup, and nothing of it turns other
 * text around or goes unseen.
 */
export const documentOf = (frame: Frame, page: Page): string =>
  `<!doctype html>\n${renderToString(<Document frame={frame} page={page} />)}`
    .split('\n')
    .map(plain)
    .join('\n');

/** The instant at which a moment's knowledge ends; null with all that is known. */
export const knownInstant = ({ asked: { knownBy } }: Pick<Frame, 'asked'>): string | null =>
  knownBy === undefined || knownBy === ''
    ? null
    : isDayText(knownBy)
      ? endOfFilingDay(knownBy)
      : knownBy;
