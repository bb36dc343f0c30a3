/** Mutants of the desktop: its rebase, its queue and its sync client. */
import type { Mutant } from '../mutant.ts';

const rebase = 'core/engine/rebase.ts';
const copying = 'electron/host/copying.ts';
const pulling = 'electron/host/pulling.ts';
const pushing = 'electron/host/pushing.ts';

export const desktop: readonly Mutant[] = [
  {
    name: 'a-pull-without-undo',
    about: 'What pending commands changed is put back before a pull is applied',
    file: rebase,
    find: '    } else await putBackImages(db, breathe);\n',
    replace: '    }\n',
  },
  {
    name: 'pages-are-applied-one-by-one',
    about: 'The pages of a pull are applied together',
    file: pulling,
    find: '    pages.push(page);\n',
    replace: `    pages.push(page);
    const { engine, tenantId, actor } = parts;
    if (base.copy === null) await applyPull(engine, { tenantId, actor, pages: [{ ...page, more: false }], replace: false });
`,
  },
  {
    name: 'a-changed-role-is-missed',
    about: 'A changed role fetches everything afresh',
    file: pulling,
    find: 'if (page === undefined || page.role !== base.role) return false;',
    replace: 'if (page === undefined) return false;',
  },
  {
    name: 'a-fresh-copy-keeps-old-rows',
    about: 'A desktop that fetches everything afresh forgets what was there before',
    file: copying,
    find: `  raw.exec(\`DELETE FROM "\${table}"\`);
  const last = Number(raw.value(\`SELECT max(rowid) FROM "\${staged}"\`) ?? 0);
  for (let from = 0; from < last; from += A_TURN) {
    raw.exec(\`INSERT INTO`,
    replace: `  const last = Number(raw.value(\`SELECT max(rowid) FROM "\${staged}"\`) ?? 0);
  for (let from = 0; from < last; from += A_TURN) {
    raw.exec(\`INSERT OR REPLACE INTO`,
  },
  {
    name: 'a-fresh-copy-keeps-old-images',
    about: 'What is put back after a pull is what this server said, not a former one',
    file: rebase,
    find: '      await forgetImages(db);\n',
    replace: '',
  },
  {
    name: 'a-resumed-copy-takes-the-newer-head',
    about: 'What changes while everything is copied comes again with the pull that follows',
    file: copying,
    find: '    if (at !== null) return void (at = { ...at, seen });',
    replace: '    if (at !== null) return void (at = { ...at, seen, ...seen });',
  },
  {
    name: 'a-copied-device-is-not-noticed',
    about: 'What the server answered to another copy of this profile settles nothing here',
    file: rebase,
    find: '    await mustBeOurs(db, last);\n',
    replace: '',
  },
  {
    name: 'what-a-server-lost-is-not-sent-again',
    about: 'Commands that a restored server has lost are sent to it again',
    file: rebase,
    find: `  if (replace)
    await db.unstamped
      .update(localCommands)
      .set({ state: 'pending' })
      .where(and(isOurs, gt(localCommands.seq, last.lastSeq)));
`,
    replace: '',
  },
  {
    name: 'a-refusal-is-not-shown',
    about: 'What the server refused waits under "Needs attention"',
    file: rebase,
    find: `    if ((await db.find(attention, id)) === undefined) await db.insert(attention, { id, name, input, at, code, facts, createdAt: now });
`,
    replace: '',
  },
  {
    name: 'pending-commands-do-not-run-again',
    about: 'What waits for the server stays on the screen through a pull',
    file: rebase,
    find: '    await runPendingAgain(engine, { db, actor: withRole(actor, last.role), breathe });\n',
    replace: '',
  },
  {
    name: 'queued-after-the-commit',
    about: 'A command is queued in the transaction in which it ran',
    file: rebase,
    find: '    await db.compiled(enqueue).run({ tenantId, seq: state.nextSeq, commandId, name, input, at });\n',
    replace: `    void engine.database.write(tenantId, async (later) => {
      await later.compiled(enqueue).run({ tenantId, seq: state.nextSeq, commandId, name, input, at });
    }).catch(() => {});
`,
  },
  {
    name: 'a-command-set-aside-blocks-the-queue',
    about: 'A command that the server breaks on is set aside, and those behind it go through',
    file: pushing,
    find: '    if (strikes < STRIKES) return false;\n',
    replace: '    if (strikes > 0) return false;\n',
  },
  {
    name: 'what-came-before-a-gap-is-not-sent-again',
    about: 'A server that misses commands is sent them again',
    file: pushing,
    find: '          await sendAgainFrom(parts, { expected: failure.facts.expected, now: parts.clock.now() });\n',
    replace: '',
  },
];
