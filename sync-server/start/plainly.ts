/** What a person can mend: told as its one sentence, without a stack. */
export class PlainError extends Error {
  readonly exitCode: number;

  constructor(sentence: string, { exitCode = 1, cause }: { exitCode?: number; cause?: unknown } = {}) {
    super(sentence, { cause });
    this.name = 'PlainError';
    this.exitCode = exitCode;
  }
}

export const wrongUsage = (sentence: string): PlainError => new PlainError(sentence, { exitCode: 2 });

export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

export const diskIsFull = (data: string, cause: unknown): PlainError =>
  new PlainError(`The disk that holds ${data} is full: make room and start again.`, { cause });
