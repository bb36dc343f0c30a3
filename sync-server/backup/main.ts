import { backupByHand, restoreByHand } from './commandLine.ts';
import { tell } from './telling.ts';

const [verb, ...args] = process.argv.slice(2);
const run = verb === 'restore' ? restoreByHand : backupByHand;

await tell((signal) => run(args, { env: process.env, now: () => Date.now(), signal }));
