/** Mutants of core/data: images, revisions, tombstones, group commit. */
import type { Mutant } from '../mutant.ts';

const journals = 'core/data/journals.ts';
const database = 'core/data/database.ts';
const groupCommit = 'core/data/groupCommit.ts';

export const storage: readonly Mutant[] = [
  {
    name: 'no-image-of-a-new-row',
    about: 'A row that a pending command made is undone before what the server says is applied',
    file: journals,
    find: 'async beforeChange(tableName, id, row) {\n',
    replace: 'async beforeChange(tableName, id, row) {\n      if (row === undefined) return;\n',
  },
  {
    name: 'last-image-wins',
    about: 'The image of a row is what the server last said, not what an earlier pending command made of it',
    file: journals,
    find: '    .onConflictDoNothing()\n',
    replace: `    .onConflictDoUpdate({
      target: [beforeImages.tenantId, beforeImages.tableName, beforeImages.id],
      set: { image: sql\`\${given('image')}\` },
    })
`,
  },
  {
    name: 'no-image-of-a-removed-row',
    about: 'A row that a pending command removed comes back before what the server says is applied',
    file: database,
    find: `        await journal.beforeChange?.(getTableName(table), id, before);
        await journal.removed(`,
    replace: '        await journal.removed(',
  },
  {
    name: 'tombstone-forgotten',
    about: 'A row that is removed on the server is removed on every desktop',
    file: database,
    find: '        await journal.removed(getTableName(table), id);\n',
    replace: '',
  },
  {
    name: 'change-keeps-the-old-revision',
    about: 'A row that is changed takes the revision of its transaction',
    file: database,
    find: 'changes: { ...changes, ...stamp } });',
    replace: 'changes });',
  },
  {
    name: 'stamped-with-the-revision-before',
    about: 'A row is stamped with the revision that its own transaction takes, not with the one that stood before it',
    file: journals,
    find: '    stamp: take,\n',
    replace: '    stamp: async () => (await take()) - 1,\n',
  },
  {
    name: 'readers-see-the-open-batch',
    about: 'A reader never sees a batch that may still fail',
    file: groupCommit,
    find: 'read: (tenantId, fn) => readers.use((reader) => fn(readDb(reader.drizzle, tenantId))),',
    replace: 'read: (tenantId, fn) => fn(readDb(writer.drizzle, tenantId)),',
  },
  {
    name: 'readers-without-a-snapshot',
    about: 'Everything that one reader asks is answered of one and the same moment',
    file: groupCommit,
    find: "        reader.exec('BEGIN');\n",
    replace: '',
  },
  {
    name: 'answered-before-the-commit',
    about: 'A write is answered once it is durable',
    file: groupCommit,
    find: 'else done.push({ job, touched, value: outcome.value });',
    replace: `else {
        job.resolve(outcome.value);
        done.push({ job, touched, value: outcome.value });
      }`,
  },
  {
    name: 'a-fault-keeps-what-it-wrote',
    about: 'A command that breaks leaves nothing behind in the batch it ran in',
    file: groupCommit,
    find: "'ROLLBACK TO job; RELEASE job'",
    replace: "'RELEASE job'",
  },
];
