/** What is said over the virtual wire. */
export interface Request {
  readonly method: string;
  /** with its query */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** in place of a body: an answer that comes bit by bit */
  readonly lines?: AsyncIterable<string>;
}
