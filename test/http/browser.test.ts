/** Journeys in a real browser; skipped where there is none. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samplesFolder } from '../../src/cli/package-root.js';
import { whoeverIsHere } from '../../src/http/asker.js';
import { pages } from '../../src/http/page/pages.js';
import { openLedger } from '../../src/ledger/open.js';
import { browser, browserAt, browsing, builtAssets } from './browsing.js';
import { own, type Served, servedOn } from './served.js';

const stock = '/positions/0009990101/0009990001/common-stock/D';
const then = 'asOf=2021-06-15&knownBy=2021-06-20';

if (browserAt === null)
  console.warn('no Chromium at /usr/bin/chromium or CHROMIUM: journeys in a browser are skipped');

describe.skipIf(browserAt === null)('in a browser', () => {
  let served: Served;
  let chromium: Browser;
  beforeAll(async () => {
    const ledger = await openLedger('memory:')();
    if (E.isLeft(ledger)) throw new Error(ledger.left.message);
    const manifest = join(samplesFolder(), 'manifest.csv');
    await ledger.right.import([samplesFolder()], { manifest })();
    served = await servedOn(ledger.right, {
      pages,
      assets: await builtAssets(),
      allowRulings: true,
      identify: whoeverIsHere('ada'),
    });
    chromium = await browser();
  });
  afterAll(async () => {
    await chromium.close();
    await served.close();
  });

  it('moves both sliders without a request, and keeps the address', async () => {
    const { page, asked, complaints } = await browsing(chromium, served);
    await page.goto(`${own}${stock}?${then}`);
    const sentence = page.locator('.sentence');
    const known = page.getByLabel('Known by, through what became known');
    await known.focus();
    const before = asked.length;
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => sentence.textContent()).toContain('9,500 shares on 15 June 2021');
    // The answer came of what was sent with the page; the chain follows once the slider rests.
    expect(
      asked.slice(before).filter((path) => !path.startsWith(stock) && !path.startsWith('/assets/')),
    ).toEqual([]);
    await page.getByLabel('As of, by days').focus();
    await page.keyboard.press('PageDown');
    await expect.poll(() => sentence.textContent()).toContain('12,000 shares on 15 May 2021');
    await expect.poll(() => new URL(page.url()).searchParams.get('asOf')).toBe('2021-05-15');
    await expect
      .poll(() => page.locator('nav[aria-label="Sections"] a').first().getAttribute('href'))
      .toContain('asOf=2021-05-15');
    await expect.poll(() => page.locator('#chain .filings > li').count()).toBe(1);
    // A day counts to its end.
    await page.getByLabel('Known by', { exact: true }).fill('2021-03-08');
    await expect.poll(() => new URL(page.url()).searchParams.get('knownBy')).toBe('2021-03-08');
    expect(await sentence.textContent()).toContain('12,000 shares on 15 May 2021');
    // What was slid to is what the address says.
    await page.reload();
    expect(await sentence.textContent()).toContain('12,000 shares on 15 May 2021');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('goes from a name to the filing that is the reason', async () => {
    const { page, complaints } = await browsing(chromium, served);
    await page.goto(own);
    await page.keyboard.press('/');
    await page.keyboard.type('vanterpool');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'VANTERPOOL INES M' }).first().click();
    await page.locator('table.held').first().getByRole('link', { name: '30,913' }).click();
    await page
      .locator('#chain')
      .getByRole('link', { name: '0009990900-21-000003' })
      .first()
      .click();
    await expect.poll(() => page.locator('h1').textContent()).toContain('Form 4/A');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is whole without script, in 320 pixels and on paper', async () => {
    const { page } = await browsing(chromium, served, {
      javaScriptEnabled: false,
      viewport: { width: 320, height: 640 },
    });
    await page.goto(`${own}${stock}?${then}`);
    expect(await page.locator('.sentence').textContent()).toContain('today one would say 9,500');
    await page.getByLabel('As of', { exact: true }).fill('2022-03-01');
    await page.getByRole('button', { name: 'Show' }).first().click();
    expect(await page.locator('.sentence').textContent()).toContain('1 March 2022');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.foot').textContent()).toContain('Permanent link');
    expect(await page.locator('.printed').isVisible()).toBe(true);
    await page.context().close();
  });

  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  it.each(['light', 'dark'] as const)('can be read by everybody, %s', async (colorScheme) => {
    for (const path of [`${stock}?${then}`, '/insiders/0009990101', '/conflicts', '/api']) {
      const { page, complaints } = await browsing(chromium, served, {
        colorScheme,
        bypassCSP: true,
        viewport: { width: 320, height: 640 },
      });
      await page.goto(own + path);
      await page.evaluate(axe);
      const found = await page.evaluate(
        `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
          .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
      );
      const wider = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect({ path, found, wider, complaints }).toEqual({
        path,
        found: [],
        wider: 0,
        complaints: [],
      });
      await page.context().close();
    }
  });
});
