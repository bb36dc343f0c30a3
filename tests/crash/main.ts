/** `npm run crash -- --rounds N --seed N [--of server|console] [--database sqlite|postgres]`: any number of rounds, each told in a line. */
import { parseArgs } from 'node:util';
import { hostRounds } from './hostRounds.ts';
import { serverRounds } from './serverRounds.ts';
import { databases } from './stage.ts';

const option = (fallback: string) => ({ type: 'string', default: fallback }) as const;
const { values } = parseArgs({ options: { rounds: option('20'), seed: option('1'), database: option('sqlite'), of: option('server') } });
const database = databases.find((kind) => kind === values.database);
if (database === undefined) throw new Error(`--database takes one of ${databases.join(', ')}`);

const began = performance.now();
const say = (line: string) => void process.stdout.write(`${line}\n`);
const asked = { rounds: Number(values.rounds), seed: Number(values.seed), say };
const { broken, ...report } = await (values.of === 'console' ? hostRounds(asked) : serverRounds({ ...asked, database }));
say(`${JSON.stringify(report)} in ${((performance.now() - began) / 1000).toFixed(1)} s`);
for (const law of broken) say(`BROKEN: ${law}`);
process.exitCode = broken.length === 0 ? 0 : 1;
