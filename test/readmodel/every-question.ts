/** Every question of a small ledger of Doe, Roe and ACME, each answered as text. */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Ledger, LedgerError } from '../../src/index.js';

type Ask = TaskEither<LedgerError, unknown>;

const everybody = ['doe', '0000001001', 'roe', 'nobody'];
const moments = [
  { asOf: '2024-12-31' },
  { asOf: '2024-12-31', knownBy: '2024-04-30' },
  { asOf: '2024-03-10' },
];

const questionsOf = (ledger: Ledger, fromLog: boolean): ReadonlyArray<readonly [string, Ask]> => {
  const own = moments.flatMap((moment) =>
    everybody.flatMap((insider): ReadonlyArray<readonly [string, Ask]> => {
      const asked = { insider, ...moment, fromLog };
      const { asOf: _, ...ofAllDays } = asked;
      const text = JSON.stringify({ insider, ...moment });
      return [
        [`holdings ${text}`, ledger.holdings({ ...asked, includeClosed: true })],
        [`transactions ${text}`, ledger.transactions(asked)],
        [`conflicts ${text}`, ledger.conflicts(ofAllDays)],
        [`reconcile ${text}`, ledger.reconcile(ofAllDays)],
        [`rulings ${text}`, ledger.rulings({ insider, fromLog })],
      ];
    }),
  );
  const market = moments.flatMap((moment): ReadonlyArray<readonly [string, Ask]> => {
    const text = JSON.stringify(moment);
    const { asOf: to, ...known } = moment;
    return [
      [`positions ${text}`, ledger.positions({ ...moment, includeClosed: true, fromLog })],
      [`a page ${text}`, ledger.positions({ ...moment, limit: 1, fromLog })],
      ...['ACME', 'acme corp', '42'].flatMap(
        (issuer): ReadonlyArray<readonly [string, Ask]> => [
          [`holders ${issuer} ${text}`, ledger.holders({ issuer, ...moment, fromLog })],
          [
            `flow ${issuer} ${text}`,
            ledger.flow({ issuer, from: '2000-01-01', to, ...known, fromLog }),
          ],
          [`holdings ${issuer} ${text}`, ledger.holdings({ issuer, ...moment, fromLog })],
          [`conflicts ${issuer} ${text}`, ledger.conflicts({ issuer, ...known, fromLog })],
        ],
      ),
      [`conflicts ${text}`, ledger.conflicts({ ...known, fromLog })],
      [`reconcile ${text}`, ledger.reconcile({ ...known, fromLog })],
    ];
  });
  return [
    ...own,
    ...market,
    [
      'changes',
      ledger.changes({ since: '2024-02-01', knownBy: '2024-06-30', asOf: '2024-12-31', fromLog }),
    ],
    ...['2024-04-02', '2024-05-03'].map(
      (on) => [`filed ${on}`, ledger.filed({ on, asOf: '2024-12-31', fromLog })] as const,
    ),
  ];
};

/** Of the log, or of the tables where they can tell. */
export const answersOf = async (
  ledger: Ledger,
  fromLog: boolean,
): Promise<ReadonlyMap<string, string>> => {
  const answers = new Map<string, string>();
  for (const [what, ask] of questionsOf(ledger, fromLog)) {
    const answer = await ask();
    answers.set(what, JSON.stringify(E.isRight(answer) ? answer.right : answer.left));
  }
  const status = await ledger.status()();
  const { readModel: _, ...counted } = (E.isRight(status) ? status.right : {}) as Record<
    string,
    unknown
  >;
  answers.set('status', JSON.stringify(counted));
  return answers;
};
