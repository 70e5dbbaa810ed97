/** What the adapter does on its own account, for whoever keeps logs and metrics. */
export type EsdbSignal =
  | {
      readonly kind: 'append-retried';
      readonly stream: string;
      readonly attempt: number;
      readonly reason: string;
    }
  | { readonly kind: 'read-resumed'; readonly of: string; readonly reason: string }
  | { readonly kind: 'subscription-resumed'; readonly reason: string }
  | { readonly kind: 'client-renewed'; readonly reason: string }
  | { readonly kind: 'stray-answer' };

export type Notify = (signal: EsdbSignal) => void;
