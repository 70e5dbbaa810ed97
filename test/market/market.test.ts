/** The generated market: what the benches import must be what a filer could have filed. */
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { market } from '../../bench/market/market.js';
import { tarEnd, tarEntry } from '../../bench/market/tar.js';
import { completeFiling } from '../../src/filing/envelope.js';
import { readFiling } from '../../src/filing/read.js';

const generated = (filings: number, seed = 1) => [...market({ seed, filings })];

describe('a generated market', () => {
  it('is the same for the same seed and another for another', () => {
    expect(generated(300)).toEqual(generated(300));
    expect(generated(300, 2)).not.toEqual(generated(300));
  });

  it('begins alike whatever its size, once the cohort is full', () => {
    const small = [...market({ seed: 1, filings: 400, cohort: 1 })];
    const large = [...market({ seed: 1, filings: 900, cohort: 1 })];
    expect(large.slice(0, 400)).toEqual(small);
  });

  it('is read whole, without a warning', () => {
    for (const { accession, text } of generated(1_500)) {
      const read = readFiling(Buffer.from(text));
      if (E.isLeft(read)) expect.fail(`${accession}: ${read.left.message}`);
      const { filing, warnings } = completeFiling(read.right, null);
      expect({ accession: filing.accession, warnings }).toEqual({ accession, warnings: [] });
      expect(filing.filedBasis).toBe('edgar-header');
      expect(filing.acceptedAt).not.toBeNull();
    }
  });

  it('numbers every filing once, in the order of acceptance within a cohort', () => {
    const filings = [...market({ seed: 3, filings: 450, cohort: 1 })];
    expect(new Set(filings.map((f) => f.accession)).size).toBe(filings.length);
    const issuers = new Set(filings.map((f) => f.accession.slice(0, 10)));
    for (const issuer of issuers) {
      const ofOne = filings.filter((f) => f.accession.startsWith(issuer));
      const days = ofOne.map((f) => f.filedOn);
      expect([...days].sort()).toEqual(days);
    }
  });

  it('has forms of every kind, amendments, joint owners and indirect holdings', () => {
    const texts = generated(8_000).map((f) => f.text);
    const having = (what: string): number => texts.filter((t) => t.includes(what)).length;
    for (const form of ['3', '3/A', '4', '4/A', '5'])
      expect(having(`<documentType>${form}</documentType>`), form).toBeGreaterThan(0);
    for (const code of 'AMFSPGCD')
      expect(having(`<transactionCode>${code}<`), code).toBeGreaterThan(20);
    const joint = texts.filter((t) => t.split('<reportingOwner>').length > 2).length;
    expect(joint / texts.length).toBeGreaterThan(0.01);
    expect(joint / texts.length).toBeLessThan(0.08);
    expect(having('Rule 10b5-1')).toBeGreaterThan(0);
    expect(having('By Trust')).toBeGreaterThan(0);
    expect(having('weighted average')).toBeGreaterThan(0);
  });
});

describe('a tar entry', () => {
  it('is a header, the text, and zeros up to the next block', () => {
    const [header, body, padding] = [...tarEntry('a/b.txt', 'held')] as [Buffer, Buffer, Buffer];
    expect(header.toString('latin1', 0, 7)).toBe('a/b.txt');
    expect(header.toString('latin1', 124, 135)).toBe('00000000004');
    expect(body.toString()).toBe('held');
    expect((body.length + padding.length) % 512).toBe(0);
    expect(tarEnd.length).toBe(1_024);
  });
});
