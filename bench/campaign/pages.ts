/**
 * Pictures of every page over the samples, in light, dark and 320 pixels, and what axe finds on
 * them:
 *   npx tsx bench/campaign/pages.ts [--out FOLDER] [--readme]
 * `--readme` makes only the two pictures of the README, in docs/pictures.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { samplesFolder } from '../../src/cli/package-root.js';
import { whoeverIsHere } from '../../src/http/asker.js';
import { pages } from '../../src/http/page/pages.js';
import { openLedger } from '../../src/ledger/open.js';
import { browser, browserAt, browsing, builtAssets } from '../../test/http/browsing.js';
import { own, servedOn } from '../../test/http/served.js';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'dist/pictures' },
    readme: { type: 'boolean', default: false },
  },
});

const ines = '/insiders/0009990101';
const stock = '0009990101/0009990001/common-stock/D';
const then = 'asOf=2021-06-15&knownBy=2021-06-20';

const shown = (conflict: string): ReadonlyArray<readonly [string, string]> => [
  ['find', '/'],
  ['found', '/?q=van'],
  ['insider', ines],
  ['insider-then', `${ines}?${then}`],
  ['position', `/positions/${stock}`],
  ['position-then', `/positions/${stock}?${then}`],
  ['difference', `/differences/${stock}?asOf=2021-06-15&knownBy=2021-06-20&knownBy=2021-06-28`],
  ['transactions', `${ines}/transactions`],
  ['issuer', '/issuers/0009990001'],
  ['issuer-then', `/issuers/0009990001?${then}`],
  ['issuer-transactions', '/issuers/0009990001/transactions?from=2021-01-01&code=P,S'],
  ['filing', '/filings/0009990900-21-000003'],
  ['filed', '/filed/2021-06-28'],
  ['changes', '/changes?since=2021-06-20&knownBy=2021-06-28&asOf=2021-06-30'],
  ['conflicts', '/conflicts?status=open'],
  ['conflict', `/conflicts/${conflict}`],
  ['rulings', '/rulings'],
  ['reconcile', '/reconcile'],
  ['flow', '/issuers/0009990001/flow?from=2021-01-01&to=2024-12-31'],
  ['timeliness', `${ines}/timeliness`],
  ['short-swing', `${ines}/short-swing?issuer=0009990001`],
  ['status', '/status'],
  ['api', '/api'],
  ['row', '/rows?row=0009990900-21-000003/I.1'],
  ['trouble', '/insiders/0000000001'],
];

const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1100, height: 800 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1100, height: 800 } },
  { name: 'narrow', colorScheme: 'light', viewport: { width: 320, height: 640 } },
] as const;

const run = async (): Promise<number> => {
  const ledger = await openLedger('memory:')();
  if (E.isLeft(ledger)) throw new Error(ledger.left.message);
  const manifest = join(samplesFolder(), 'manifest.csv');
  await ledger.right.import([samplesFolder()], { manifest })();
  const conflicts = await ledger.right.conflicts({ type: 'AMBIGUOUS_TARGET' })();
  const conflict = E.isRight(conflicts) ? conflicts.right.conflicts[0]?.conflictId : undefined;
  const served = await servedOn(ledger.right, {
    pages,
    assets: await builtAssets(),
    allowRulings: !values.readme,
    identify: whoeverIsHere('ada'),
  });
  const chromium = await browser();
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  let found = 0;
  try {
    if (values.readme) {
      mkdirSync('docs/pictures', { recursive: true });
      for (const colorScheme of ['light', 'dark'] as const) {
        const viewport = { width: 940, height: 760 };
        const { page } = await browsing(chromium, served, { colorScheme, viewport });
        await page.goto(`${own}/positions/${stock}?${then}`);
        await page.locator('.answer').waitFor();
        await page.screenshot({ path: `docs/pictures/position-${colorScheme}.png` });
        await page.context().close();
      }
      return 0;
    }
    mkdirSync(values.out, { recursive: true });
    for (const { name: look, ...options } of looks)
      for (const [name, path] of shown(conflict ?? '')) {
        const { page } = await browsing(chromium, served, { ...options, bypassCSP: true });
        await page.goto(own + path);
        await page.screenshot({ path: join(values.out, `${name}-${look}.png`), fullPage: true });
        await page.evaluate(axe);
        const violations = (await page.evaluate(
          `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
            .then((told) => told.violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
        )) as ReadonlyArray<string>;
        for (const one of violations) console.log(`${name} ${look}: ${one}`);
        found += violations.length;
        await page.context().close();
      }
    console.log(`${found} violations; pictures in ${values.out}`);
    return found === 0 ? 0 : 1;
  } finally {
    await chromium.close();
    await served.close();
  }
};

if (browserAt === null) console.log('no Chromium at /usr/bin/chromium or CHROMIUM: no pictures');
else process.exitCode = await run();
