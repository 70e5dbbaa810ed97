/** Structured log lines on standard error, one JSON object each, at a level and above. */
import { destination, pino, stdTimeFunctions } from 'pino';
import type { Log } from '../store/observed.js';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

export const isLogLevel = (text: string): text is LogLevel =>
  (logLevels as ReadonlyArray<string>).includes(text);

export const logLines = (level: LogLevel): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    // Written as it happens: a process that is killed has said all it did.
    destination({ fd: 2, sync: true }),
  );
