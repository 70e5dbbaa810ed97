/**
 * A look of our own at a server that cannot be reached: the client says that there is no connection,
 * or that no node was found, and not that a certificate is not trusted or TLS meets none.
 */
import { connect, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { EsdbAddress, EsdbSettings } from './settings.js';

/** Longest look at one server, in milliseconds. */
const patienceMs = 2_000;

type Met = { readonly kind: 'connected' } | { readonly kind: 'failed'; readonly code: string };

const meet = (socket: Socket, event: 'connect' | 'secureConnect'): Promise<Met> =>
  new Promise((resolve) => {
    const settle = (met: Met): void => {
      socket.destroy();
      resolve(met);
    };
    socket.setTimeout(patienceMs, () => settle({ kind: 'failed', code: 'ETIMEDOUT' }));
    socket.once(event, () => settle({ kind: 'connected' }));
    socket.once('close', () => settle({ kind: 'failed', code: 'closed' }));
    socket.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      settle({
        kind: 'failed',
        code: /wrong version number/i.test(message) ? 'plain' : (code ?? message),
      }),
    );
  });

const tlsOptions = (
  { caFile, userCertificate }: EsdbSettings,
  host: string,
): ConnectionOptions => ({
  ...(caFile && { ca: caFile }),
  ...(userCertificate && { cert: userCertificate.certificate, key: userCertificate.key }),
  ...(isIP(host) === 0 && { servername: host }),
  ALPNProtocols: ['h2'],
});

/** Whether Node begins TLS with the host as the server's name, as the client does: 26 takes no address. */
const takesAsName = (options: ConnectionOptions, host: string): boolean => {
  try {
    connectTls({ ...options, servername: host }).destroy();
    return true;
  } catch {
    return false;
  }
};

const distrusted =
  /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_(?!HAS_EXPIRED)|ERR_TLS_CERT_SIGNATURE|INVALID_CA|HOSTNAME)/;

const flawAt = async (settings: EsdbSettings, address: EsdbAddress): Promise<string | null> => {
  const host = address.address.replace(/^\[|\]$/g, '');
  const at = { host, port: address.port };
  const where = `${address.address}:${address.port}`;
  if (!settings.tls) {
    const met = await meet(
      connectTls({ ...at, rejectUnauthorized: false, ALPNProtocols: ['h2'] }),
      'secureConnect',
    );
    return met.kind === 'connected'
      ? `${where} takes connections with TLS only: leave tls=false out, and name the authority of its certificate with tlsCAFile`
      : null;
  }
  const options = { ...at, ...tlsOptions(settings, host) };
  const met = await meet(connectTls(options), 'secureConnect');
  if (met.kind === 'connected')
    return takesAsName(options, host)
      ? null
      : `Node ${process.versions.node} begins no TLS with an IP address as the server's name: connect to ${where} by a name that its certificate has`;
  const { code } = met;
  if (code === 'plain') return `${where} speaks without TLS: add tls=false, if that is meant`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `the certificate of ${where} is not for that name (${code}): connect by a name that it has`;
  if (code === 'CERT_HAS_EXPIRED')
    return `the certificate of ${where}, or of its authority, has expired (${code})`;
  if (!distrusted.test(code)) return null;
  const named =
    settings.caFile === null
      ? 'name the authority that signed it with'
      : 'another authority signed it than is named with';
  return `the certificate of ${where} is not trusted (${code}): ${named} tlsCAFile, or NODE_EXTRA_CA_CERTS`;
};

const isThere = async ({ address, port }: EsdbAddress): Promise<boolean> => {
  const met = await meet(connect({ host: address.replace(/^\[|\]$/g, ''), port }), 'connect');
  return met.kind === 'connected';
};

/** The setting that keeps every server from being talked to, in words; null where none is seen. */
export const settingsFlaw = async (settings: EsdbSettings): Promise<string | null> => {
  for (const address of settings.hosts) {
    if (!(await isThere(address))) continue;
    return flawAt(settings, address);
  }
  return null;
};
