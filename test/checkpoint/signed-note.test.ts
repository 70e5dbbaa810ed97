import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import {
  newKey,
  readNote,
  signatureBy,
  signedNote,
  signerKey,
  verifierKey,
} from '../../src/event/signed-note.js';
import { keyIn } from './secret-key.js';

const got = <A>(read: E.Either<string, A>): A => {
  if (E.isLeft(read)) throw new Error(read.left);
  return read.right;
};

const name = 'example.com/ledger';
const root = Buffer.alloc(32, 7).toString('base64');
const made = newKey(name);
const signer = got(signerKey(made.secret));
const verifier = got(verifierKey(`${made.public}\n`));
const note = signedNote({ size: 1802, root }, signer);

describe('a signed note', () => {
  it('says origin, size and root, and is signed by the key that it names', () => {
    const lines = note.split('\n');
    expect(lines.slice(0, 4)).toEqual([name, '1802', root, '']);
    expect(lines[4]).toMatch(/^— example\.com\/ledger [A-Za-z0-9+/]+=*$/);
    const read = got(readNote(note));
    expect(read).toMatchObject({ origin: name, size: 1802, root, extensions: [] });
    expect(signatureBy(read, verifier)).toBe('valid');
    expect(signedNote({ size: 1802, root }, signer)).toBe(note);
  });

  it('is read with extensions and with others’ signatures, which count for nothing', () => {
    const stranger = got(signerKey(newKey(name).secret));
    const [, line = ''] = signedNote({ size: 1802, root }, stranger).split('\n\n');
    const both = got(readNote(note + line));
    expect(both.signatures.length).toBe(2);
    expect(signatureBy(both, verifier)).toBe('valid');
    expect(signatureBy(got(readNote(note)), stranger)).toBe('missing');
    const extended = got(readNote(note.replace(`${root}\n`, `${root}\nmore\n`)));
    expect(extended.extensions).toEqual(['more']);
    expect(signatureBy(extended, verifier)).toBe('wrong');
  });

  it('has keys whose ids are made as those of the Go checksum database', () => {
    const sum = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';
    expect(got(verifierKey(sum))).toMatchObject({ name: 'sum.golang.org', id: '033de0ae' });
  });

  it('is found changed by any bit', () => {
    const bytes = Buffer.from(note);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const read = readNote(flipped.toString('utf8'));
      if (E.isRight(read)) expect(signatureBy(read.right, verifier)).not.toBe('valid');
    }
  });

  it.each([
    ['', 'an empty line'],
    [note.replace('1802', '01802'), 'size of a tree'],
    [note.replace('1802', '-1'), 'size of a tree'],
    [note.replace('1802', '9007199254740993'), 'size of a tree'],
    [note.replace(root, root.slice(4)), 'a root in base64'],
    [note.replaceAll('\n', '\r\n'), 'carriage return'],
    [note.replace('— ', '- '), 'no signature'],
    [note.slice(0, -1), 'an empty line'],
    [`\n${note}`, 'the origin'],
  ])('refuses what is none: %j', (text, why) => {
    expect(readNote(text)).toMatchObject({ left: expect.stringContaining(why) });
  });
});

describe('a key', () => {
  it('is refused where it is changed, and not shown', () => {
    const { secret } = made;
    for (const text of [secret.replace('ledger', 'ledges'), secret.slice(0, -4), 'key']) {
      const read = signerKey(text);
      expect(E.isLeft(read)).toBe(true);
      if (E.isLeft(read)) expect(read.left).not.toContain(keyIn(secret));
    }
    expect(verifierKey(secret)).toMatchObject({ left: expect.stringContaining('nobody may see') });
    expect(E.isLeft(verifierKey(made.public.replace('+', '+0')))).toBe(true);
  });

  it('is another each time', () => {
    expect(newKey(name).secret).not.toBe(newKey(name).secret);
  });
});
