/** Mutants of the server's side of the engine: execute, push, pull, and who may see what. */
import type { Mutant } from '../mutant.ts';

const execute = 'core/engine/execute.ts';
const push = 'core/engine/push.ts';
const pull = 'core/engine/pull.ts';
const history = 'core/engine/history.ts';

export const server: readonly Mutant[] = [
  {
    name: 'a-refusal-keeps-what-it-wrote',
    about: 'A refused command undoes everything that it had written before',
    file: execute,
    find: 'const value = await db.nested(() => runWithReactions(engine, { db, actor, envelope, command, input }));',
    replace: 'const value = await runWithReactions(engine, { db, actor, envelope, command, input });',
  },
  {
    name: 'an-answered-command-runs-again',
    about: 'A command id that was answered is answered from the log',
    file: execute,
    find: 'const earlier = isNew ? undefined : await db.find(commandLog, envelope.commandId);',
    replace: 'const earlier = undefined as typeof commandLog.$inferSelect | undefined;',
  },
  {
    name: 'outbox-after-the-commit',
    about: 'What is to be told outside is written in the transaction of what happened',
    file: execute,
    find: "if (reaction.side === 'both' || engine.side === 'server') await reaction.run({ db, ctx }, recorded);",
    replace: `if (reaction.side === 'both') await reaction.run({ db, ctx }, recorded);
    else if (engine.side === 'server')
      void engine.database.write(db.tenantId, (later) => reaction.run({ db: later, ctx }, recorded)).catch(() => {});`,
  },
  {
    name: 'cursor-ahead-of-its-command',
    about: 'A device cursor advances in the transaction of its command',
    file: push,
    find: '  return execute(engine, {\n',
    replace: `  await engine.database.write(tenantId, (db) => db.patch(deviceCursors, deviceId, { lastSeq: command.seq }));
  return execute(engine, {
`,
  },
  {
    name: 'a-gap-is-accepted',
    about: 'A command whose predecessors the server does not have is refused',
    file: push,
    find: '      if (command.seq > lastSeq + 1) refuse(',
    replace: '      if (command.seq < lastSeq) refuse(',
  },
  {
    name: 'the-number-of-another-copy-is-skipped',
    about: 'What comes under an answered number must have been answered: else another copy of the device is at work',
    file: push,
    find: `    for (const { commandId, seq } of commands)
      if (!answered.has(commandId) || (idOfNumber.get(seq) ?? commandId) !== commandId) refuse('device_copied', { seq });
`,
    replace: '',
  },
  {
    name: 'the-authors-clock-is-believed',
    about: 'A command acts between the last contact of its device and the clock of the server',
    file: push,
    find: 'const at = Math.min(Math.max(command.at, notBefore), await nowOf(engine, tenantId));',
    replace: 'const at = command.at;',
  },
  {
    name: 'a-page-cuts-a-revision',
    about: 'A page brings all rows of the revisions that it ends at',
    file: pull,
    find: `  for (const [name, { table }] of visible) {
    const found = await db.list(table, gt(table.rev, since), lte(table.rev, until));
`,
    replace: `  for (const [name, { table, weight = 1 }] of visible) {
    const found = (await db.list(table, gt(table.rev, since), lte(table.rev, until))).slice(0, PAGE_ROWS / (weight * 4));
`,
  },
  {
    name: 'another-history-is-not-noticed',
    about: 'A desktop that knows another history than the server is told so',
    file: history,
    find: 'if (rev > 0 && (await nonceOf(db, rev)) !== nonce) refuse(',
    replace: 'if (rev > 0 && (await nonceOf(db, rev)) === undefined) refuse(',
  },
  {
    name: 'staff-are-sent-the-keys',
    about: 'What a role may not see is not sent to its desktop',
    file: 'core/engine/synced.ts',
    find: 'api_keys: { table: apiKeys, visibleTo: managers }',
    replace: 'api_keys: { table: apiKeys, visibleTo: staff }',
  },
];
