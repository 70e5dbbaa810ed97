/** Server-side filters of `$all`: on stream name or event type, by prefixes or a regular expression. */
import type { LoggedEvent } from './log.js';

export type EventFilter = (event: LoggedEvent) => boolean;

export interface FilterSpec {
  readonly on: 'stream-name' | 'event-type';
  readonly prefixes: ReadonlyArray<string>;
  /** Used where there are no prefixes; the server has C# syntax, tests keep to what both share. */
  readonly regex: string;
}

export const compileFilter = (spec: FilterSpec): EventFilter => {
  const subject =
    spec.on === 'stream-name'
      ? (event: LoggedEvent) => event.stream
      : (event: LoggedEvent) => event.type;
  if (spec.prefixes.length > 0) {
    return (event) => spec.prefixes.some((prefix) => subject(event).startsWith(prefix));
  }
  const pattern = new RegExp(spec.regex);
  return (event) => pattern.test(subject(event));
};
