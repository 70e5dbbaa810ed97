/** The table of pages. */
import type { Pages } from '../page-route.js';
import { changesRoute } from './route/changes.js';
import { conflictRoute, conflictsRoute, decisionForm } from './route/conflict.js';
import { filedRoute, filingRoute } from './route/filing.js';
import { findRoute } from './route/find.js';
import { insiderRoute, transactionsRoute } from './route/insider.js';
import { flowRoute, issuerRoute, issuerTransactionsRoute } from './route/issuer.js';
import { differenceRoute, positionRoute } from './route/position.js';
import { reconcileRoute } from './route/reconcile.js';
import { correctionForms, rowsRoute } from './route/row.js';
import { rulingsRoute } from './route/rulings.js';
import { shortSwingRoute } from './route/short-swing.js';
import { apiRoute, statusRoute } from './route/status.js';
import { timelinessOf } from './route/timeliness.js';
import { troubleOf } from './route/trouble.js';

export const pages: Pages = {
  pages: [
    findRoute,
    insiderRoute,
    transactionsRoute,
    shortSwingRoute,
    timelinessOf('insider'),
    timelinessOf('issuer'),
    differenceRoute,
    positionRoute,
    flowRoute,
    issuerTransactionsRoute,
    issuerRoute,
    filingRoute,
    filedRoute,
    changesRoute,
    conflictsRoute,
    conflictRoute,
    rulingsRoute,
    reconcileRoute,
    statusRoute,
    apiRoute,
    rowsRoute,
  ],
  forms: [decisionForm, ...correctionForms],
  problem: troubleOf,
};
