/** Whether questions are answered at once: the store answers, and the read model is level with it. */
import * as E from 'fp-ts/lib/Either.js';
import type { Ledger } from '../ledger/ledger.js';

export interface Ready {
  readonly ready: boolean;
  /** Events that are not taken in yet; null where nothing is kept. */
  readonly lag: number | null;
  readonly why: string | null;
}

export interface Readiness {
  look(): Promise<Ready>;
  /** As it was last found, without looking. */
  readonly isReady: () => boolean;
  /** From now on it is not: the server ends. */
  end(): void;
}

const lagMost = 1_000;

/** For so long it is not looked at again. */
const freshMs = 1_000;

const found = async (ledger: Ledger, keeps: boolean): Promise<Ready> => {
  const status = await ledger.status()();
  if (E.isLeft(status)) return { ready: false, lag: null, why: status.left.code };
  const { readModel } = status.right;
  if (!keeps) return { ready: true, lag: null, why: null };
  if (readModel === null || !readModel.answers)
    return { ready: false, lag: readModel?.lag ?? null, why: 'the read model is being made' };
  return readModel.lag <= lagMost
    ? { ready: true, lag: readModel.lag, why: null }
    : { ready: false, lag: readModel.lag, why: 'the read model is behind the log' };
};

/** @param keeps Whether a read model is kept here. */
export const readinessOf = (
  ledger: Ledger,
  keeps: boolean,
  clock: () => number = Date.now,
): Readiness => {
  let last: { readonly at: number; readonly told: Promise<Ready> } | null = null;
  let isReady = !keeps;
  let hasEnded = false;
  return {
    look: async () => {
      if (hasEnded) return { ready: false, lag: null, why: 'the server ends' };
      if (last === null || clock() - last.at > freshMs)
        last = { at: clock(), told: found(ledger, keeps) };
      const told = await last.told;
      isReady = told.ready;
      return told;
    },
    isReady: () => isReady,
    end: () => {
      hasEnded = true;
    },
  };
};
