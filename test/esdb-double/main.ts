/** A node of the double in its own process: prints its URL, serves until killed. */
import { EsdbDouble } from './server.js';

const node = await EsdbDouble.start({ batchAppend: !process.argv.includes('--no-batch') });
process.stdout.write(`${node.url}\n`);
process.stdin.on('end', () => process.exit(0)).resume();
