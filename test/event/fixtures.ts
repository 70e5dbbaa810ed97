/** Events as version 1 wrote them. They must decode, and keep their hashes, for ever. */
import { readFileSync } from 'node:fs';
import type { SealedEvent } from '../../src/event/chain.js';

export const versionOne: ReadonlyArray<SealedEvent> = JSON.parse(
  readFileSync(new URL('../fixtures/events/version-1.json', import.meta.url), 'utf8'),
);
