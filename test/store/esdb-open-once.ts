/** Opens the store that the first argument names, appends, closes; for a look at what is printed. */
import { openStore } from '../../src/store/open.js';
import { expectRight } from './opened.js';

const store = await expectRight(openStore(process.argv[2] ?? ''));
const event = { id: crypto.randomUUID(), type: 'HoldingReported', data: {}, metadata: {} };
await expectRight(store.append(`insider-${event.id}`, 'no-stream', [event]));
await store.close();
