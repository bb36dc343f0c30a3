/**
 * `not_zip`: something else, or a ZIP without its end. `damaged`: it is not what was written. `too_large`: it would unpack to more
 * than such a file can hold. `foreign`: another kind of ZIP. `newer`: a later Slotkeeper wrote it. `older`: this one can't read it any more.
 */
export type ArchiveFault = 'not_zip' | 'damaged' | 'too_large' | 'foreign' | 'newer' | 'older';

/** What is wrong with a file that was handed in. Its message goes on after the file's name: `x.zip` + ` ` + `is no ZIP file`. */
export class ArchiveProblem extends Error {
  readonly fault: ArchiveFault;

  constructor(fault: ArchiveFault, message: string, { cause }: { cause?: unknown } = {}) {
    super(message, { cause });
    this.name = 'ArchiveProblem';
    this.fault = fault;
  }
}
