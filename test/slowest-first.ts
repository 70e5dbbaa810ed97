/**
 * The files that take longest are run first, so that no process is left alone with one at the end.
 * Vitest knows how long each took only where it has run before.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const slowest = [
  'readmodel/tampered',
  'store/contract.esdb',
  'readmodel/kill',
  'readmodel/worlds.property',
  'cli/surroundings',
  'cli/kept-code',
  'ledger/audit-pack',
  'http/process',
  'library',
  'cli/journeys',
  'store/esdb-answers',
  'ledger/two-importers',
  'cli/failures',
  'cli/contract',
  'worlds/three-times',
  'store/crash',
  'store/esdb-lies',
  'store/esdb-pitfalls',
  'readmodel/read-model',
  'cli/import-threads',
  'store/esdb-subscription',
  'readmodel/bit-sweep',
  'checkpoint/kept-tree',
  'cli/checkpoint',
];

const rank = ({ moduleId }: TestSpecification): number => {
  const at = slowest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return at < 0 ? slowest.length : at;
};

export class SlowestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}
