/** A small ledger with something in every table of its read model. */
import type { Ledger } from '../../src/index.js';
import { accession, doe, form3, form4, holding, roe, trade } from '../ledger/filing.js';
import { right } from './kept.js';

const together = (shares: string, following: string): ReadonlyArray<object> => [
  trade(1, '2024-05-02', 'P', 'A', shares, following, {
    ownership: 'I',
    nature: 'By Partnership',
    price: '12.50',
  }),
];

export const fillSmallLedger = async (ledger: Ledger): Promise<void> => {
  for (const filing of [
    form3(1, '2024-01-10', [holding(1, '6000')]),
    form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '1000', '5000')]),
    form4(3, '2024-04-02', '2024-04-01', [trade(1, '2024-04-01', 'P', 'A', '300', '5400')]),
    form4(4, '2024-05-03', '2024-05-02', together('200', '700'), { owners: [doe, roe] }),
    form4(5, '2024-05-10', '2024-05-02', together('250', '750'), {
      owners: [doe, roe],
      form: '4/A',
      originalFiledOn: '2024-05-03',
    }),
  ])
    await right(ledger.record(filing));
  const why = { reason: 'the scan is blurred', by: 'j.doe' };
  await right(ledger.correct(`${accession(2)}/I.1`, { shares: '1100' }, why));
};
