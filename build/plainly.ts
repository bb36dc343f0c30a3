/** What a person can mend: told as its one sentence, without a stack. */
export class PlainError extends Error {
  readonly exitCode: number;

  constructor(sentence: string, exitCode = 1) {
    super(sentence);
    this.exitCode = exitCode;
  }
}

export const wrongUsage = (sentence: string) => new PlainError(sentence, 2);

/** A wrong command line ends in one sentence and status 2, a fault in its stack and status 1. */
export function failPlainly(error: unknown): void {
  const plain = asPlain(error);
  console.error(plain?.message ?? error);
  process.exitCode = plain?.exitCode ?? 1;
}

function asPlain(error: unknown): PlainError | undefined {
  if (error instanceof PlainError) return error;
  const isFromParseArgs = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  return isFromParseArgs ? wrongUsage(firstSentence(error.message)) : undefined;
}

const firstSentence = (text: string) => `${text.split(/\.\s/)[0]?.replace(/\.$/, '')}.`;
