/** Asking the whole market, and who and what there is in it. */

import { dayGiven } from '../../answer/given-day.js';
import { attempt } from '../attempt.js';
import type { Ledger } from '../ledger.js';
import type { OpenLedger } from '../open-ledger.js';

type MarketAsking = Pick<
  Ledger,
  | 'positions'
  | 'panel'
  | 'holders'
  | 'flow'
  | 'marketFlow'
  | 'changes'
  | 'filed'
  | 'find'
  | 'insiders'
  | 'issuers'
>;

export const marketAsking = (open: OpenLedger): MarketAsking => ({
  ...ofMarket(open),
  find: (query) =>
    attempt(async () => {
      const { find } = await import('../find.js');
      return find(open, query);
    }),
  insiders: (query = {}) =>
    attempt(async () => {
      const [{ insidersIn }, { pageOf, nextOf }, { told }] = await Promise.all([
        import('./parties.js'),
        import('./page.js'),
        import('./told.js'),
      ]);
      const at = open.settled(query);
      return open.read(
        { ...source(query), ...pageOf(query) },
        { moments: [at], wanted: ['relations'] },
        (book) => ({
          ...told(book, at),
          insiders: insidersIn(book.relations()),
          next: nextOf(book),
        }),
      );
    }),
  marketFlow: (query) =>
    attempt(async () => {
      const [{ marketFlowAnswer, periodFrom }, { issuersTold }] = await Promise.all([
        import('./flow.js'),
        import('./issuers-told.js'),
      ]);
      const at = open.settled({ ...query, asOf: query.to });
      const from = periodFrom(query.from, at);
      return marketFlowAnswer(
        query,
        await issuersTold(open, at, query),
        (issuer, answer) =>
          open.read(
            { ...source(query), issuer },
            { moments: [at], wanted: ['deals', 'documents', 'named'] },
            answer,
          ),
        from,
        at,
      );
    }),
  issuers: (query = {}) =>
    attempt(async () => {
      const [{ issuersIn }, { told }] = await Promise.all([
        import('./parties.js'),
        import('./told.js'),
      ]);
      const at = open.settled(query);
      return open.read(source(query), { moments: [at], wanted: ['relations'] }, (book) => ({
        ...told(book, at),
        issuers: issuersIn(book.relations()),
      }));
    }),
});

const ofMarket = ({
  read,
  settled,
  filings,
}: OpenLedger): Omit<MarketAsking, 'find' | 'insiders' | 'issuers' | 'marketFlow'> => ({
  positions: (query) =>
    attempt(async () => {
      const [{ positionsPage }, { pageOf }, { issuersTogether, jointOfIssuers, withJoint }] =
        await Promise.all([import('./positions.js'), import('./page.js'), import('./joint.js')]);
      const at = settled(query);
      const adjusted = query.adjusted ?? false;
      const { page, issuers } = await read(
        { ...source(query), ...pageOf(query) },
        { moments: [at], wanted: ['positions', 'filedTogether', 'documents'], adjusted },
        (book) => {
          const page = positionsPage(book, query, at);
          return { page, issuers: issuersTogether(page.positions, book) };
        },
      );
      const joint = await jointOfIssuers(read, issuers, { ...source(query), adjusted }, at);
      return { ...page, positions: withJoint(page.positions, joint) };
    }),
  panel: (query) =>
    attempt(async () => {
      const [{ daysOf, panelPage }, { pageOf }] = await Promise.all([
        import('./panel.js'),
        import('./page.js'),
      ]);
      const { insider, issuer, ...moment } = query;
      const days = daysOf(query.days);
      const at = settled({ ...moment, asOf: days[days.length - 1] as string });
      const named = {
        ...(insider === undefined ? {} : { insider }),
        ...(issuer === undefined ? {} : { issuer }),
      };
      const whom = (insider ?? issuer) === undefined ? pageOf(query) : named;
      const adjusted = query.adjusted ?? false;
      return read(
        { ...source(query), ...whom },
        { moments: [at], wanted: ['accounts'], adjusted },
        (book) => panelPage(book, days, query, at),
      );
    }),
  holders: (query) =>
    attempt(async () => {
      const { holdersAnswer, withRoles } = await import('./holders.js');
      const at = settled(query);
      const answer = await read(
        { ...source(query), issuer: query.issuer },
        {
          moments: [at],
          wanted: ['positions', 'standing', 'documents', 'named'],
          adjusted: query.adjusted ?? false,
        },
        (book) => holdersAnswer(book, at, query),
      );
      return withRoles(answer, (insider) => filings(insider, at.vantage));
    }),
  flow: (query) =>
    attempt(async () => {
      const { flowAnswer, periodFrom } = await import('./flow.js');
      const at = settled({ ...query, asOf: query.to });
      const from = periodFrom(query.from, at);
      return read(
        { ...source(query), issuer: query.issuer },
        { moments: [at], wanted: ['deals', 'documents', 'named'] },
        (book) => flowAnswer(book, query, from, at),
      );
    }),
  changes: (query) =>
    attempt(async () => {
      const [{ changesPage, inTurn }, { pageOf }] = await Promise.all([
        import('./changes.js'),
        import('./page.js'),
      ]);
      const { insider, issuer, since, ...moment } = query;
      const [first, second] = [settled({ ...moment, knownBy: since }), settled(moment)];
      inTurn(first, second);
      const named = {
        ...(insider === undefined ? {} : { insider }),
        ...(issuer === undefined ? {} : { issuer }),
      };
      const whom = (insider ?? issuer) === undefined ? pageOf(query) : named;
      return read(
        { ...source(query), ...whom },
        { moments: [first, second], wanted: ['accounts', 'filings'] },
        (before, after) => changesPage(before, after ?? before, first, second),
      );
    }),
  filed: (query) =>
    attempt(async () => {
      const { aroundOf, filedChange, filedFacts, filedTogether } = await import('./filed.js');
      const on = dayGiven('on', query.on);
      const at = settled(query);
      const { filings: found, missing } = await read(
        source(query),
        { moments: [at], wanted: ['filings'] },
        (book) => ({ filings: book.filings({ filedOn: on }), missing: book.missing }),
      );
      const changes = [];
      for (const together of filedTogether(found))
        for (const { insider, issuer, knownAt } of together.slice(0, 1))
          changes.push(
            ...(await read(
              { ...source(query), insider, issuer },
              { moments: aroundOf(at, knownAt), wanted: filedFacts },
              (before, after) => filedChange(before, after ?? before, together, at.asOf),
            )),
          );
      return { on, asOf: at.asOf, missing, changes };
    }),
});

const source = ({ fromLog }: { readonly fromLog?: boolean }): { readonly fromLog?: boolean } =>
  fromLog === undefined ? {} : { fromLog };
