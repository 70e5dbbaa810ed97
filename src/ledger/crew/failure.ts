/** What a thread's work ended with, on its way to another thread. */
import { type LedgerError, LedgerFailure } from '../../answer/error.js';
import { Damaged } from '../../readmodel/damage.js';
import { type StoreError, StoreFailure } from '../../store/port.js';

export type HandFailure =
  | { readonly store: StoreError }
  | { readonly ledger: LedgerError }
  | {
      readonly message: string;
      readonly stack: string;
      readonly code: string | null;
      readonly damaged: boolean;
    };

/** Errors lose their class and their code on the way to another thread: as plain values they do not. */
export const told = (thrown: unknown): HandFailure => {
  if (thrown instanceof StoreFailure) return { store: thrown.error };
  if (thrown instanceof LedgerFailure) return { ledger: thrown.error };
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code: unknown = Reflect.get(error, 'code');
  return {
    message: error.message,
    stack: error.stack ?? '',
    code: typeof code === 'string' ? code : null,
    damaged: thrown instanceof Damaged,
  };
};

export const thrownBy = (failure: HandFailure): Error => {
  if ('store' in failure) return new StoreFailure(failure.store);
  if ('ledger' in failure) return new LedgerFailure(failure.ledger);
  const { message, stack, code, damaged } = failure;
  if (damaged) return new Damaged(message);
  return Object.assign(new Error(message), { stack }, code === null ? {} : { code });
};
