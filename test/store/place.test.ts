import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { missingFile, placeOf } from '../../src/store/place.js';
import { temporaryFolder } from './folder.js';

const folder = temporaryFolder();

describe('where a store is, told by its URL', () => {
  it.each([
    ['sqlite:a/b c.db', { file: 'a/b c.db', canBeOpenedBeside: true }],
    ['esdb://host:2113', { file: null, canBeOpenedBeside: true }],
    ['esdb+discover://cluster:2113', { file: null, canBeOpenedBeside: true }],
    ['memory:', { file: null, canBeOpenedBeside: false }],
    ['own:store', { file: null, canBeOpenedBeside: false }],
    ['toString:x', { file: null, canBeOpenedBeside: false }],
    ['ledger.db', { file: null, canBeOpenedBeside: false }],
  ])('%s', (url, place) => {
    expect(placeOf(url)).toEqual(place);
  });

  it('names no file where the URL names none', () => {
    expect(placeOf('sqlite:').file).toBeNull();
    expect(placeOf('sqlite::memory:').file).toBeNull();
  });

  it('misses a file that is not there, and nothing else', () => {
    const [there, not] = [folder.file('there.db'), folder.file('not.db')];
    writeFileSync(there, '');
    expect(missingFile(`sqlite:${there}`)).toBeNull();
    expect(missingFile(`sqlite:${not}`)).toBe(not);
    for (const url of ['memory:', 'esdb://host:2113', 'own:store', 'sqlite:', 'ledger.db'])
      expect(missingFile(url)).toBeNull();
  });
});
