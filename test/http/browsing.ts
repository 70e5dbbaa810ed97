/** A real browser over a ledger, without a socket: what it asks for is answered here. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { assetsIn } from '../../src/http/asset.js';
import { own, type Served } from './served.js';

/** Debian's; nothing is downloaded. */
export const browserAt: string | null =
  [process.env['CHROMIUM'], '/usr/bin/chromium'].find(
    (path): path is string => path !== undefined && existsSync(path),
  ) ?? null;

export const browser = (): Promise<Browser> =>
  chromium.launch({ executablePath: browserAt ?? '', args: ['--no-sandbox'] });

export const builtAssets = () => assetsIn('dist/web');

export interface Browsing {
  readonly page: Page;
  /** What was asked for, and what the browser complained of. */
  readonly asked: Array<string>;
  readonly complaints: Array<string>;
}

export const browsing = async (
  of: Browser,
  served: Served,
  options: BrowserContextOptions = {},
): Promise<Browsing> => {
  const context = await of.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
  const page = await context.newPage();
  const asked: Array<string> = [];
  const complaints: Array<string> = [];
  page.on('console', (said) => {
    if (said.type() === 'error') complaints.push(said.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.route('**/*', async (route) => {
    const request = route.request();
    const { pathname, search, origin } = new URL(request.url());
    if (origin !== own) return route.abort();
    // A stream that does not end.
    if (pathname === '/api/v1/events') return route.fulfill({ status: 204 });
    asked.push(pathname + search);
    const body = request.postData();
    const answer = await served.ask(pathname + search, {
      method: request.method(),
      headers: { ...request.headers(), host: new URL(own).host },
      ...(body === null ? {} : { body }),
    });
    return route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
  return { page, asked, complaints };
};
