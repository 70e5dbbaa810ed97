/** What makes a decision on a conflict count, and what makes it be asked again. */

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  conflictIdOf,
  type Finding,
  findingOf,
  onlyName,
  registered,
} from '../../projections/conflict/conflict.js';
import { conflictsSaid } from '../../projections/conflict/said.js';
import { canonicalJson } from '../../src/event/canonical.js';
import { insiderId, issuerId } from '../../src/event/catalogue.js';
import { written } from '../written.js';

const insider = written(insiderId, '0000001001');
const names = onlyName(insider);
const about = ['0000001001/0000000042/common/D', '0000000042-24-000002/I.1'];

const gap = (detail: object = {}, rows: ReadonlyArray<string> = about.slice(1)): Finding =>
  findingOf({
    type: 'UNEXPLAINED_DELTA',
    severity: 'medium',
    about,
    rows,
    issuerId: written(issuerId, '0000000042'),
    detail: {
      reported: '4900',
      expected: '5000',
      difference: '-100',
      after: '2024-01-10',
      until: '2024-03-08',
      meanwhile: 'the reported balance 4900 is the answer',
      ...detail,
    },
    choices: ['accept-reported'],
  });

const decided = (basis: string) => {
  const conflictId = conflictIdOf(insider, 'UNEXPLAINED_DELTA', about);
  const decision = {
    conflictId,
    choice: 'accept-reported',
    basis,
    reason: 'test',
    actor: 'operator',
    recordedAt: '2026-01-01T00:00:00Z',
  };
  return new Map([[conflictId, decision as never]]);
};

const statusOf = (finding: Finding, basis: string) =>
  registered(names, finding, decided(basis)).status;

describe('a decision', () => {
  const { basis } = registered(names, gap(), new Map());

  it('counts whatever days are learnt to lie around what was judged', () => {
    expect(statusOf(gap({ until: '2024-03-06', after: null, meanwhile: 'anything' }), basis)).toBe(
      'decided',
    );
  });

  it('is asked again where a number or a row is another', () => {
    expect(statusOf(gap({ difference: '-101' }), basis)).toBe('open');
    expect(statusOf(gap({}, ['0000000042-24-000009/I.1']), basis)).toBe('open');
  });

  it('counts where a later form explains the same numbers', () => {
    const { basis } = registered(names, gap({ explanation: null }), new Map());
    expect(statusOf(gap({ explanation: 'reversed-later' }), basis)).toBe('decided');
    expect(statusOf(gap({ explanation: 'reversed-later', difference: '-101' }), basis)).toBe(
      'open',
    );
  });

  it('is asked again where what explained it is gone or another', () => {
    const { basis } = registered(names, gap({ explanation: 'digit-off' }), new Map());
    expect(statusOf(gap({ explanation: null }), basis)).toBe('open');
    expect(statusOf(gap({ explanation: 'reversed-later' }), basis)).toBe('open');
    expect(statusOf(gap({ explanation: 'digit-off' }), basis)).toBe('decided');
  });

  it('of before, made on all that the conflict said, counts as long as it says so', () => {
    const wholeBasis = (finding: Finding): string =>
      createHash('sha256')
        .update(canonicalJson([finding.type, finding.about, finding.detail]))
        .digest('hex');
    expect(statusOf(gap(), wholeBasis(gap()))).toBe('decided');
    expect(statusOf(gap({ difference: '-101' }), wholeBasis(gap()))).toBe('open');
  });

  it('on when a form was filed is asked again where it was filed on another day', () => {
    const box4 = (filedOn: string): Finding => ({
      ...gap(),
      type: 'BOX4_DATE_MISMATCH',
      detail: { box4: '2024-02-28', filedOn },
    });
    const basisOf = (finding: Finding) => registered(names, finding, new Map()).basis;
    expect(basisOf(box4('2024-03-05'))).not.toBe(basisOf(box4('2024-03-06')));
  });
});

describe('a conflict from view to view', () => {
  const said = conflictsSaid();
  let times = 0;
  const of = (finding: Finding) =>
    said.of(finding, () => {
      times += 1;
      return registered(names, finding, new Map());
    });
  const registeredFor = (finding: Finding): number => {
    const before = times;
    expect(of(finding).detail).toEqual(finding.detail);
    return times - before;
  };

  it('is registered again only where its finding says something else', () => {
    expect(registeredFor(gap())).toBe(1);
    expect(registeredFor(gap())).toBe(0);
    expect(registeredFor(gap({ until: '2024-03-09' }))).toBe(1);
    expect(registeredFor(gap({ until: '2024-03-09', positions: ['a', 'b'] }))).toBe(1);
    expect(registeredFor(gap({ until: '2024-03-09', positions: ['a', 'b'] }))).toBe(0);
    expect(registeredFor(gap({ until: '2024-03-09', positions: ['b', 'a'] }))).toBe(1);
  });

  it('is registered again where it touches another position, or from another day', () => {
    const touching = (positionId: string, from: string): Finding => ({
      ...gap(),
      touches: [{ positionId, from }] as unknown as Finding['touches'],
    });
    expect(registeredFor(touching('p', '2024-01-11'))).toBe(1);
    expect(registeredFor(touching('p', '2024-01-11'))).toBe(0);
    expect(registeredFor(touching('q', '2024-01-11'))).toBe(1);
    expect(registeredFor(touching('q', '2024-01-12'))).toBe(1);
  });
});
