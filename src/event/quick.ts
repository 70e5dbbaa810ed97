/**
 * What most of a log is made of, read without io-ts: filings, their rows and metadata, as this code
 * writes them. Each member is looked at by the very rule of its codec; whatever is not literally
 * what would be written is handed on, and io-ts alone reads or refuses it (decision 0032).
 */
import * as E from 'fp-ts/lib/Either.js';
import { type Codec, emptyField, type Field, fieldOf } from '../filing/codec.js';
import { type Decimal, parseDecimal } from '../filing/decimal.js';
import * as m from '../filing/model.js';
import {
  type EventMetadata,
  type EventType,
  eventMetadata,
  type FilingRecorded,
  filingRecorded,
  type RowReported,
  transactionReported,
} from './catalogue.js';

/** Undefined: to be handed on. */
type Quick<A> = A | undefined;

type Members = Readonly<Record<string, unknown>>;

/** An object with no other keys than these; they are looked for in a set, whatever their names. */
const membersOf = (u: unknown, known: ReadonlySet<string>): Quick<Members> => {
  if (typeof u !== 'object' || u === null || Array.isArray(u)) return undefined;
  for (const key in u) if (!known.has(key)) return undefined;
  return u as Members;
};

const keysOf = (codec: { readonly fields: object }): ReadonlySet<string> =>
  new Set(Object.keys(codec.fields));

/** A value that is read as it stands. */
const same = <A>(codec: Codec<A>, u: unknown): Quick<A> => (codec.reads(u) ? (u as A) : undefined);

/** The same, or null where the key is left out. */
const sameOrNull = <A>(codec: Codec<A>, u: unknown): Quick<A> =>
  u === undefined ? (null as A) : u !== null && codec.reads(u) ? (u as A) : undefined;

/** An instant, which other spellings are read as too: as it stands where it is written so. */
const literal = <A>(codec: Codec<A>, u: unknown): Quick<A> => (codec.is(u) ? u : undefined);

/** What has its own codec asked about it, once it is there. */
const asked = <A>(codec: Codec<A>, u: unknown): Quick<A> => {
  const read = codec.decode(u);
  return E.isRight(read) ? read.right : undefined;
};

const none: ReadonlyArray<never> = [];

const listOf = <A>(
  u: unknown,
  lengthMax: number,
  one: (u: unknown) => Quick<A>,
): Quick<ReadonlyArray<A>> => {
  if (u === undefined) return none;
  if (!Array.isArray(u) || u.length > lengthMax) return undefined;
  const values: Array<A> = [];
  for (let i = 0; i < u.length; i++) {
    const value = one(u[i]);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
};

/** A box with footnotes, or with the text as filed beside its value. */
interface Noted {
  readonly value?: string;
  readonly footnotes?: ReadonlyArray<string>;
  readonly raw?: string | null;
}

/** A box of text: bare, or with what is said of it. */
const box = <A extends string>(codec: Codec<Field<A>>, u: unknown): Quick<Field<A>> => {
  if (u === undefined) return emptyField;
  if (u === null || !codec.reads(u)) return undefined;
  if (typeof u === 'string') return fieldOf(u as A);
  const { value = null, footnotes = none, raw = null } = u as Noted;
  return { value: value as A | null, footnotes, raw };
};

const amount = (codec: Codec<Field<Decimal>>, u: unknown): Quick<Field<Decimal>> => {
  if (u === undefined) return emptyField;
  if (typeof u === 'string') {
    const value = parseDecimal(u);
    return value === null ? undefined : fieldOf(value);
  }
  if (u === null || !codec.reads(u)) return undefined;
  const { value = null, footnotes = none, raw = null } = u as Noted;
  return { value: value === null ? null : parseDecimal(value), footnotes, raw };
};

/** The record, if every member of it could be read. */
const whole = <A extends object>(record: { readonly [K in keyof A]: Quick<A[K]> }): Quick<A> => {
  for (const key in record) if (record[key] === undefined) return undefined;
  return record as A;
};

/** What is rarely said is read by its codec where it is there. */
const rarely = <A>(codec: Codec<ReadonlyArray<A>>, u: unknown): Quick<ReadonlyArray<A>> =>
  u === undefined ? none : asked(codec, u);

// ---- rows ----

const c = m.coding.fields;
const codingKeys = keysOf(m.coding);

const codingOf = (u: unknown): Quick<m.Coding | null> => {
  if (u === undefined) return null;
  const said = membersOf(u, codingKeys);
  if (said === undefined) return undefined;
  return whole<m.Coding>({
    code: sameOrNull(c.code, said['code']),
    equitySwap: sameOrNull(c.equitySwap, said['equitySwap']),
    footnotes: rarely(c.footnotes, said['footnotes']),
    form: sameOrNull(c.form, said['form']),
  });
};

const under = m.underlyingSecurity.fields;
const underlyingKeys = keysOf(m.underlyingSecurity);

const underlyingOf = (u: unknown): Quick<m.UnderlyingSecurity | null> => {
  if (u === undefined) return null;
  const said = membersOf(u, underlyingKeys);
  if (said === undefined) return undefined;
  return whole<m.UnderlyingSecurity>({
    security: box(under.security, said['security']),
    shares: amount(under.shares, said['shares']),
    value: amount(under.value, said['value']),
  });
};

const t = m.derivativeTerms.fields;
const termsKeys = keysOf(m.derivativeTerms);

const termsOf = (u: unknown): Quick<m.DerivativeTerms | null> => {
  if (u === undefined) return null;
  const said = membersOf(u, termsKeys);
  if (said === undefined) return undefined;
  return whole<m.DerivativeTerms>({
    exercisableOn: box(t.exercisableOn, said['exercisableOn']),
    exercisePrice: amount(t.exercisePrice, said['exercisePrice']),
    expiresOn: box(t.expiresOn, said['expiresOn']),
    underlying: underlyingOf(said['underlying']),
  });
};

const r = transactionReported.fields;
const rowKeys = keysOf(transactionReported);

/** Of transactions and of holdings: both have one shape. */
const rowOf = (u: unknown): Quick<RowReported> => {
  const said = membersOf(u, rowKeys);
  if (said === undefined) return undefined;
  return whole<RowReported>({
    accession: same(r.accession, said['accession']),
    acquiredDisposed: box(r.acquiredDisposed, said['acquiredDisposed']),
    coding: codingOf(said['coding']),
    deemedExecutionDate: box(r.deemedExecutionDate, said['deemedExecutionDate']),
    insider: same(r.insider, said['insider']),
    issuerId: same(r.issuerId, said['issuerId']),
    kind: same(r.kind, said['kind']),
    nature: box(r.nature, said['nature']),
    ownership: box(r.ownership, said['ownership']),
    position: same(r.position, said['position']),
    price: amount(r.price, said['price']),
    row: same(r.row, said['row']),
    security: box(r.security, said['security']),
    shares: amount(r.shares, said['shares']),
    sharesFollowing: amount(r.sharesFollowing, said['sharesFollowing']),
    surrogateKey: sameOrNull(r.surrogateKey, said['surrogateKey']),
    table: same(r.table, said['table']),
    terms: termsOf(said['terms']),
    timeliness: box(r.timeliness, said['timeliness']),
    totalValue: amount(r.totalValue, said['totalValue']),
    transactionDate: box(r.transactionDate, said['transactionDate']),
    valueFollowing: amount(r.valueFollowing, said['valueFollowing']),
  });
};

// ---- filings ----

const a = m.address.fields;
const addressKeys = keysOf(m.address);

const addressOf = (u: unknown): Quick<m.Address | null> => {
  if (u === undefined) return null;
  const said = membersOf(u, addressKeys);
  if (said === undefined) return undefined;
  return whole<m.Address>({
    city: sameOrNull(a.city, said['city']),
    nonUs: sameOrNull(a.nonUs, said['nonUs']),
    state: sameOrNull(a.state, said['state']),
    stateDescription: sameOrNull(a.stateDescription, said['stateDescription']),
    street1: sameOrNull(a.street1, said['street1']),
    street2: sameOrNull(a.street2, said['street2']),
    zip: sameOrNull(a.zip, said['zip']),
  });
};

const rel = m.relationship.fields;
const relationshipKeys = keysOf(m.relationship);

const relationshipOf = (u: unknown): Quick<m.Relationship> => {
  const said = membersOf(u, relationshipKeys);
  if (said === undefined) return undefined;
  return whole<m.Relationship>({
    director: sameOrNull(rel.director, said['director']),
    officer: sameOrNull(rel.officer, said['officer']),
    officerTitle: sameOrNull(rel.officerTitle, said['officerTitle']),
    other: sameOrNull(rel.other, said['other']),
    otherText: sameOrNull(rel.otherText, said['otherText']),
    tenPercentOwner: sameOrNull(rel.tenPercentOwner, said['tenPercentOwner']),
  });
};

const o = m.owner.fields;
const ownerKeys = keysOf(m.owner);

const ownerOf = (u: unknown): Quick<m.Owner> => {
  const said = membersOf(u, ownerKeys);
  if (said === undefined) return undefined;
  return whole<m.Owner>({
    address: addressOf(said['address']),
    cik: sameOrNull(o.cik, said['cik']),
    name: same(o.name, said['name']),
    relationship: relationshipOf(said['relationship']),
  });
};

const i = m.issuer.fields;
const issuerKeys = keysOf(m.issuer);

const issuerOf = (u: unknown): Quick<m.Issuer> => {
  const said = membersOf(u, issuerKeys);
  if (said === undefined) return undefined;
  return whole<m.Issuer>({
    cik: sameOrNull(i.cik, said['cik']),
    foreignSymbol: sameOrNull(i.foreignSymbol, said['foreignSymbol']),
    name: same(i.name, said['name']),
    symbol: sameOrNull(i.symbol, said['symbol']),
  });
};

const note = m.footnote.fields;
const noteKeys = keysOf(m.footnote);

const noteOf = (u: unknown): Quick<m.Footnote> => {
  const said = membersOf(u, noteKeys);
  if (said === undefined) return undefined;
  return whole<m.Footnote>({ id: same(note.id, said['id']), text: same(note.text, said['text']) });
};

const s = m.signature.fields;
const signatureKeys = keysOf(m.signature);

const signatureOf = (u: unknown): Quick<FilingRecorded['signatures'][number]> => {
  const said = membersOf(u, signatureKeys);
  if (said === undefined) return undefined;
  return whole<FilingRecorded['signatures'][number]>({
    date: sameOrNull(s.date, said['date']),
    name: same(s.name, said['name']),
  });
};

const f = filingRecorded.fields;
const filingKeys = keysOf(filingRecorded);

const filingOf = (u: unknown): Quick<FilingRecorded> => {
  const said = membersOf(u, filingKeys);
  if (said === undefined) return undefined;
  const { acceptedAt } = said;
  return whole<FilingRecorded>({
    acceptedAt: acceptedAt === undefined ? null : literal(f.acceptedAt, acceptedAt),
    accession: same(f.accession, said['accession']),
    asFiled: rarely(f.asFiled, said['asFiled']),
    contentDigest: same(f.contentDigest, said['contentDigest']),
    filedBasis: same(f.filedBasis, said['filedBasis']),
    filedOn: same(f.filedOn, said['filedOn']),
    footnotes: listOf(said['footnotes'], m.footnotesMax, noteOf),
    form: same(f.form, said['form']),
    form3HoldingsReported: sameOrNull(f.form3HoldingsReported, said['form3HoldingsReported']),
    form4TransactionsReported: sameOrNull(
      f.form4TransactionsReported,
      said['form4TransactionsReported'],
    ),
    insider: same(f.insider, said['insider']),
    issuer: issuerOf(said['issuer']),
    issuerId: same(f.issuerId, said['issuerId']),
    noSecuritiesOwned: sameOrNull(f.noSecuritiesOwned, said['noSecuritiesOwned']),
    notSubjectToSection16: sameOrNull(f.notSubjectToSection16, said['notSubjectToSection16']),
    originalFiledOn: sameOrNull(f.originalFiledOn, said['originalFiledOn']),
    ownerIndex: same(f.ownerIndex, said['ownerIndex']),
    owners: listOf(said['owners'], m.ownersMax, ownerOf),
    period: same(f.period, said['period']),
    plan10b51: sameOrNull(f.plan10b51, said['plan10b51']),
    remarks: sameOrNull(f.remarks, said['remarks']),
    rowCount: same(f.rowCount, said['rowCount']),
    schemaVersion: sameOrNull(f.schemaVersion, said['schemaVersion']),
    signatures: listOf(said['signatures'], m.ownersMax, signatureOf),
    sourceDigest: sameOrNull(f.sourceDigest, said['sourceDigest']),
    unknown: rarely(f.unknown, said['unknown']),
  });
};

// ---- metadata ----

const src = m.source.fields;
const sourceKeys = keysOf(m.source);

const sourceOf = (u: unknown): Quick<EventMetadata['source']> => {
  if (u === undefined) return null;
  const said = membersOf(u, sourceKeys);
  if (said === undefined) return undefined;
  return whole<NonNullable<EventMetadata['source']>>({
    format: same(src.format, said['format']),
    sha256: same(src.sha256, said['sha256']),
  });
};

const d = eventMetadata.fields;
const metadataKeys = keysOf(eventMetadata);

const metadataOf = (u: unknown): Quick<EventMetadata> => {
  const said = membersOf(u, metadataKeys);
  if (said === undefined) return undefined;
  return whole<EventMetadata>({
    actor: same(d.actor, said['actor']),
    hash: same(d.hash, said['hash']),
    previousHash: same(d.previousHash, said['previousHash']),
    recordedAt: literal(d.recordedAt, said['recordedAt']),
    schemaVersion: same(d.schemaVersion, said['schemaVersion']),
    source: sourceOf(said['source']),
  });
};

const quickly: { readonly [type in EventType]?: (u: unknown) => Quick<object> } = {
  FilingRecorded: filingOf,
  TransactionReported: rowOf,
  HoldingReported: rowOf,
};

/** What io-ts reads of an event's data, or undefined where io-ts has to be asked. */
export const quickData = (type: EventType, data: unknown): Quick<object> => quickly[type]?.(data);

/** The same of metadata. */
export const quickMetadata = metadataOf;
