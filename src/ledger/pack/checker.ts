/** The checker that goes with an audit pack: plain Node, none of our code, short enough to be read. */
export const checker = String.raw`// Checks this folder: node check.mjs [FOLDER]. Needs Node 18 or later and nothing else.
import { createHash, verify } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.argv[2] ?? dirname(fileURLToPath(import.meta.url));
const found = [];
const sha256 = (...parts) => parts.reduce((h, part) => h.update(part), createHash('sha256')).digest();
const hex = (...parts) => sha256(...parts).toString('hex');
const bytes = (name) => readFileSync(join(folder, name));
const text = (name) => bytes(name).toString('utf8');
const lines = (name) => text(name).split('\n').filter((line) => line !== '');

// RFC 8785: the keys of an object in the order of their UTF-16 code units, no spaces.
const canonical = (value) => {
  if (Array.isArray(value)) return '[' + value.map(canonical).join(',') + ']';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return '{' + members.map((k) => JSON.stringify(k) + ':' + canonical(value[k])).join(',') + '}';
};

// Every file by its digest: none changed, none missing, none added.
const filesIn = (at) =>
  readdirSync(join(folder, at)).flatMap((name) => {
    const path = at === '' ? name : at + '/' + name;
    return statSync(join(folder, path)).isDirectory() ? filesIn(path) : [path];
  });
const files = filesIn('').sort();
const expected = files
  .filter((name) => name !== 'manifest.sha256')
  .map((name) => hex(bytes(name)) + '  ' + name + '\n');
if (expected.join('') !== text('manifest.sha256')) {
  const stated = new Set(text('manifest.sha256').split(/(?<=\n)/));
  for (const line of expected)
    if (!stated.delete(line)) found.push('not as the manifest says: ' + line.trim());
  for (const line of stated) found.push('only in the manifest: ' + line.trim());
  if (found.length === 0) found.push('the manifest is not in order');
}

// Every event by its hash, and each linked to the one before it in its stream.
const ends = new Map();
const hashes = new Set();
const documents = new Set();
for (const line of lines('events.ndjson')) {
  const { stream, revision, id, type, data, metadata } = JSON.parse(line);
  const where = stream + '@' + revision;
  const { hash, ...sealed } = metadata;
  const end = ends.get(stream) ?? { next: 0, hash: '0'.repeat(64) };
  if (Number(revision) !== end.next) found.push(where + ': revision ' + end.next + ' is missing');
  if (metadata.previousHash !== end.hash) found.push(where + ': the chain is broken');
  if (hex(metadata.previousHash, canonical({ data, id, metadata: sealed, type })) !== hash)
    found.push(where + ': its hash is not that of what it says');
  ends.set(stream, { next: Number(revision) + 1, hash });
  hashes.add(hash);
  if (typeof data.sourceDigest === 'string') documents.add(data.sourceDigest);
}

// Every document by the digest that an event has of it.
const kept = files.filter((name) => /^sources\/[0-9a-f]{64}$/.test(name));
for (const name of kept) {
  if ('sources/' + hex(bytes(name)) !== name) found.push(name + ': not the document of that digest');
  if (!documents.has(name.slice(8))) found.push(name + ': no event names it');
}

// Where a checkpoint is here: every event leads to its root (RFC 6962).
const rootFrom = (leaf, index, size, path) => {
  let [node, at, last] = [sha256(Buffer.from([0]), leaf), index, size - 1];
  const inner = (left, right) => sha256(Buffer.from([1]), left, right);
  for (const step of path.map((one) => Buffer.from(one, 'hex'))) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      node = inner(step, node);
      while (at % 2 === 0 && at !== 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    } else node = inner(node, step);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? node.toString('base64') : null;
};
if (files.includes('checkpoint.txt')) {
  const [, size, root] = text('checkpoint.txt').split('\n');
  for (const { hash, index, path } of JSON.parse(text('inclusion.json'))) {
    if (!hashes.delete(hash)) found.push('a proof of no event here, or a second one: ' + hash);
    if (rootFrom(Buffer.from(hash, 'hex'), index, Number(size), path) !== root)
      found.push('not in the checkpoint: ' + hash);
  }
  if (hashes.size > 0) console.log(hashes.size + ' events came after the checkpoint.');
  // Signed (C2SP): Ed25519 over the text before the empty line, by the key NAME+ID+BASE64.
  const [, said, signatures] = /^(.*\n)\n(.*)$/s.exec(text('checkpoint.txt')) ?? [];
  const pub = files.includes('checkpoint.pub') ? text('checkpoint.pub').trim() : null;
  const [, name, raw = ''] = /^([^+]+)\+.{8}\+(\S+)$/.exec(pub ?? '') ?? [];
  const spki = '302a300506032b6570032100' + Buffer.from(raw, 'base64').toString('hex').slice(2);
  const key = { key: Buffer.from(spki, 'hex'), format: 'der', type: 'spki' };
  const isBy = ([, by, sig]) => by === name && verify(null, Buffer.from(said), key, Buffer.from(sig, 'base64').subarray(4));
  if (pub === null) console.log('There is no key here: the signature of the checkpoint was NOT checked.');
  else if (!signatures.split('\n').some((line) => isBy(line.split(' ')))) found.push('not signed by ' + pub);
  else console.log('The checkpoint is signed by ' + pub + ': compare with the key that you trust.');
}
if (found.length > 0) throw new Error('This pack is NOT as it was made:\n' + found.join('\n'));
console.log(files.length + ' files, ' + ends.size + ' streams, ' + kept.length + ' documents: as they were made.');
`;
