/** Chance that a seed repeats. */
import { randomFrom } from '../../test/store/random.js';
import type { Weights } from './rates.js';

export class Chance {
  readonly #random: () => number;

  /** A stream of its own for each label: one part's draws never move another's. */
  constructor(seed: number, label: number) {
    this.#random = randomFrom(
      Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(label + 1, 0xc2b2ae35),
    );
    for (let i = 0; i < 4; i++) this.#random();
  }

  happens(share: number): boolean {
    return this.#random() < share;
  }

  /** From least to most, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  /** Between two positive numbers, small ones as likely as large: sizes and prices. */
  scaled(least: number, most: number): number {
    return Math.round(least * (most / least) ** this.#random());
  }

  of<A>(choices: ReadonlyArray<A>): A {
    return choices[Math.floor(this.#random() * choices.length)] as A;
  }

  weighted<A extends string>(weights: Weights<A>): A {
    const entries = Object.entries(weights) as Array<[A, number]>;
    let left = this.#random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [choice, weight] of entries) {
      left -= weight;
      if (left < 0) return choice;
    }
    return (entries[entries.length - 1] as [A, number])[0];
  }

  /** A number whose distribution has these quantiles at equal steps. */
  between(quantiles: ReadonlyArray<number>): number {
    const at = this.#random() * (quantiles.length - 1);
    const low = quantiles[Math.floor(at)] as number;
    const high = quantiles[Math.ceil(at)] as number;
    return Math.round(low + (high - low) * (at - Math.floor(at)));
  }
}
