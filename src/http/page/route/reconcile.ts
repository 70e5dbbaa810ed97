/** Stated balances, checked. */
import type { Subject } from '../../../ledger/subject.js';
import { parameters, picked } from '../../parameter.js';
import { reconcilePage } from '../reconcile.js';
import { asked, route, times } from './route.js';

const { insider, issuer, cursor } = parameters;

export const reconcileRoute = route(
  '/reconcile',
  [insider, issuer, cursor, ...times],
  async (asking) => {
    const { ledger, moment, given } = asking;
    const subject = picked(given, 'insider', 'issuer') as Partial<Subject>;
    const answer = await asked(
      ledger.reconcile({ ...subject, ...moment, limit: 100, ...picked(given, 'cursor') }),
    );
    return {
      answer,
      source: { path: '/reconcile', asked: { ...subject, ...moment }, csv: true },
      page: (frame) => reconcilePage(frame, answer),
    };
  },
);
