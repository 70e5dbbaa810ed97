/** How many distinct streams were met, in little memory: an import may meet half a million. */
import { insiderOfStream } from '../../event/catalogue.js';

const cik = /^\d{10}$/;
const wordBits = 32;
const pageWords = 32;
const pageBits = pageWords * wordBits;

/** A bit for each CIK, in pages that come to be when needed; other names as they are. */
export class StreamTally {
  readonly #pages = new Map<number, Uint32Array>();
  readonly #others = new Set<string>();
  #ciks = 0;

  get size(): number {
    return this.#ciks + this.#others.size;
  }

  add(stream: string): void {
    const id = insiderOfStream(stream);
    if (id !== null && cik.test(id)) this.#addCik(Number(id));
    else this.#others.add(stream);
  }

  #addCik(number: number): void {
    const at = Math.floor(number / pageBits);
    let page = this.#pages.get(at);
    if (page === undefined) {
      page = new Uint32Array(pageWords);
      this.#pages.set(at, page);
    }
    const within = number % pageBits;
    const word = Math.floor(within / wordBits);
    const bit = 1 << (within % wordBits);
    if (((page[word] ?? 0) & bit) !== 0) return;
    page[word] = (page[word] ?? 0) | bit;
    this.#ciks += 1;
  }
}
