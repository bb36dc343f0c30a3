/** A bug that somebody could write: one change to the text of one file of the product. */
export interface Mutant {
  /** what it is called on the command line */
  readonly name: string;
  /** the sentence that is no longer true with it */
  readonly about: string;
  /** from the root of the repository */
  readonly file: string;
  /** occurs once in the file */
  readonly find: string;
  readonly replace: string;
}

/** @throws an Error where the text to be changed is not there, or there twice: the list has fallen behind the product */
export function changed({ name, file, find, replace }: Mutant, source: string): string {
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(`the mutant ${name} looks for a text that ${file} has ${parts.length - 1} times: bring tests/mutants/list up to date`);
  return parts.join(replace);
}
