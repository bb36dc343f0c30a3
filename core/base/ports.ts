/** What core asks of the platform it runs on. */
export interface Clock {
  /** epoch milliseconds */
  now(): number;
}

export interface Logger {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
