/** A process that turns the bits it is told to, one message each, until it is ended. */
import * as library from '../../src/index.js';
import { type Flip, flipper } from '../../test/ledger/bit-flips.js';

const [pristine = '', path = ''] = process.argv.slice(2);
const flip = await flipper(library, pristine, path);
process.on('message', (asked: Flip) => {
  flip(asked).then(
    (flipped) => process.send?.(flipped),
    (thrown: unknown) =>
      process.send?.({ ...asked, verdict: 'fault', whole: false, bad: [`thrown: ${thrown}`] }),
  );
});
process.send?.('ready');
