/**
 * Texts of events as the file keeps them: the JSON that was sealed, in fewer bytes, and unpacked to
 * the very same text before anything is hashed or parsed. Most of an event is its keys: they are
 * phrases, a byte or two each. Bytes below the blank begin what is not a letter:
 *
 *   01 and 32 bytes              a digest of 64 hexadecimal digits
 *   02 and half bytes up to 0xF  digits and what stands between them in days, instants and numbers
 *   03, two bytes back, a length what stands earlier in the text
 *   04 and a byte                that byte of UTF-8
 *   05 and a byte                one of the further phrases
 *
 * and a byte of 80 or above is one of the first phrases. Unpacking takes less than parsing does,
 * needs no library, and one version of Node packs as another does (decision 0030).
 */
import { phrases } from './phrases.js';

const digest = 0x01;
const numeral = 0x02;
const earlier = 0x03;
const literal = 0x04;
const further = 0x05;

const blank = 0x20;
const afterLetters = 0x7f;
const firstPhrase = 0x80;
const phrasesOfOneByte = 128;
const phrasesMax = phrasesOfOneByte + 256;

const digestBytes = 32;
const numerals = '0123456789.-:TZ';
const endOfNumeral = 0xf;
/** Shorter ones are as short as they are. */
const numeralMin = 5;
const earlierMin = 6;
const earlierMax = 255;
const backMax = 0xffff;

/** No text is longer: a file that says otherwise was altered, and must not fill the memory. */
const textBytesMax = 16 * 1024 * 1024;
/** Of a code unit. */
const utf8BytesMax = 3;
/** What is kept of the room in which texts are made. */
const roomKept = 256 * 1024;

const table: ReadonlyArray<Buffer> = phrases.map((phrase) => Buffer.from(phrase));
if (table.length > phrasesMax) throw new Error(`more than ${phrasesMax} phrases`);

const keyAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);

/**
 * Phrases by their first three bytes, each beginning in a slot of its own, and there by the fourth,
 * longest first: a hundred begin with the end of one member and the beginning of the next.
 */
const slots = 1 << 12;
const keyIn = new Int32Array(slots);
const begins = new Uint8Array(256);
type ByFourth = Array<Array<number> | undefined>;
const longerIn: Array<ByFourth> = [];
/** The phrase of three bytes; -1 where there is none. */
const shortestIn = new Int16Array(slots).fill(-1);
const slotOf = (key: number): number => {
  let slot = Math.imul(key, 0x9e3779b1) >>> 20;
  while (keyIn[slot] !== -1 && keyIn[slot] !== key) slot = (slot + 1) % slots;
  return slot;
};
/** Once, and only where something is packed. */
const fillSlots = (): void => {
  if (longerIn.length > 0) return;
  keyIn.fill(-1);
  for (let slot = 0; slot < slots; slot++) longerIn.push([]);
  table.forEach((phrase, i) => {
    const key = keyAt(phrase, 0);
    const slot = slotOf(key);
    keyIn[slot] = key;
    begins[phrase[0] as number] = 1;
    const fourth = phrase[3];
    if (fourth === undefined) {
      shortestIn[slot] = i;
      return;
    }
    const longer = longerIn[slot] as ByFourth;
    const alike = longer[fourth] ?? [];
    alike.push(i);
    longer[fourth] = alike.sort(
      (a, b) => (table[b] as Buffer).length - (table[a] as Buffer).length,
    );
  });
};

/** The values of digits by their byte; 16 for all other bytes. */
const valuesOf = (digits: string): Uint8Array => {
  const values = new Uint8Array(256).fill(16);
  for (let i = 0; i < digits.length; i++) values[digits.charCodeAt(i)] = i;
  return values;
};
const numeralOf = valuesOf(numerals);
const numeralBytes = Buffer.from(numerals);
const hexDigits = '0123456789abcdef';
const hexOf = valuesOf(hexDigits);
const hexBytes = Buffer.from(hexDigits);

const quote = 0x22;

const isDigest = (bytes: Uint8Array, at: number): boolean => {
  const end = at + 2 * digestBytes;
  if (bytes[end] !== quote) return false;
  for (let i = at; i < end; i++) if (hexOf[bytes[i] as number] === 16) return false;
  return true;
};

/** Whether a phrase stands where its first four bytes do. */
const startsWith = (bytes: Uint8Array, at: number, phrase: Uint8Array): boolean => {
  if (at + phrase.length > bytes.length) return false;
  for (let i = 4; i < phrase.length; i++) if (bytes[at + i] !== phrase[i]) return false;
  return true;
};

/** The longest phrase that stands here; -1 where none does. */
const phraseAt = (bytes: Uint8Array, at: number): number => {
  if (begins[bytes[at] as number] === 0) return -1;
  const key = keyAt(bytes, at);
  const slot = slotOf(key);
  if (keyIn[slot] !== key) return -1;
  if (at + 3 < bytes.length) {
    const longer = (longerIn[slot] as ByFourth)[bytes[at + 3] as number];
    if (longer !== undefined)
      for (const index of longer) if (startsWith(bytes, at, table[index] as Buffer)) return index;
  }
  return shortestIn[slot] as number;
};

const numeralLength = (bytes: Uint8Array, from: number): number => {
  let at = from;
  while (at < bytes.length && numeralOf[bytes[at] as number] !== 16) at += 1;
  return at - from;
};

const commonLength = (bytes: Uint8Array, from: number, at: number): number => {
  const max = Math.min(earlierMax, bytes.length - at);
  let length = 0;
  while (length < max && bytes[from + length] === bytes[at + length]) length += 1;
  return length;
};

/** Where something with the same beginning stood last, in the text that is being packed. */
class Places {
  readonly #last = new Float64Array(1 << 10);
  /** Places of texts before are below it. */
  #base = 1;

  begin(before: number): void {
    this.#base += before + 1;
  }

  /** Negative where it stood nowhere. */
  swap(bytes: Uint8Array, at: number): number {
    const key = keyAt(bytes, at) ^ ((bytes[at + 4] as number) << 20);
    const place = Math.imul(key, 0x9e3779b1) >>> 22;
    const last = (this.#last[place] as number) - this.#base;
    this.#last[place] = this.#base + at;
    return last;
  }
}

/** Packs texts one after the other, in the room of the one before. */
export class Packer {
  readonly #places = new Places();
  #text = Buffer.allocUnsafe(0);
  #out = Buffer.allocUnsafe(0);
  #to = 0;

  /** What it gives is good until it packs again. */
  pack(text: string): Buffer {
    fillSlots();
    const bytes = this.#bytesOf(text);
    const { length } = bytes;
    if (this.#out.length < 2 * length) this.#out = Buffer.allocUnsafe(Math.max(2 * length, 16384));
    this.#to = 0;
    for (let at = 0; at < length; ) at += this.#next(bytes, at);
    this.#places.begin(length);
    const packed = this.#out.subarray(0, this.#to);
    if (this.#out.length > roomKept) this.#out = Buffer.allocUnsafe(0);
    return packed;
  }

  #bytesOf(text: string): Buffer {
    const most = utf8BytesMax * text.length;
    if (most > roomKept) return Buffer.from(text);
    if (this.#text.length < most) this.#text = Buffer.allocUnsafe(Math.max(most, 16384));
    return this.#text.subarray(0, this.#text.write(text));
  }

  /** Writes what stands here, and says how much of the text that was. */
  #next(bytes: Uint8Array, at: number): number {
    if (at > 0 && bytes[at - 1] === quote && isDigest(bytes, at)) return this.#digest(bytes, at);
    const phrase = at + 2 < bytes.length ? phraseAt(bytes, at) : -1;
    if (phrase >= 0) return this.#phrase(phrase);
    const common = at + earlierMin <= bytes.length ? this.#earlier(bytes, at) : 0;
    if (common > 0) return common;
    const length = numeralLength(bytes, at);
    if (length >= numeralMin) return this.#numeral(bytes, at, length);
    const byte = bytes[at] as number;
    if (byte < blank || byte >= afterLetters) this.#put(literal);
    this.#put(byte);
    return 1;
  }

  #put(byte: number): void {
    this.#out[this.#to++] = byte;
  }

  #digest(bytes: Uint8Array, at: number): number {
    this.#put(digest);
    for (let i = at; i < at + 2 * digestBytes; i += 2)
      this.#put(
        ((hexOf[bytes[i] as number] as number) << 4) | (hexOf[bytes[i + 1] as number] as number),
      );
    return 2 * digestBytes;
  }

  #phrase(index: number): number {
    if (index < phrasesOfOneByte) this.#put(firstPhrase + index);
    else {
      this.#put(further);
      this.#put(index - phrasesOfOneByte);
    }
    return (table[index] as Buffer).length;
  }

  #earlier(bytes: Uint8Array, at: number): number {
    const from = this.#places.swap(bytes, at);
    if (from < 0 || at - from > backMax) return 0;
    const common = commonLength(bytes, from, at);
    if (common < earlierMin) return 0;
    this.#put(earlier);
    this.#put((at - from) & 0xff);
    this.#put((at - from) >> 8);
    this.#put(common);
    return common;
  }

  #numeral(bytes: Uint8Array, at: number, length: number): number {
    const half = (i: number): number =>
      i < length ? (numeralOf[bytes[at + i] as number] as number) : endOfNumeral;
    this.#put(numeral);
    for (let i = 0; i <= length; i += 2) this.#put((half(i) << 4) | half(i + 1));
    return length;
  }
}

/** Reads what a `Packer` wrote; whatever is not that is told by `isTorn`. */
class Unpacker {
  #out = Buffer.allocUnsafe(16384);
  #to = 0;
  #packed: Uint8Array = this.#out;
  #at = 0;
  #isTorn = false;
  #isAscii = true;

  unpack(packed: Uint8Array): string | null {
    this.#packed = packed;
    this.#at = 0;
    this.#to = 0;
    this.#isTorn = false;
    this.#isAscii = true;
    while (this.#at < packed.length && !this.#isTorn) this.#next();
    const text = this.#isTorn ? null : this.#text();
    if (this.#out.length > roomKept) this.#out = Buffer.allocUnsafe(16384);
    return text;
  }

  #text(): string | null {
    if (this.#isAscii) return this.#out.toString('latin1', 0, this.#to);
    const bytes = this.#out.subarray(0, this.#to);
    const text = bytes.toString();
    // Bytes that are no UTF-8 are no text of ours.
    return text.includes('\ufffd') && !Buffer.from(text).equals(bytes) ? null : text;
  }

  #next(): void {
    const byte = this.#packed[this.#at++] as number;
    this.#makeRoom();
    if (byte >= firstPhrase) this.#phrase(byte - firstPhrase);
    else if (byte >= blank) {
      if (byte === afterLetters) this.#isTorn = true;
      this.#out[this.#to++] = byte;
    } else if (byte === further) this.#phrase(phrasesOfOneByte + this.#take());
    else if (byte === digest) this.#digest();
    else if (byte === numeral) this.#numeral();
    else if (byte === earlier) this.#earlier();
    else if (byte === literal) this.#literal();
    else this.#isTorn = true;
  }

  #take(): number {
    if (this.#at < this.#packed.length) return this.#packed[this.#at++] as number;
    this.#isTorn = true;
    return 0;
  }

  /** For whatever one byte may stand for. */
  #makeRoom(): void {
    if (this.#to + 512 <= this.#out.length) return;
    if (this.#to > textBytesMax) {
      this.#isTorn = true;
      this.#to = 0;
      return;
    }
    const wider = Buffer.allocUnsafe(2 * this.#out.length);
    this.#out.copy(wider, 0, 0, this.#to);
    this.#out = wider;
  }

  #phrase(index: number): void {
    const phrase = table[index];
    if (phrase === undefined) {
      this.#isTorn = true;
      return;
    }
    const { length } = phrase;
    const out = this.#out;
    const to = this.#to;
    for (let i = 0; i < length; i++) out[to + i] = phrase[i] as number;
    this.#to = to + length;
  }

  #digest(): void {
    for (let i = 0; i < digestBytes; i++) {
      const two = this.#take();
      this.#out[this.#to++] = hexBytes[two >> 4] as number;
      this.#out[this.#to++] = hexBytes[two & 0xf] as number;
    }
  }

  #numeral(): void {
    for (;;) {
      const two = this.#take();
      const [high, low] = [two >> 4, two & 0xf];
      if (high === endOfNumeral) {
        if (low !== endOfNumeral) this.#isTorn = true;
        return;
      }
      this.#out[this.#to++] = numeralBytes[high] as number;
      if (low === endOfNumeral || this.#isTorn) return;
      this.#out[this.#to++] = numeralBytes[low] as number;
      this.#makeRoom();
    }
  }

  #earlier(): void {
    const back = this.#take() | (this.#take() << 8);
    const length = this.#take();
    if (back === 0 || back > this.#to) {
      this.#isTorn = true;
      return;
    }
    for (let i = 0; i < length; i++, this.#to++)
      this.#out[this.#to] = this.#out[this.#to - back] as number;
  }

  #literal(): void {
    const byte = this.#take();
    if (byte >= blank && byte < afterLetters) this.#isTorn = true;
    if (byte > afterLetters) this.#isAscii = false;
    this.#out[this.#to++] = byte;
  }
}

const packer = new Packer();
const unpacker = new Unpacker();

export const pack = (text: string): Buffer => Buffer.from(packer.pack(text));

/** Null where the bytes are not a text that was packed. */
export const unpack = (packed: Uint8Array): string | null => unpacker.unpack(packed);
