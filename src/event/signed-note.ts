/**
 * Notes signed with Ed25519 (C2SP signed-note) that say how far a log is and what its Merkle root
 * is (C2SP tlog-checkpoint), and the keys they are signed and checked with.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';

/** Of signatures by plain Ed25519. */
const ed25519 = Buffer.of(1);
const spkiStart = Buffer.from('302a300506032b6570032100', 'hex');
const pkcs8Start = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Who signs: the name is also a checkpoint's origin. */
export interface VerifierKey {
  readonly name: string;
  /** Eight hex digits, by which a signature says whose it is. */
  readonly id: string;
  readonly publicKey: KeyObject;
  /** As it is handed on: NAME+ID+BASE64. */
  readonly text: string;
}

export interface SignerKey extends VerifierKey {
  readonly privateKey: KeyObject;
}

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
}

interface Signature {
  readonly name: string;
  readonly id: string;
  readonly bytes: Buffer;
}

export interface SignedNote extends Checkpoint {
  /** What is signed. */
  readonly text: string;
  readonly extensions: ReadonlyArray<string>;
  readonly signatures: ReadonlyArray<Signature>;
}

const keyName = /^[^\s+\p{C}]{1,200}$/u;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const noteLengthMax = 100_000;

export const isKeyName = (name: string): boolean => keyName.test(name);

const bytesOf = (text: string): Buffer | null => {
  if (!base64.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  // Bits that no byte is made of would let one signature be written in several ways.
  return bytes.toString('base64') === text ? bytes : null;
};

const verifierOf = (name: string, raw: Uint8Array): VerifierKey => {
  const id = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), ed25519, raw]), 'hex');
  const publicKey = createPublicKey({
    key: Buffer.concat([spkiStart, raw]),
    format: 'der',
    type: 'spki',
  });
  const key = Buffer.concat([ed25519, raw]).toString('base64');
  return { name, id: id.slice(0, 8), publicKey, text: `${name}+${id.slice(0, 8)}+${key}` };
};

const signerOf = (name: string, seed: Uint8Array): SignerKey => {
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Start, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { ...verifierOf(name, spki.subarray(-32)), privateKey };
};

const privateMark = 'PRIVATE+KEY+';

/** A new key, as texts: what nobody may see, and what everybody may. */
export const newKey = (name: string): { readonly secret: string; readonly public: string } => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const key = signerOf(name, seed);
  const secret = Buffer.concat([ed25519, seed]).toString('base64');
  return { secret: `${privateMark}${name}+${key.id}+${secret}`, public: key.text };
};

const keyParts = (
  text: string,
): { readonly name: string; readonly id: string; readonly raw: Buffer } | null => {
  const [, name = '', id = '', key = ''] = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  const bytes = bytesOf(key);
  return isKeyName(name) && bytes !== null && bytes.length === 33 && bytes[0] === ed25519[0]
    ? { name, id, raw: bytes.subarray(1) }
    : null;
};

/** What is wrong is told without a word of the key. */
export const signerKey = (text: string): E.Either<string, SignerKey> => {
  const trimmed = text.trim();
  if (!trimmed.startsWith(privateMark))
    return E.left(
      `a key to sign with begins with ${privateMark}, as checkpoint --new-key writes it`,
    );
  const parts = keyParts(trimmed.slice(privateMark.length));
  if (parts === null) return E.left('the key is not whole: PRIVATE+KEY+NAME+ID+BASE64 is expected');
  const key = signerOf(parts.name, parts.raw);
  return key.id === parts.id ? E.right(key) : E.left('the key was changed: its id is another');
};

export const verifierKey = (text: string): E.Either<string, VerifierKey> => {
  const trimmed = text.trim();
  if (trimmed.startsWith(privateMark))
    return E.left(
      'this is the key to sign with, which nobody may see: name the one ending in .pub',
    );
  const parts = keyParts(trimmed);
  if (parts === null)
    return E.left('a public key is written NAME+ID+BASE64, as checkpoint --new-key prints it');
  const key = verifierOf(parts.name, parts.raw);
  return key.id === parts.id ? E.right(key) : E.left('the key was changed: its id is another');
};

const signatureMark = '— ';

/** The note of a checkpoint, signed. The same checkpoint and key give the same text. */
export const signedNote = ({ size, root }: Omit<Checkpoint, 'origin'>, key: SignerKey): string => {
  const text = `${key.name}\n${size}\n${root}\n`;
  const signature = Buffer.concat([
    Buffer.from(key.id, 'hex'),
    sign(null, Buffer.from(text), key.privateKey),
  ]);
  return `${text}\n${signatureMark}${key.name} ${signature.toString('base64')}\n`;
};

const signatureOf = (line: string): Signature | null => {
  const [, name = '', text = ''] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
  const bytes = bytesOf(text);
  return isKeyName(name) && bytes !== null && bytes.length > 4
    ? { name, id: bytes.subarray(0, 4).toString('hex'), bytes: bytes.subarray(4) }
    : null;
};

const isWhole = <A>(items: ReadonlyArray<A | null>): items is ReadonlyArray<A> =>
  !items.includes(null);

/** Reads a note; what it says counts for nothing before a signature is checked. */
export const readNote = (note: string): E.Either<string, SignedNote> => {
  const wrong = (what: string) => E.left(`this is no signed checkpoint: ${what}`);
  if (note.length > noteLengthMax) return wrong('it is too long');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: notes have none but line feeds
  if (/[\u0000-\u0009\u000b-\u001f\ufffd]/.test(note))
    return wrong('it has characters that no note has (a carriage return, say, or bytes not UTF-8)');
  const cut = note.lastIndexOf('\n\n');
  if (cut === -1 || !note.endsWith('\n'))
    return wrong('a text, an empty line and lines with signatures are expected');
  const text = note.slice(0, cut + 1);
  const [origin = '', size = '', root = '', ...extensions] = text.slice(0, -1).split('\n');
  if (origin === '') return wrong('its first line, the origin, is empty');
  if (!/^(?:0|[1-9][0-9]{0,14})$/.test(size))
    return wrong(`its second line is the size of a tree; got ${JSON.stringify(size)}`);
  if (bytesOf(root)?.length !== 32)
    return wrong(`its third line is a root in base64; got ${JSON.stringify(root)}`);
  if (extensions.includes('')) return wrong('a line of it is empty');
  const signatures = note
    .slice(cut + 2, -1)
    .split('\n')
    .map(signatureOf);
  if (!isWhole(signatures)) return wrong('a line after the empty one is no signature');
  return E.right({ origin, size: Number(size), root, text, extensions, signatures });
};

export type SignatureState = 'valid' | 'wrong' | 'missing';

/** Whether a key signed the note. Signatures by other keys are passed over. */
export const signatureBy = (note: SignedNote, key: VerifierKey): SignatureState => {
  const own = note.signatures.filter(({ name, id }) => name === key.name && id === key.id);
  if (own.length === 0) return 'missing';
  const signed = Buffer.from(note.text);
  return own.every(({ bytes }) => verify(null, signed, key.publicKey, bytes)) ? 'valid' : 'wrong';
};
