/** This process's own connections to a server, for cutting them: its restart is not ours to order. */
import type { Socket } from 'node:net';

/** Cuts every connection to one of the ports; says how many there were. */
export const cutConnections = (url: string): number => {
  const ports = new Set(
    [...url.matchAll(/:(\d{2,5})(?=[,/?]|$)/g)].map(([, port]) => Number(port)),
  );
  if (ports.size === 0) ports.add(2113);
  // Node has no other way to its open sockets.
  const handles = Reflect.apply(
    Reflect.get(process, '_getActiveHandles') as () => unknown[],
    process,
    [],
  );
  const sockets = handles.filter((handle): handle is Socket =>
    ports.has(Number(Reflect.get(Object(handle), 'remotePort'))),
  );
  for (const socket of sockets) socket.destroy();
  return sockets.length;
};
