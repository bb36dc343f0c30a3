/** Mutants of what is sold: what it is filed under. */
import type { Mutant } from '../mutant.ts';

export const catalogue: readonly Mutant[] = [
  {
    name: 'a-renamed-category-stays-in-the-offerings',
    about: 'A category that is renamed is renamed in every offering',
    file: 'core/domains/catalog/commands/categories.ts',
    find: '      await refile({ db, ctx }, { from: category.name, to: changes.name });\n',
    replace: '',
  },
];
