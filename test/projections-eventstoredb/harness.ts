/**
 * The few functions of EventStoreDB's projections that ours uses, to run the same JavaScript here.
 * It shows what the code does, not that a server runs it.
 */
import { createContext, runInContext } from 'node:vm';

export interface ProjectedEvent {
  readonly streamId: string;
  readonly sequenceNumber: number;
  readonly eventType: string;
  readonly isJson: boolean;
  /** JSON text; the server parses it, so that numbers are binary floating point. */
  readonly dataText: string;
}

export interface Link {
  readonly to: string;
  /** As the server writes it: `revision@stream`. */
  readonly target: string;
}

type Handler = (state: object, event: object) => unknown;

/** Runs a continuous projection over events in the order of the log; gives what it linked. */
export const runProjection = (
  source: string,
  events: ReadonlyArray<ProjectedEvent>,
): ReadonlyArray<Link> => {
  const links: Link[] = [];
  let handlers: Readonly<Record<string, Handler>> = {};
  const api = {
    options: () => undefined,
    fromAll: () => ({
      when: (given: Readonly<Record<string, Handler>>) => {
        handlers = given;
      },
    }),
    linkTo: (to: string, event: { readonly streamId: string; readonly sequenceNumber: number }) => {
      links.push({ to, target: `${event.sequenceNumber}@${event.streamId}` });
    },
  };
  runInContext(source, createContext(api), { timeout: 1_000 });
  const state = handlers['$init']?.({}, {}) ?? {};
  for (const { dataText, ...event } of events) {
    const data: unknown = event.isJson ? JSON.parse(dataText) : undefined;
    const handler = handlers[event.eventType] ?? handlers['$any'];
    handler?.(state as object, { ...event, data, body: data });
  }
  return links;
};
