/** What somebody does to the file behind the ledger's back, and what verify says of it. */

import { describe, expect, it } from 'vitest';
import { genesisHash, seal } from '../../src/event/chain.js';
import { openLedger, type VerifyAnswer } from '../../src/index.js';
import { Database } from '../../src/store/sqlite/driver.js';
import { idText } from '../../src/store/sqlite/event-id.js';
import { textOf } from '../../src/store/sqlite/row.js';
import { temporaryFolder } from '../store/folder.js';
import { expectRight } from '../store/opened.js';
import { alterTexts } from '../store/texts.js';
import { doe, form3, form4, holding, roe, trade } from './filing.js';

const folder = temporaryFolder();

const verified = async (name: string, tampering: string): Promise<VerifyAnswer> => {
  const path = folder.file(`${name}.db`);
  const url = `sqlite:${path}`;
  const ledger = await expectRight(openLedger(url));
  const opening = form3(1, '2024-01-10', [holding(1, '6000')]) as object;
  await expectRight(ledger.record(opening));
  await expectRight(
    ledger.record(
      form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '1000', '5000')]),
    ),
  );
  await expectRight(ledger.record({ ...form3(3, '2024-01-10', [holding(1, '7')]), owners: [roe] }));
  await ledger.close();
  alterTexts(path, tampering);
  const again = await expectRight(openLedger(url));
  const answer = await expectRight(again.verify());
  // Whoever asks is refused as well.
  if (answer.problems.some((p) => p.code === 'HASH_MISMATCH' && p.stream?.endsWith(doe.cik)))
    expect((await again.holdings({ insider: doe.cik })())._tag).toBe('Left');
  await again.close();
  return answer;
};

describe('verify finds', () => {
  it.each([
    ['nothing where nothing was done', 'select 1', null],
    ['a digit turned', "update events set data = replace(data, '6000', '6001')", 'HASH_MISMATCH'],
    [
      'another time of recording',
      'update events set metadata = replace(metadata, \'"recordedAt":"20\', \'"recordedAt":"19\')',
      'HASH_MISMATCH',
    ],
    ['a space', "update events set data = replace(data, ':', ': ')", 'HASH_MISMATCH'],
    ['a space in metadata', "update events set metadata = metadata || ' '", 'HASH_MISMATCH'],
    [
      'a letter escaped',
      "update events set data = replace(data, 'ACME', '\\u0041CME')",
      'HASH_MISMATCH',
    ],
    [
      'a key that stands twice',
      `update events set data = replace(data, '{"accession":', '{"accession":"x","accession":')`,
      'HASH_MISMATCH',
    ],
    [
      'another spelling of a number',
      `update events set data = replace(data, '"position":1', '"position":1.0')`,
      'HASH_MISMATCH',
    ],
    [
      'another spelling of a version',
      `update events set metadata = replace(metadata, '"schemaVersion":1', '"schemaVersion":1e0')`,
      'HASH_MISMATCH',
    ],
    [
      'a count of positions twice',
      "insert into sqlite_sequence(name, seq) values ('events', 3)",
      'STORAGE_CORRUPT',
    ],
    ['an event removed', 'delete from events where position = 2', 'CHAIN_BROKEN'],
    ['the last event removed', 'delete from events where position = 6', 'EVENT_MISSING'],
    [
      'two events swapped',
      'update events set revision = -1 where position = 3; update events set revision = 2 where position = 4; update events set revision = 3 where revision = -1',
      'REVISION_GAP',
    ],
    [
      'two insiders swapped',
      `update streams set name = 'x' where name = 'insider-${doe.cik}';
       update streams set name = 'insider-${doe.cik}' where name = 'insider-${roe.cik}';
       update streams set name = 'insider-${roe.cik}' where name = 'x'`,
      'WRONG_STREAM',
    ],
    [
      'text that is no JSON any more',
      "update events set data = '{' where position = 2",
      'STORAGE_CORRUPT',
    ],
  ])('%s', async (name, tampering, code) => {
    const { ok, problems } = await verified(name.replaceAll(' ', '-'), tampering);
    expect(ok).toBe(code === null);
    expect(problems.map((p) => p.code)).toEqual(
      code === null ? [] : expect.arrayContaining([code]),
    );
  });
});

describe('what verify cannot tell by itself, its digests tell', () => {
  const path = (name: string) => folder.file(`${name}.db`);
  const sealedAnew = (file: string, change: (metadata: Record<string, unknown>) => void): void => {
    const db = new Database(file);
    const ofStream = db.prepare('SELECT * FROM events WHERE sid = ? ORDER BY revision');
    const put = db.prepare('UPDATE events SET metadata = ? WHERE position = ?');
    for (const sid of db.prepare('SELECT sid FROM streams').pluck().all()) {
      let previous = genesisHash;
      for (const row of ofStream.all(sid) as ReadonlyArray<Record<string, unknown>>) {
        const { hash: _, ...metadata } = JSON.parse(String(textOf(row['metadata'])));
        change(metadata);
        const event = {
          id: idText(row['id'] as Buffer),
          type: String(row['type']),
          data: JSON.parse(String(textOf(row['data']))),
        };
        const sealed = seal(previous, event, metadata);
        put.run(sealed.metadataText, row['position']);
        previous = sealed.hash;
      }
    }
    db.close();
  };

  it('times put back with every hash mended', async () => {
    const before = await verified('redated', 'select 1');
    sealedAnew(path('redated'), (metadata) => {
      metadata['recordedAt'] = '2024-03-09T00:00:00.000Z';
    });
    const ledger = await expectRight(openLedger(`sqlite:${path('redated')}`));
    const after = await expectRight(ledger.verify());
    await ledger.close();
    expect(after).toMatchObject({ ok: true, digest: before.digest });
    expect(after.sealDigest).not.toBe(before.sealDigest);
    expect(after.orderDigest).toBe(before.orderDigest);
  });

  it('two streams interleaved otherwise', async () => {
    const before = await verified('interleaved', 'select 1');
    const after = await verified(
      'interleaved-otherwise',
      `UPDATE events SET position = -1 WHERE position = 4;
       UPDATE events SET position = 4 WHERE position = 5;
       UPDATE events SET position = 5 WHERE position = -1`,
    );
    expect(after).toMatchObject({ ok: true, digest: before.digest });
    expect(after.orderDigest).not.toBe(before.orderDigest);
  });
});
