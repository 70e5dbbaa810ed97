/**
 * What the ledger says in words: numbers get their thousands, days are spelt, and what names a row,
 * a filing or a position leads to it.
 */
import type { ComponentChildren, VNode } from 'preact';
import { groupedIn } from '../../cli/text/plain.js';
import { isDayText, shortDay } from '../picture/day.js';
import type { Links } from '../picture/link.js';
import { FilingRef, PositionRef, RowRef } from './reference.js';

const filing = '(?:\\d{10}-\\d{2}-\\d{6}|doc-[0-9a-f]{20})';
const filingName = new RegExp(`^${filing}$`);
const rowName = new RegExp(`^${filing}/(?:I|II)[.~]\\d+$`);
const positionName =
  /^(?:\d{10}|p-[^\s/]+)\/(?:\d{10}|p-[^\s/]+)\/[^\s/]+\/[DI](?:\/[^\s,;:()]+)*$/;

const named = new RegExp(
  [
    `${filing}(?:/(?:I|II)[.~]\\d+)?`,
    '(?:\\d{10}|p-[^\\s/]+)/(?:\\d{10}|p-[^\\s/]+)/[^\\s/]+/[DI](?:/[^\\s,;:()]+)*',
    '\\b\\d{4}-\\d{2}-\\d{2}\\b',
  ].join('|'),
  'g',
);

const Name = ({ of, links }: { of: string; links: Links }): VNode => {
  if (rowName.test(of)) return <RowRef row={of} links={links} />;
  if (filingName.test(of)) return <FilingRef accession={of} links={links} />;
  if (positionName.test(of)) return <PositionRef position={of} links={links} />;
  return <span class="day">{isDayText(of) ? shortDay(of) : of}</span>;
};

export const Worded = ({ text, links }: { text: string; links: Links }): VNode => {
  const parts: Array<ComponentChildren> = [];
  let end = 0;
  const figures = (part: string): string => groupedIn(part.replace(/(?<=^|\s)-(?=\d)/g, '−'));
  for (const found of text.matchAll(named)) {
    parts.push(figures(text.slice(end, found.index)));
    parts.push(<Name key={found.index} of={found[0]} links={links} />);
    end = found.index + found[0].length;
  }
  parts.push(figures(text.slice(end)));
  return <>{parts}</>;
};
