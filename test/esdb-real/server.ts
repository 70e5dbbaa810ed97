/** A real EventStoreDB for tests: the one named, or one in a container, or none and why. */
import { execFileSync } from 'node:child_process';
import { GenericContainer, Wait } from 'testcontainers';

/** As pinned in docker-compose.yml. */
const image = 'eventstore/eventstore:24.10.0-bookworm-slim';

export type RealServer =
  | { readonly kind: 'named'; readonly url: string }
  | { readonly kind: 'container' }
  | { readonly kind: 'none'; readonly why: string };

const dockerAnswers = (): boolean => {
  try {
    execFileSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
};

export const realServer = (): RealServer => {
  const url = process.env['INSIDER_LEDGER_TEST_ESDB'];
  if (url !== undefined && url !== '') return { kind: 'named', url };
  if (dockerAnswers()) return { kind: 'container' };
  return {
    kind: 'none',
    why: 'no real EventStoreDB: Docker does not answer, and INSIDER_LEDGER_TEST_ESDB names no server (for example esdb://localhost:2113?tls=false)',
  };
};

export interface RunningServer {
  readonly url: string;
  /** Where the server is ours to restart. */
  restart?(): Promise<void>;
  stop(): Promise<void>;
}

export const startServer = async (server: RealServer): Promise<RunningServer> => {
  if (server.kind === 'named') return { url: server.url, stop: async () => undefined };
  if (server.kind === 'none') throw new Error(server.why);
  const container = await new GenericContainer(image)
    .withEnvironment({ EVENTSTORE_INSECURE: 'true', EVENTSTORE_NODE_IP: '0.0.0.0' })
    .withExposedPorts(2113)
    .withWaitStrategy(Wait.forHttp('/health/live', 2113).forStatusCode(204))
    .withStartupTimeout(120_000)
    .start();
  return {
    url: `esdb://${container.getHost()}:${container.getMappedPort(2113)}?tls=false`,
    restart: () => container.restart(),
    stop: async () => {
      await container.stop();
    },
  };
};
