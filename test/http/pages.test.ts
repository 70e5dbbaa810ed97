/** Every page over the samples: whole without script, its links keep the times, hostile text inert. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samplesFolder } from '../../src/cli/package-root.js';
import { whoeverIsHere } from '../../src/http/asker.js';
import { pages } from '../../src/http/page/pages.js';
import { openLedger } from '../../src/ledger/open.js';
import { own, type Served, servedOn } from './served.js';

const ines = '0009990101';
const stock = `${ines}/0009990001/common-stock/D`;
const larkspur = '0009990001';
const amendment = '0009990900-21-000003';

const opened = async () => {
  const ledger = await openLedger('memory:')();
  if (E.isLeft(ledger)) throw new Error(ledger.left.message);
  return ledger.right;
};

let samples: Served;
let conflict = '';

beforeAll(async () => {
  const ledger = await opened();
  const imported = await ledger.import([samplesFolder()], {
    manifest: join(samplesFolder(), 'manifest.csv'),
  })();
  if (E.isLeft(imported)) throw new Error(imported.left.message);
  const conflicts = await ledger.conflicts({ type: 'AMBIGUOUS_TARGET' })();
  if (E.isRight(conflicts)) conflict = conflicts.right.conflicts[0]?.conflictId ?? '';
  samples = await servedOn(ledger, {
    pages,
    allowRulings: true,
    identify: whoeverIsHere('ada'),
  });
});
afterAll(() => samples.close());

const html = { headers: { accept: 'text/html' } };

const shown = async (of: Served, path: string, status = 200): Promise<string> => {
  const answer = await of.ask(path, html);
  const text = await answer.text();
  expect({ path, status: answer.status }).toEqual({ path, status });
  return text;
};

const textOf = (document: string): string =>
  document
    .replace(/<[^>]*>/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');

const times = 'asOf=2021-06-15&knownBy=2021-06-20';

const answers: ReadonlyArray<readonly [string, () => string, RegExp]> = [
  ['find', () => '/', /VANTERPOOL INES M/],
  ['found', () => `/?q=van&${times}`, /VANTERPOOL INES M .*words of the name|beginnings of words/],
  [
    'insider',
    () => `/insiders/${ines}?${times}`,
    /3 positions on 15 June 2021 , as known on 20 June ; today one would say 3 positions, of which 1 differs\./,
  ],
  [
    'position',
    () => `/positions/${stock}?${times}`,
    /10,000 shares on 15 June 2021 , as known on 20 June ; today one would say 9,500\./,
  ],
  [
    'difference',
    () => `/differences/${stock}?asOf=2021-06-15&knownBy=2021-06-20&knownBy=2021-06-28`,
    /10,000 became 9,500 shares for 15 June 2021 , −500\./,
  ],
  ['transactions', () => `/insiders/${ines}/transactions`, /S sold/],
  ['issuer', () => `/issuers/${larkspur}`, /1 insider with 3 positions on .* as known today\./],
  [
    'issuer then',
    () => `/issuers/${larkspur}?${times}`,
    /positions? on 15 June 2021 , as known on 20 June ; today one would say \d+ positions, with \d+ differences?\. .*Different today .*10,000 ≠ 9,500/,
  ],
  [
    'transactions of an issuer',
    () => `/issuers/${larkspur}/transactions?from=2021-01-01&to=2024-12-31&code=P,S`,
    /P bought or S sold, from 1 January 2021 to 31 December 2024/,
  ],
  ['filing', () => `/filings/${amendment}`, /shares following 10,000 → 9,500/],
  ['filed', () => '/filed/2021-06-28', /Filed on 28 June 2021/],
  [
    'changes',
    () => '/changes?since=2021-06-20&knownBy=2021-06-28&asOf=2021-06-30',
    /10,000 .*9,500/,
  ],
  ['conflicts', () => '/conflicts?status=open', /an amendment that fits several filings/],
  ['conflict', () => `/conflicts/${conflict}`, /3 sides/],
  ['rulings', () => '/rulings', /Nobody has ruled on anything yet/],
  ['reconcile', () => '/reconcile', /stated balances hold against the one before/],
  ['flow', () => `/issuers/${larkspur}/flow?from=2021-01-01&to=2024-12-31`, /5,800/],
  ['timeliness', () => `/insiders/${ines}/timeliness`, /of \d+ rows/],
  ['timeliness of an issuer', () => `/issuers/${larkspur}/timeliness`, /of \d+ rows/],
  [
    'short swing',
    () => `/insiders/${ines}/short-swing?issuer=${larkspur}`,
    /\$0\.00 of short-swing profit/,
  ],
  ['status', () => '/status', /Filings 18 /],
  ['api', () => '/api', /GET \/api\/v1\/holdings/],
  ['a row', () => `/rows?row=${amendment}/I.1`, /Correct a field/],
];

/** Tags with their attributes, as a browser reads them. */
const tags = (document: string): ReadonlyArray<readonly [string, string]> =>
  [...document.matchAll(/<([a-zA-Z][\w-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/g)].map(
    ([, name = '', rest = '']) => [name.toLowerCase(), rest],
  );

const attribute = (rest: string, name: string): string | null =>
  new RegExp(`\\s${name}="([^"]*)"`).exec(rest)?.[1] ?? null;

const isInert = (document: string): void => {
  const all = tags(document);
  const scripts = all.filter(([name]) => name === 'script');
  expect(scripts).toHaveLength(1);
  expect(attribute(scripts[0]?.[1] ?? '', 'src')).toMatch(/^\/assets\/app[\w.-]*\.js$/);
  for (const [name, rest] of all) {
    expect(['img', 'iframe', 'object', 'embed', 'style', 'base', 'svg:script']).not.toContain(name);
    const bare = rest.replace(/"[^"]*"/g, '""');
    expect(bare).not.toMatch(/\s(on\w+|style|srcdoc|formaction)=/i);
    const href = attribute(rest, 'href');
    if (href !== null && name === 'a') expect(href).toMatch(/^(\/|#|\?|https:\/\/www\.sec\.gov\/)/);
  }
};

describe('every page', () => {
  it.each(answers)('%s has its answer without script', async (_, path, answer) => {
    const document = await shown(samples, path());
    expect(textOf(document)).toMatch(answer);
    expect(document).toMatch(/^<!doctype html>/);
    expect(document).toContain('<main id="main"');
    isInert(document);
  });

  it.each(answers.filter(([name]) => !['difference', 'changes', 'api', 'status'].includes(name)))(
    '%s keeps the times in its links',
    async (_, path) => {
      const asked = path();
      const moment = 'asOf=2023-06-15&knownBy=2023-07-01&recordedBy=2027-01-01';
      const base = asked.replace(/[?&]asOf=[^&]*&knownBy=[^&]*/, '');
      const document = await shown(samples, `${base}${base.includes('?') ? '&' : '?'}${moment}`);
      const links = tags(document)
        .filter(([name]) => name === 'a')
        .map(([, rest]) => (attribute(rest, 'href') ?? '').replaceAll('&amp;', '&'))
        .filter((href) => href.startsWith('/') && !href.startsWith('/api/v1/'));
      expect(links.length).toBeGreaterThan(5);
      for (const href of links) {
        const said = new URL(href, own).searchParams;
        expect({ href, asOf: said.get('asOf'), recorded: said.get('recordedBy') }).toEqual({
          href,
          asOf: '2023-06-15',
          recorded: '2027-01-01',
        });
      }
    },
  );

  it.each(answers)('%s gives its answer to programs too', async (_, path) => {
    const document = await shown(samples, path());
    for (const [, rest] of tags(document).filter(([, rest]) => rest.includes('rel="alternate"'))) {
      const href = (attribute(rest, 'href') ?? '').replaceAll('&amp;', '&');
      const answer = await samples.ask(href);
      await answer.arrayBuffer();
      expect({ href, status: answer.status }).toEqual({ href, status: 200 });
    }
  });

  it('tells the digest of what programs are given', async () => {
    const document = await shown(samples, `/insiders/${ines}?${times}`);
    const answer = await samples.ask(`/api/v1/holdings?insider=${ines}&${times}`);
    const digest = createHash('sha256').update(new Uint8Array(await answer.arrayBuffer()));
    expect(document).toContain(digest.digest('hex'));
  });

  it('shows the rows of a filing in its tables, and what became of each', async () => {
    const text = textOf(await shown(samples, `/filings/${amendment}`));
    expect(text).toMatch(/Table I, not derivative: 1 row/);
    expect(text).toMatch(/corrects 0009990900-21-000002 I\.1 ; counts from 15 Jun 2021/);
  });

  it('says at the head of what is printed of when it is and how to check it', async () => {
    const document = await shown(samples, `/positions/${stock}?${times}`);
    const head = /<dl class="colophon printed">.*?<\/dl>/s.exec(document)?.[0] ?? '';
    expect(textOf(head)).toMatch(
      /As of 15 June 2021, as known by 20 June 2021, 22:00 in Washington.* [0-9a-f]{64} .*recordedBy=/,
    );
    expect(document.indexOf(head)).toBeLessThan(document.indexOf('class="answer"'));
  });

  it('has what is held before the picture of it, in sight where there is little room', async () => {
    const document = await shown(samples, `/insiders/${ines}`);
    expect(document.indexOf('>30,913<')).toBeLessThan(document.indexOf('class="spark"'));
  });

  it('parts what is long, and keeps what was asked in the links to its parts', async () => {
    const document = await shown(samples, `/insiders/${ines}/timeliness?from=2021-01-01&${times}`);
    expect(document).toMatch(/href="[^"]*timeliness\?from=2021-01-01&amp;late=true&amp;asOf=/);
  });

  it('leads from every number of a holding to its reason, and from every accession to its filing', async () => {
    const document = await shown(samples, `/insiders/${ines}`);
    expect(document).toMatch(/<a href="\/positions\/[^"]*">30,913<\/a>/);
    const filing = await shown(samples, `/positions/${stock}`);
    for (const [, accession] of filing.matchAll(/>(\d{10}-\d{2}-\d{6})</g))
      expect(filing).toContain(`href="/filings/${accession}`);
  });

  it('leads from every sum of what was bought and sold to the transactions behind it', async () => {
    const flow = await shown(samples, `/issuers/${larkspur}/flow?from=2021-01-01&to=2024-12-31`);
    const sums = [...flow.matchAll(/<td class="number"><a href="([^"]*)">([^<]*)<\/a>/g)];
    expect(sums.length).toBeGreaterThan(3);
    const [, sold = ''] =
      sums
        .map(([, href = '', sum = '']) => [sum, href.replaceAll('&amp;', '&')])
        .find(([, href]) => href?.includes('code=S&')) ?? [];
    const behind = await shown(samples, sold);
    const changes = [...behind.matchAll(/>−([\d,]+)</g)].map(([, n = '']) =>
      Number(n.replaceAll(',', '')),
    );
    const [, told = ''] = />([\d,]+)<\/a>/.exec(flow.slice(flow.indexOf('code=S'))) ?? [];
    expect(changes.reduce((sum, n) => sum + n, 0)).toBe(Number(told.replaceAll(',', '')));
  });

  it('lets splits count from their own day where one is recorded', async () => {
    const ledger = await opened();
    const imported = await ledger.import([samplesFolder()], {
      manifest: join(samplesFolder(), 'manifest.csv'),
    })();
    expect(E.isRight(imported)).toBe(true);
    const split = { ratio: '2:1', effectiveOn: '2022-01-03' };
    await ledger.split(larkspur, split, { reason: 'as announced', by: 'ada' })();
    const of = await servedOn(ledger, { pages });
    for (const path of [`/insiders/${ines}`, `/positions/${stock}`, `/issuers/${larkspur}`]) {
      const asFiled = await shown(of, `${path}?asOf=2022-01-04`);
      expect(textOf(asFiled)).toContain('Splits count from the first form that shows them ;');
      const to = /<a href="([^"]*adjusted=true[^"]*)">from their own day/.exec(asFiled)?.[1] ?? '';
      const adjusted = await shown(of, to.replaceAll('&amp;', '&'));
      expect(textOf(adjusted)).toContain('Splits count from their own day ;');
      expect(adjusted).not.toBe(asFiled);
      expect(textOf(await shown(samples, path))).not.toContain('Splits count');
    }
    await of.close();
  });

  it('takes a field that a form left empty as not said', async () => {
    expect(textOf(await shown(samples, `/positions/${stock}?asOf=2021-06-15&knownBy=`))).toContain(
      '9,500 shares on 15 June 2021 , as known today',
    );
  });

  it('says a day that is compared as it was asked for', async () => {
    const path = `/differences/${stock}?asOf=2021-06-15&knownBy=2021-06-20&knownBy=2021-06-28`;
    const document = await shown(samples, path);
    expect(textOf(document)).toContain('as known by 20 June 2021');
    expect(document).toContain('knownBy=2021-06-20&amp;knownBy=2021-06-28');
  });

  it('refuses what nobody knows, as a page', async () => {
    expect(textOf(await shown(samples, `/insiders/${ines}?knowBy=2021-06-20`, 400))).toContain(
      'There is no parameter',
    );
    expect(textOf(await shown(samples, '/insiders/0000000001', 404))).toContain('NOT_FOUND');
  });

  it('says what the permanent link of an older fold says', async () => {
    expect(await shown(samples, `/insiders/${ines}?${times}&fold=1`, 410)).toContain(
      'the same'.replace('t', 'T'),
    );
  });
});

describe('deciding on a page', () => {
  const sent = (path: string, fields: Record<string, string>) =>
    samples.ask(path, {
      method: 'POST',
      headers: {
        accept: 'text/html',
        origin: own,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(fields).toString(),
    });
  const basisIn = (document: string): string =>
    /name="basis" value="([^"]*)"/.exec(document)?.[1] ?? '';

  it('shows first what it would change, then decides, and a state that is past is refused', async () => {
    const before = await shown(samples, `/conflicts/${conflict}`);
    const basis = basisIn(before);
    const fields = { basis, choice: '0009990900-22-000005', reason: 'the broker confirmed it' };
    const tried = await sent(`/conflicts/${conflict}`, { ...fields, preview: 'true' });
    expect(tried.status).toBe(200);
    const preview = await tried.text();
    expect(textOf(preview)).toContain('What it would change');
    expect(textOf(await shown(samples, '/rulings'))).toContain('Nobody has ruled');
    const done = await sent(`/conflicts/${conflict}`, { ...fields, basis: basisIn(preview) });
    expect(textOf(await done.text())).toContain('the broker confirmed it');
    expect(textOf(await shown(samples, '/rulings'))).toContain('ada');
    const late = await sent(`/conflicts/${conflict}`, { ...fields, choice: 'stand-alone' });
    expect(late.status).toBe(412);
    expect(textOf(await late.text())).toContain('this is what you had judged');
  });

  it('corrects a row and puts it back', async () => {
    const row = `${amendment}/I.1`;
    const fields = { row, field: 'shares', to: '2400', reason: 'misread' };
    const tried = textOf(
      await (await sent('/rows/corrections', { ...fields, preview: 'true' })).text(),
    );
    expect(tried).toMatch(/shares : 2500 → 2400|2500 → 2400/);
    expect(textOf(await (await sent('/rows/corrections', fields)).text())).toContain('Changed');
    expect(
      textOf(await (await sent('/rows/restorations', { row, reason: 'it was right' })).text()),
    ).toContain('Changed');
  });
});

describe('what strangers write', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '</script><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '<svg/onload=alert(1)>',
    '--></title></style><iframe src=javascript:alert(1)>',
    'javascript:alert(1)',
    '\u202Eevil\u2066\u200B',
    '&lt;b&gt;&#x3c;script&#x3e;',
    'x'.repeat(150),
  ];
  let world: Served;
  beforeAll(async () => {
    const ledger = await opened();
    for (const [n, text] of hostile.entries()) {
      const name = text.slice(0, 150);
      const recorded = await ledger.record({
        form: '4',
        accession: `0009990900-24-0007${10 + n}`,
        filedOn: '2024-03-05',
        period: '2024-03-04',
        issuer: { cik: '0009990009', name, symbol: 'ASH' },
        owners: [
          { cik: `00099903${10 + n}`, name, relationship: { officer: true, officerTitle: name } },
        ],
        rows: [
          {
            table: 'I',
            position: 1,
            kind: 'transaction',
            security: { value: name, footnotes: ['F1'] },
            transactionDate: '2024-03-04',
            coding: { form: '4', code: 'P' },
            shares: '1000',
            sharesFollowing: '5000',
            price: { value: '10.5', footnotes: ['F1'] },
            acquiredDisposed: 'A',
            ownership: 'I',
            nature: { value: name, footnotes: ['F1'] },
          },
        ],
        footnotes: [{ id: 'F1', text }],
        remarks: text,
        signatures: [{ name, date: '2024-03-05' }],
      })();
      if (E.isLeft(recorded)) throw new Error(recorded.left.message);
    }
    world = await servedOn(ledger, { pages });
  });
  afterAll(() => world.close());

  it('is text on every page, and nothing else', async () => {
    for (const [n, text] of hostile.entries()) {
      const who = `00099903${10 + n}`;
      const held = await world.ledger.holdings({ insider: who })();
      const position = E.isRight(held) ? (held.right.positions[0]?.positionId ?? '') : '';
      for (const path of [
        '/',
        `/?q=${encodeURIComponent(text)}`,
        `/insiders/${who}`,
        `/insiders/${who}/transactions`,
        `/insiders/${who}/timeliness`,
        `/positions/${position.split('/').map(encodeURIComponent).join('/')}`,
        `/filings/0009990900-24-0007${10 + n}`,
        '/issuers/0009990009',
        '/filed/2024-03-05',
        `/changes?since=2024-03-01&knownBy=2024-03-06&insider=${encodeURIComponent(who)}`,
        '/reconcile',
        '/conflicts',
      ]) {
        const answer = await world.ask(path, html);
        const document = await answer.text();
        expect({ path, status: answer.status }).toEqual({ path, status: 200 });
        isInert(document);
        expect(document).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B]/);
      }
    }
  });

  it('is text where nothing was found of it either', async () => {
    for (const text of hostile) {
      const path = `/insiders/${encodeURIComponent(text.replaceAll('/', '-'))}`;
      isInert(await shown(world, path, 404));
    }
  });
});
