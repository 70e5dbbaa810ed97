import { describe, expect, it } from 'vitest';
import { accessionInName } from '../../src/filing/accession-in-name.js';
import { writtenDay } from '../../src/filing/calendar.js';

const found = (path: string, period = '2024-08-20', signed: string | null = '2024-08-22') =>
  accessionInName(path, writtenDay(period), signed === null ? null : writtenDay(signed));

describe('an accession number in a name', () => {
  it.each([
    '0001415889-24-022023.xml',
    'filings/0001415889-24-022023.txt',
    'filings/000141588924022023.txt',
    'data/1222287/000141588924022023/primary_doc.xml',
    'data\\0001415889-24-022023\\doc4.xml',
    'form4_0001415889-24-022023_botha.md',
  ])('is found in %s', (path) => {
    expect(found(path)).toBe('0001415889-24-022023');
  });

  it.each([
    'primary_doc.xml',
    '20240822161530123456.xml',
    '202408221615301234.xml',
    '90001415889-24-022023.xml',
    '0001415889-24-0220234.xml',
    'old/000141588924022023/copies/doc.xml',
  ])('is not seen in %s', (path) => {
    expect(found(path)).toBeNull();
  });

  it("is the file's before the folder's", () => {
    expect(found('0001415889-24-000001/0001415889-24-022023.xml')).toBe('0001415889-24-022023');
  });

  it("is not taken where its year cannot be the document's", () => {
    expect(found('0001415889-21-022023.xml')).toBeNull();
    expect(found('0001415889-25-022023.xml')).toBe('0001415889-25-022023');
    expect(found('0001415889-99-022023.xml')).toBeNull();
    expect(found('0001415889-99-022023.xml', '1999-03-01', null)).toBe('0001415889-99-022023');
    expect(found('0001415889-23-022023.xml', '2024-08-20', null)).toBe('0001415889-23-022023');
    expect(found('0001415889-22-022023.xml', '2024-08-20', null)).toBeNull();
  });
});
