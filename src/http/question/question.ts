/** A question that can be asked over HTTP: one entry of the table of routes. */
import type { Given, Parameter } from '../parameter.js';
import type { Tells } from '../telling.js';

export interface Question {
  /** Below the API's root; what stands in braces is a parameter as well. */
  readonly path: string;
  /** The library's verb. */
  readonly verb: string;
  readonly says: string;
  readonly parameters: ReadonlyArray<Parameter>;
  /** The name of its answer's schema. */
  readonly answer: string;
  /** Whether so much is read for it that few may be answered at once. */
  readonly isHeavy?: (given: Given) => boolean;
  /** Never kept by whoever asks: it tells of now. */
  readonly isOfNow?: true;
  readonly tells: Tells;
}
