/** How figures, and what the ledger says in words, stand on a page. */
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { boxName, boxText } from '../../src/http/page/box.js';
import { Worded } from '../../src/http/page/worded.js';
import { linksAt } from '../../src/http/picture/link.js';
import { filled, fractionIn } from '../../src/http/picture/quantity.js';

describe('a column of prices', () => {
  const prices = ['1079.593', '6.24', '10', null, 'n/a'];

  it('stands point under point', () => {
    const fraction = fractionIn(prices);
    expect(fraction).toBe(3);
    expect(filled('1079.593', fraction)).toBe('1,079.593');
    expect(filled('6.24', fraction)).toBe('6.24\u2007');
    expect(filled('10', fraction)).toBe('10\u2008\u2007\u2007\u2007');
  });

  it('is left as it is where no price goes beyond the point', () => {
    expect(filled('10', fractionIn(['10', '0']))).toBe('10');
    expect(fractionIn([])).toBe(0);
  });
});

describe('what the ledger says in words', () => {
  const links = linksAt({ asOf: '2021-06-15' });
  const html = (text: string): string => renderToString(h(Worded, { text, links }));

  it('leads from a row, a filing and a position to it, with the times', () => {
    const said = html(
      '0001494730/0001318605/common-stock/I/trust changed by -2353251, row 0000899243-21-045944/I.1',
    );
    expect(said).toContain(
      'href="/positions/0001494730/0001318605/common-stock/I/trust?asOf=2021-06-15"',
    );
    expect(said).toContain('href="/filings/0000899243-21-045944?asOf=2021-06-15#I.1"');
    expect(said).toContain('−2,353,251');
  });

  it('spells days, groups thousands, and leaves other text and markup as text', () => {
    expect(html('same period 2021-06-15, balance 38000 for 30800')).toContain(
      '<span class="day">15 Jun 2021</span>, balance 38,000 for 30,800',
    );
    expect(html('<b>1000 &c</b>')).toBe('&lt;b>1,000 &amp;c&lt;/b>');
  });
});

describe('a box', () => {
  it('is called and filled in words', () => {
    expect(boxName('acquiredDisposed')).toBe('acquired (A) or disposed of (D)');
    expect(boxText('acquiredDisposed', 'D')).toBe('D, disposed of');
    expect(boxText('ownership', 'D')).toBe('D, direct');
    expect(boxText('code', 'S')).toBe('S, sold');
    expect(boxText('transactionDate', '2021-06-15')).toBe('15 Jun 2021');
    expect(boxText('shares', '2500')).toBe('2,500');
    expect(boxText('security', 'Common Stock')).toBe('Common Stock');
  });
});
