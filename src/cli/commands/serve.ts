/** Serving: the ledger over HTTP, its read model kept level meanwhile. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { Identify } from '../../http/asker.js';
import type { Access } from '../../http/door.js';
import type { Ledger, LedgerOptions } from '../../ledger/ledger.js';
import { type ExitCode, exitCodes, UsageError } from '../exit.js';
import { interruption } from '../interruption.js';
import { say } from '../output.js';
import { packageRoot, packageVersion, samplesFolder } from '../package-root.js';
import { type Globals, logging, report } from '../session.js';

export interface ServeOptions extends Globals {
  readonly port: number;
  readonly host: string;
  readonly allowHost?: ReadonlyArray<string>;
  readonly demo?: boolean;
  readonly allowRulings?: boolean;
  readonly allowAppend?: boolean;
  readonly by?: string;
  readonly tokens?: string;
  readonly trustUserHeader?: string;
  readonly trustedProxy?: ReadonlyArray<string>;
  readonly metrics?: boolean;
  readonly follow: boolean;
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);

const usage = (message: string): never => {
  throw new UsageError(message);
};

/** How whoever asks is known: one way, said by the operator. */
const identifying = async (options: ServeOptions): Promise<Identify> => {
  const { by, tokens, trustUserHeader, trustedProxy = [], host } = options;
  const { addressesIn, bearers, proxied, tokensIn, whoeverIsHere } = await import(
    '../../http/asker.js'
  );
  const ways = [by, tokens, trustUserHeader].filter((way) => way !== undefined);
  if (ways.length > 1)
    usage('--by, --tokens and --trust-user-header each say who asks; expected one of them');
  if ((trustUserHeader === undefined) !== (trustedProxy.length === 0))
    usage('--trust-user-header and --trusted-proxy go together: whose header is trusted?');
  if (options.allowRulings === true && ways.length === 0)
    usage('--allow-rulings needs to know who rules: --by NAME, --tokens FILE or a proxy');
  if (options.allowAppend === true && ways.length === 0)
    usage('--allow-append needs to know who appends: --by NAME, --tokens FILE or a proxy');
  if (trustUserHeader !== undefined) {
    const proxies = addressesIn(trustedProxy);
    return E.isLeft(proxies)
      ? usage(`--trusted-proxy: ${proxies.left}`)
      : proxied(trustUserHeader, proxies.right);
  }
  if (tokens !== undefined) {
    const text = await readFile(tokens, 'utf8').catch(() =>
      usage(`--tokens: ${tokens} cannot be read`),
    );
    const found = tokensIn(text);
    return E.isLeft(found) ? usage(`--tokens ${tokens}: ${found.left}`) : bearers(found.right);
  }
  if (by !== undefined && !isLoopback(host))
    usage('--by is of this machine alone; where others can ask, --tokens or a proxy says who does');
  return whoeverIsHere(by?.trim() ? by : null);
};

const hostsAllowed = async ({
  host,
  allowHost = [],
}: ServeOptions): Promise<ReadonlyArray<string>> => {
  const { loopbackHosts } = await import('../../http/guard.js');
  const named = allowHost.map((name) => name.toLowerCase());
  if (!isLoopback(host) && named.length === 0)
    usage(
      `--host ${host} lets others ask; say by which names they may: --allow-host NAME, once or more`,
    );
  return isLoopback(host) ? [...loopbackHosts, ...named] : named;
};

/** The samples in a ledger of their own. */
const withSamples = async (folder: string): Promise<string> => {
  const store = `sqlite:${join(folder, 'demo.db')}`;
  const { openLedger } = await import('../../ledger/open.js');
  const opened = await openLedger(store)();
  if (E.isLeft(opened)) throw new Error(opened.left.message);
  const ledger = opened.right;
  try {
    const samples = samplesFolder();
    const imported = await ledger.import([samples], {
      manifest: join(samples, 'manifest.csv'),
    })();
    if (E.isLeft(imported)) throw new Error(imported.left.message);
  } finally {
    await ledger.close();
  }
  return store;
};

/** Kept for as long as it serves, where the store has no place of its own. */
const readModelFor = async (
  { store, readModel, follow }: Pick<ServeOptions, 'store' | 'readModel' | 'follow'>,
  folder: () => Promise<string>,
): Promise<string | undefined> =>
  readModel === undefined && follow && store.startsWith('esdb')
    ? join(await folder(), 'read-model')
    : readModel;

/** How long what is on its way may take to end. */
const graceMs = 10_000;

const serving = async (
  ledger: Ledger,
  options: ServeOptions,
  log: LedgerOptions['log'],
  identify: Identify,
  hosts: ReadonlyArray<string>,
): Promise<ExitCode> => {
  const [{ app }, { assetsIn }, { growth }, { pages }, { listen }, { readinessOf }] =
    await Promise.all([
      import('../../http/app.js'),
      import('../../http/asset.js'),
      import('../../http/growth.js'),
      import('../../http/page/pages.js'),
      import('../../http/server.js'),
      import('../../http/readiness.js'),
    ]);
  const stop = interruption();
  const growing = growth();
  const keeps = options.follow && !options.store.startsWith('memory:');
  const readiness = readinessOf(ledger, keeps);
  const ending = new AbortController();
  const routes = app({
    ledger,
    version: packageVersion(),
    hosts,
    identify,
    allowRulings: options.allowRulings ?? false,
    allowAppend: options.allowAppend ?? false,
    hasMetrics: options.metrics ?? false,
    growth: growing,
    readiness,
    pages,
    assets: await assetsIn(join(packageRoot(), 'dist', 'web')),
    ending: ending.signal,
    onFault: (id, words) => {
      if (log === undefined) say(`insider-ledger: fault ${id}: ${words}`);
      else log.error({ fault: id, words }, 'fault');
    },
    ...(log === undefined ? {} : { onAccess: (access: Access) => log.info(access, 'request') }),
  });
  const { host, port } = options;
  const here = await listen(routes, { host, port, hosts });
  if (E.isLeft(here)) {
    stop.end();
    say(
      here.left.code === 'EADDRINUSE'
        ? `insider-ledger: port ${port} of ${host} is taken: another program listens there. --port names another, --port 0 takes any that is free`
        : `insider-ledger: nothing can listen on ${host}:${port}: ${here.left.message}`,
    );
    return exitCodes.store;
  }
  const shownHost = host.includes(':') ? `[${host}]` : host;
  say(
    `insider-ledger: serving ${options.demo === true ? 'the samples' : options.store} on http://${shownHost}:${here.right.port}/ until Ctrl-C${options.allowRulings === true ? '; rulings are allowed' : ''}${options.allowAppend === true ? '; filings are taken' : ''}`,
  );
  if (!isLoopback(host))
    say(
      'insider-ledger: others can ask, without encryption of its own: put a proxy before it that has it (docs/serve.md)',
    );
  const following = keeps
    ? ledger.follow({
        signal: stop.signal,
        onProgress: ({ events, insiders, message }) => {
          if (message !== null) say(`insider-ledger: ${message}`);
          growing.tell({ events, insiders });
          void readiness.look();
        },
      })()
    : null;
  void readiness.look();
  void following?.then((ended) => {
    if (E.isLeft(ended)) report(ended.left);
  });
  await new Promise<void>((resolve) => {
    if (stop.signal.aborted) resolve();
    stop.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  readiness.end();
  growing.end();
  await here.right.drain({ graceMs, onGraceOver: () => ending.abort() });
  await following;
  stop.end();
  return exitCodes.done;
};

export const serve = async (options: ServeOptions): Promise<ExitCode> => {
  if (options.format !== 'table')
    usage('serve prints no answer: which format one has is asked with it, by ?format= or Accept');
  const [identify, hosts] = [await identifying(options), await hostsAllowed(options)];
  const folders: Array<string> = [];
  const folder = async (): Promise<string> => {
    const made = await mkdtemp(join(tmpdir(), 'insider-ledger-serve-'));
    folders.push(made);
    return made;
  };
  try {
    const store = options.demo === true ? await withSamples(await folder()) : options.store;
    const own = { ...options, store };
    const { missingFile, openLedger } = await import('../../ledger/open.js');
    // Who may hand over filings may hand over the first ones.
    const missing = options.allowAppend === true ? null : missingFile(store);
    if (missing !== null) {
      say(
        `insider-ledger: there is no ledger at ${missing}. import makes one, and so does --allow-append; serve --demo shows the samples; --store or INSIDER_LEDGER_STORE name another.`,
      );
      return exitCodes.store;
    }
    const readModel = await readModelFor(own, folder);
    const { log } = await logging();
    const opened = await openLedger(store, {
      actor: 'insider-ledger serve',
      notice: (text: string) => say(`insider-ledger: ${text}`),
      ...(log === undefined ? {} : { log }),
      ...(readModel === undefined ? {} : { readModel }),
      ...(options.sources === undefined ? {} : { sources: options.sources }),
    })();
    if (E.isLeft(opened)) return report(opened.left);
    try {
      return await serving(opened.right, own, log, identify, hosts);
    } finally {
      await opened.right.close();
    }
  } finally {
    for (const made of folders) await rm(made, { recursive: true, force: true });
  }
};
