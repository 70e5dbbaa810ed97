import { describe, expect, it } from 'vitest';
import { contentStep, genesisHash, hashOf, type SealedEvent, seal } from '../../src/event/chain.js';
import { versionOne } from './fixtures.js';

/** The first event that does not carry its own hash or the one before it; -1 where all do. */
const firstBroken = (events: ReadonlyArray<SealedEvent>): number =>
  events.findIndex(
    (event, i) =>
      event.metadata.previousHash !== (events[i - 1]?.metadata.hash ?? genesisHash) ||
      hashOf(event.metadata.previousHash, event) !== event.metadata.hash,
  );

const at = (i: number): SealedEvent => versionOne[i] as SealedEvent;

describe('the hash chain of version 1', () => {
  it('holds', () => {
    expect(firstBroken(versionOne)).toBe(-1);
  });

  it('has these hashes for ever', () => {
    expect(versionOne.map((e) => `${e.type} ${e.metadata.hash}`)).toEqual([
      'FilingRecorded 63def420da38e651dad00b0a4b22775f653e32667bbb990c385a25f9c21a46fd',
      'TransactionReported b0f08b68b95799d5e0d969f0f62a97278ecbc73eda2e4f387562fc2948fa5d40',
      'HoldingReported 838813868852d87babd8aaaeb52620929cc0a26f1d0a144da387aa022b7cc581',
      'RowCorrected 02684207046996933bd32950111556edc7018fb1c460c3030a79f1601c702e3b',
      'RowWithdrawn a429e575ffb8455c338ca6a08e529d671e3686995c4f011490573f72fafd0c68',
      'ConflictDecided 8e8fcf2706f6d8306504d0da077b55847c07afac670bb8aa42bc8be4abe0f794',
      'InsiderIdentified ad6152f4e74eb54e21e64016a9919b7a0ab1818310650a5efa3b0ea0270014df',
      'SecurityAliased 9c01aaedd2e28607c0e03710d8d6546694f885889a9eeb2c633a47b6c9cc6fce',
      'CorporateActionRecorded e3ea587d5a30d3dd4694719e82b9415329ca049c2247d38664687b6387c95f60',
      'EnvelopeStated 91370d00d162c78b9a2225f1a4eb0073612ea5d531ce152ebdfec77fe44325ba',
      'PositionsJoined 00fe9afc856bc24b8d707de6ae7bab773d499537ad3c5dd0b2ed1acbe3d6404d',
      'IssuerIdentified e06b889a90061b986ace9e8994bf4894bbb3c1aeddc906150341bfabc9b0193d',
      'RowDeclared c68f3ed3178f8b876205856d23b10b9cbcce123d73f8d77e4d095aa1d3896d2e',
      'IssuerDeclared 64f17ec5bef70ae5cbe3cab3bc60f08b283b1b3c3998c3fa0586fb5500d00fbc',
      'RoleDeclared f7d661d772dc38d8dea465e62def38d91b84b52b3037f3913eefb8fea342724b',
      'RepresentationRecorded 725614f8bdba9b9c57c125caeadfdc5761485b3ddb444aa2cc220968ad7158e8',
      'ReliefDeclared d91f9850edc4cc931cc06465cdca775f92394cac729b74d736e179141dd91098',
      'CalendarDayAdded 88d28db60362a33a0568f52b0977878f1ceffe13355d01a5e162e834bf0b3ab1',
      'LegalHoldPlaced 8c49471808f7f0e1e0f3d0f67c404a962316c5294e98113d44cde895646bb9aa',
      'LegalHoldReleased fa9714261a6d7d2f773427b61ca405b084373ea62292f632b01304c9eee31a65',
      'TimestampReceived b03327099442c56bf579218a380703ce21d9123e0fd6c17dede004e54ef28a2c',
    ]);
  });

  it('breaks where an event is changed', () => {
    const data = { ...(at(2).data as object), sharesFollowing: '1' };
    expect(firstBroken(versionOne.with(2, { ...at(2), data }))).toBe(2);
  });

  it.each(['recordedAt', 'actor', 'source', 'schemaVersion'])('breaks where its %s is', (key) => {
    const metadata = { ...at(3).metadata, [key]: 'other' };
    expect(firstBroken(versionOne.with(3, { ...at(3), metadata }))).toBe(3);
  });

  it('breaks where a changed event is sealed again, at the one after it', () => {
    const { hash: _, previousHash, ...metadata } = at(2).metadata;
    const resealed = seal(previousHash, { ...at(2), data: { other: true } }, metadata);
    expect(firstBroken(versionOne.with(2, resealed))).toBe(3);
  });

  it('breaks where one is removed', () => {
    expect(firstBroken(versionOne.toSpliced(4, 1))).toBe(4);
    expect(firstBroken(versionOne.slice(1))).toBe(0);
  });

  it('breaks where one is inserted', () => {
    const { hash: _, previousHash, ...metadata } = at(4).metadata;
    const inserted = seal(previousHash, { id: at(0).id, type: 'RowWithdrawn', data: {} }, metadata);
    expect(firstBroken(versionOne.toSpliced(4, 0, inserted))).toBe(5);
    expect(firstBroken(versionOne.toSpliced(4, 0, at(4)))).toBe(5);
  });

  it('breaks where two change places', () => {
    expect(firstBroken(versionOne.with(5, at(6)).with(6, at(5)))).toBe(5);
  });
});

describe('the content digest of a stream', () => {
  const digest = (events: ReadonlyArray<SealedEvent>) => events.reduce(contentStep, genesisHash);

  it('does not depend on when it was recorded', () => {
    const later = versionOne.map((e) => ({
      ...e,
      metadata: { ...e.metadata, recordedAt: '2027-01-01T00:00:00Z', hash: 'x', previousHash: 'y' },
    }));
    expect(digest(later)).toBe(digest(versionOne));
  });

  it('depends on what was recorded, and in which order', () => {
    expect(digest(versionOne.slice(1))).not.toBe(digest(versionOne));
    expect(digest(versionOne.toReversed())).not.toBe(digest(versionOne));
  });
});
