/** A ruling previewed, and the state that a decision judged: in the library and on the command line. */
import { describe, expect, it } from 'vitest';
import { insiderLedgerHere, json, sampleLedger } from '../cli/command.js';

interface Conflict {
  readonly conflictId: string;
  readonly choices: ReadonlyArray<string>;
  readonly basis: string;
}

describe('a ruling that is previewed', () => {
  it('says what it would change, and records nothing', async () => {
    const store = await sampleLedger();
    const ask = async (...words: ReadonlyArray<string>) =>
      json(await insiderLedgerHere([...words, '--format', 'json'], { store }));
    const found = (await ask(
      'conflicts',
      '--insider',
      '0009990102',
      '--type',
      'AMBIGUOUS_TARGET',
    )) as {
      readonly conflicts: ReadonlyArray<Conflict>;
    };
    const { conflictId = '' } = found.conflicts[0] ?? {};
    const { basis, choices } = (await ask('conflict', conflictId)) as Conflict;
    const decide = [
      'decide',
      conflictId,
      choices.at(-1) ?? '',
      '--reason',
      'seen',
      '--by',
      'j.doe',
    ];
    const before = await ask('status');
    const would = (await ask(...decide, '--preview')) as { readonly change: object };
    expect(would).toMatchObject({ preview: true, wouldRecord: 1 });
    const shown = await insiderLedgerHere([...decide, '--preview'], { store });
    expect(shown.stdout).toContain('Nothing was recorded. 1 event would be');
    expect(await ask('status')).toEqual(before);

    const wrong = await insiderLedgerHere([...decide, '--basis', 'another'], { store });
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('has changed since')]);
    const did = (await ask(...decide, '--basis', basis)) as { readonly change: object };
    expect({ ...did.change, rulings: [] }).toEqual(would.change);
    const again = await insiderLedgerHere([...decide, '--preview'], { store });
    expect(again.stdout).toContain('the ledger says so already');
  });
});
