export type GetProblem = 'too_large' | 'too_many_redirects' | 'bad_redirect' | 'encoding';

export class GetFailure extends Error {
  readonly problem: GetProblem;

  constructor(problem: GetProblem) {
    super(`outbound request failed: ${problem}`);
    this.name = 'GetFailure';
    this.problem = problem;
  }
}
