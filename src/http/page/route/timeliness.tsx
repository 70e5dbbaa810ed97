/** In time or late. */

import type { ComponentChildren } from 'preact';
import type { Subject } from '../../../ledger/subject.js';
import { parameters, picked } from '../../parameter.js';
import { type Asked, linksAt } from '../../picture/link.js';
import { InsiderRef } from '../reference.js';
import { timelinessPage } from '../timeliness.js';
import { asked, id, inPath, insiderNamed, page, route, times } from './route.js';

const { from, to } = parameters;

export const timelinessOf = (of: 'insider' | 'issuer') =>
  route(
    `/${of}s/{id}/timeliness`,
    [
      inPath('id', of),
      from,
      to,
      { name: 'late', kind: 'flag', says: 'only late ones' },
      page,
      ...times,
    ],
    async (asking) => {
      const { ledger, moment, given } = asking;
      const who = id(asking);
      const subject = (of === 'insider' ? { insider: who } : { issuer: who }) as Subject;
      const query = { ...subject, ...moment, ...picked(given, 'from', 'to') };
      const answer = await asked(
        ledger.timeliness({ ...query, ...(given.has('late') ? { late: true } : {}) }),
      );
      const named = of === 'insider' ? await insiderNamed(asking, who) : null;
      const first = answer.rows[0]?.issuer.name ?? who;
      return {
        answer,
        source: { path: '/timeliness', asked: query, csv: true },
        page: (frame) => {
          const links = linksAt(frame.asked);
          const trail: ComponentChildren =
            named === null ? (
              <a href={links.issuer(who)}>{first}</a>
            ) : (
              <InsiderRef insider={named} links={links} />
            );
          const at = (asked: Asked): string =>
            of === 'insider' ? links.timeliness(who, asked) : links.issuerTimeliness(who, asked);
          return timelinessPage(frame, trail, answer, at);
        },
      };
    },
  );
