/**
 * What the double does wrong, and where. Tests set one fault, a queue of them, or a seeded plan.
 */

/** The calls a fault can strike. */
export type Site = 'append' | 'read' | 'subscribe' | 'features' | 'gossip';

export type Fault =
  /** Takes the request and never answers; an append is not written. */
  | { readonly kind: 'silent' }
  /** Written, never answered. */
  | { readonly kind: 'written-silent' }
  /** Answers the same request a second time. */
  | { readonly kind: 'answered-twice' }
  /** Answers a request nobody made, then the right one. */
  | { readonly kind: 'strange-answer' }
  /** Written, then the connection is lost before the answer. */
  | { readonly kind: 'written-connection-lost' }
  /** The connection is lost; an append is not written. */
  | { readonly kind: 'connection-lost' }
  /** A read or a subscription loses its connection after so many messages. */
  | { readonly kind: 'dies'; readonly after: number }
  /** A read or a subscription stops sending after so many messages, connection kept. */
  | { readonly kind: 'stalls'; readonly after: number }
  | { readonly kind: 'busy' }
  | { readonly kind: 'not-ready' }
  /** Written, but the answer says that the server ran out of time. */
  | { readonly kind: 'written-timeout' }
  /** Answers that another node leads, with its address where it knows it. */
  | { readonly kind: 'not-leader'; readonly host?: string; readonly port?: number }
  | { readonly kind: 'access-denied' }
  /** The server found no space or memory: an answer of the kind nobody lists. */
  | { readonly kind: 'unknown-error' }
  | { readonly kind: 'event-too-large' }
  | { readonly kind: 'slow'; readonly ms: number }
  /** Answered as written, and not. */
  | { readonly kind: 'forgotten' }
  /** An event whose JSON is cut short. */
  | { readonly kind: 'malformed-data' }
  /** gRPC status of the caller's choice. */
  | { readonly kind: 'status'; readonly code: number; readonly details: string };

export type FaultKind = Fault['kind'];

/** What a read of one stream says that is not so, without any sign of it. */
export type Lie =
  /** Ends before the last so many events, and says where the stream ends if asked for that. */
  | { readonly kind: 'short'; readonly by: number }
  /** The stream as it was so many events ago. */
  | { readonly kind: 'stale'; readonly by: number }
  | { readonly kind: 'empty' }
  | { readonly kind: 'not-found' };

/** Chooses the fault of the next call at a site. */
export type FaultPlan = (site: Site) => Fault | undefined;

export class Faults {
  /** How far this server's clock is ahead of the client's, in milliseconds. */
  clockSkewMs = 0;
  /** What the reads of a stream lie about; metadata streams are left alone. */
  lie: (stream: string) => Lie | undefined = () => undefined;
  /** Asked last, after what `once` and `always` gave. */
  plan: FaultPlan = () => undefined;
  /** How often each fault struck. */
  readonly struck = new Map<FaultKind, number>();
  private readonly queued = new Map<Site, Array<Fault>>();
  private readonly standing = new Map<Site, Fault>();

  /** Strikes the next calls at this site, one fault each. */
  once(site: Site, ...faults: ReadonlyArray<Fault>): void {
    this.queued.set(site, [...(this.queued.get(site) ?? []), ...faults]);
  }

  /** Strikes every call at this site until cleared. */
  always(site: Site, fault: Fault): void {
    this.standing.set(site, fault);
  }

  clear(): void {
    this.queued.clear();
    this.standing.clear();
    this.plan = () => undefined;
    this.lie = () => undefined;
    this.clockSkewMs = 0;
  }

  next(site: Site): Fault | undefined {
    const fault = this.queued.get(site)?.shift() ?? this.standing.get(site) ?? this.plan(site);
    if (fault !== undefined) this.struck.set(fault.kind, (this.struck.get(fault.kind) ?? 0) + 1);
    return fault;
  }
}
