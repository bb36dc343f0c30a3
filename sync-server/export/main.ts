import { tell } from '../backup/telling.ts';
import { exportByHand, importByHand } from './commandLine.ts';

const [verb, ...args] = process.argv.slice(2);
const run = verb === 'import' ? importByHand : exportByHand;

await tell((signal) => run(args, { env: process.env, now: () => Date.now(), signal }));
