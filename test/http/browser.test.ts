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
import type { TimelineAnswer } from '../../src/ledger/answers.js';
import { openLedger } from '../../src/ledger/open.js';
import { browser, browserAt, browsing, builtAssets } from './browsing.js';
import { pdfText } from './pdf-text.js';
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

  it.each(['A4', 'Letter'] as const)('prints what it is of, on %s', async (format) => {
    const { page } = await browsing(chromium, served);
    await page.goto(`${own}${stock}?${then}`);
    const digest = (await page.locator('.colophon .hash').first().textContent()) ?? '';
    const permanent = (await page.locator('.printed .address').textContent()) ?? '';
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(permanent).toContain('recordedBy=');
    const text = pdfText(await page.pdf({ format }));
    const onPaper = (said: string) => expect(text).toContain(said.replace(/\s+/g, ''));
    onPaper('VANTERPOOL INES M in Larkspur Instruments, Inc.');
    onPaper('Common Stock, held directly');
    onPaper('10,000 shares on 15 June 2021, as known on 20 June; today one would say 9,500.');
    onPaper('As of 15 June 2021, as known by 20 June 2021, 22:00 in Washington');
    onPaper(digest);
    onPaper(permanent);
    // What is only for a screen is not.
    expect(text).not.toContain('Linktothispage');
    await page.context().close();
  });

  it('zooms by drawing across the chart, and shows all days again', async () => {
    const { page, complaints } = await browsing(chromium, served);
    await page.goto(`${own}${stock}?${then}`);
    await page.locator('svg.chart').first().waitFor();
    const box = await page.locator('svg.chart').first().boundingBox();
    if (box === null) throw new Error('there is no chart');
    const at = (part: number) => [box.x + box.width * part, box.y + box.height / 2] as const;
    await page.mouse.move(...at(0.3));
    await page.mouse.down();
    await page.mouse.move(...at(0.6), { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => new URL(page.url()).searchParams.get('from')).toMatch(/^202[12]-/);
    const { searchParams } = new URL(page.url());
    expect([searchParams.get('asOf'), searchParams.get('knownBy')]).toEqual([
      '2021-06-15',
      '2021-06-20',
    ]);
    await page.getByRole('link', { name: 'all', exact: true }).click();
    await expect.poll(() => new URL(page.url()).searchParams.has('from')).toBe(false);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('moves the times of an issuer without a request, and its holders follow', async () => {
    const { page, complaints } = await browsing(chromium, served);
    await page.goto(`${own}/issuers/0009990001?${then}`);
    await page.getByLabel('Known by, through what became known').focus();
    await page.keyboard.press('ArrowRight');
    const sentence = page.locator('.sentence');
    await expect.poll(() => sentence.textContent()).toContain('today one would say the same');
    await expect
      .poll(() => page.locator('[data-fresh="holders"]').textContent())
      .toContain('9,500');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  /** As many positions, each told otherwise at as many instants, over as many stretches of days. */
  const manyTold = (positions: number, instants: number, stretches: number): TimelineAnswer => {
    const day = (n: number) => new Date(Date.UTC(2015, 0, 1 + 60 * n)).toISOString().slice(0, 10);
    const known = Array.from({ length: instants }, (_, n) => `${day(n + 1)}T21:00:00Z`);
    return {
      knownBy: null,
      recordedBy: null,
      positions: Array.from({ length: positions }, (_, p) => ({
        positionId: `0009990101/0009990001/common-stock-${p}/D`,
        insider: { id: '0009990101', cik: '0009990101', name: 'MANY M', provisional: false },
        issuer: { cik: '0009990001', name: 'Larkspur', symbol: 'LRKX' },
        kind: 'non-derivative',
        security: `Common Stock ${p}`,
        ownership: { form: 'D', nature: null },
        terms: null,
        unit: 'shares',
        wordings: [],
        rectangles: known.flatMap((knownFrom, i) =>
          Array.from({ length: stretches }, (_, s) => ({
            from: s === 0 ? null : day(s),
            through:
              s === stretches - 1
                ? null
                : new Date(Date.parse(day(s + 1)) - 86_400_000).toISOString().slice(0, 10),
            knownFrom,
            knownTo: known[i + 1] ?? null,
            quantity: String(1_000 + ((i * 37 + s * 101 + p) % 900)),
            computed: null,
            unexplained: null,
            status: 'reported',
            closed: false,
            conflicts: [],
            row: null,
            wording: 0,
          })),
        ),
      })),
      instants: known.map((knownAt, n) => ({
        knownAt,
        filings: [{ accession: `0009990900-15-${String(n).padStart(6, '0')}`, form: '4' }],
      })),
    } as unknown as TimelineAnswer;
  };

  it.each([
    ['a position', stock, [1, 40, 25]],
    ['an insider', '/insiders/0009990101', [20, 10, 5]],
    ['an issuer', '/issuers/0009990001', [20, 10, 5]],
  ] as const)(
    'moves the sliders of %s of 1,000 rectangles at once',
    async (what, path, [p, i, s]) => {
      const told = manyTold(p, i, s);
      const many = await servedOn(
        { ...served.ledger, timeline: () => async () => E.right(told) },
        { pages, assets: await builtAssets() },
      );
      const { page } = await browsing(chromium, many);
      await page.goto(`${own}${path}?asOf=2019-01-01`);
      // The best of five rounds of each step: what others do on this machine is not the page's.
      const took = (await page.evaluate(`(async () => {
        const slider = document.querySelector('.known input[type=range]');
        const face = document.querySelector('[data-face]');
        const steps = Math.min(20, Number(slider.max) - 1);
        const best = Array(steps).fill(Infinity);
        for (let round = 0; round < 5; round++)
          for (let n = 0; n < steps; n++) {
            const changed = new Promise((resolve) => {
              const seen = new MutationObserver(() => { seen.disconnect(); resolve(); });
              seen.observe(face, { subtree: true, childList: true, attributes: true, characterData: true });
            });
            const began = performance.now();
            slider.value = String(1 + n);
            slider.dispatchEvent(new Event('input', { bubbles: true }));
            await changed;
            face.getBoundingClientRect();
            best[n] = Math.min(best[n], performance.now() - began);
            await new Promise((resolve) => requestAnimationFrame(resolve));
          }
        return best.sort((a, b) => a - b);
      })()`)) as ReadonlyArray<number>;
      const at = (part: number) => took[Math.floor(took.length * part)] ?? 0;
      console.log(
        `sliders of ${what}, ${told.positions.reduce((n, one) => n + one.rectangles.length, 0)} rectangles: p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms (budget 16)`,
      );
      // What is measured on a quiet machine stands in docs/serve.md; this is far above any of it.
      expect(at(0.95)).toBeLessThan(100);
      await page.context().close();
    },
  );

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
