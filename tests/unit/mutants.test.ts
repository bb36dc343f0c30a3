import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '#build/bundles.ts';
import { mutants } from '../mutants/list.ts';
import { changed } from '../mutants/mutant.ts';

const sourceOf = (file: string) => readFileSync(join(root, file), 'utf8');

// A mutant whose text is gone from the product would be looked for in vain: whoever changes that text mends the list.
describe('the list of mutants', () => {
  it('has a name of its own for each', () => {
    const names = mutants.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  it('changes the product alone', () => {
    for (const { file } of mutants) expect(file).toMatch(/^(core|sync-server|electron\/host)\//);
  });

  it.each(mutants)('$name changes one place of $file', ({ file, find, replace }) => {
    expect(sourceOf(file).split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  });

  it.each(mutants)('$name leaves a module that can be read', (mutant) => {
    const source = sourceOf(mutant.file);
    expect(stripTypeScriptTypes(changed(mutant, source))).not.toBe(stripTypeScriptTypes(source));
  });
});

describe('a mutant that has fallen behind', () => {
  const mutant = { name: 'lost', about: '', file: 'core/base/time.ts', find: 'here', replace: 'there' };

  it('says so where its text is gone', () => {
    expect(() => changed(mutant, 'gone')).toThrow('the mutant lost looks for a text that core/base/time.ts has 0 times');
  });

  it('says so where its text is there twice', () => {
    expect(() => changed(mutant, 'here and here')).toThrow('has 2 times');
  });

  it('is changed where its text is there once', () => {
    expect(changed(mutant, 'here it is')).toBe('there it is');
  });
});
