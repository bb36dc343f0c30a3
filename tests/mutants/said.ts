/** What the child tells its parent, a line each. */
export type Said =
  | {
      readonly seed: number;
      /** of computing, since the child began */
      readonly seconds: number;
      /** the broken law, null where all hold */
      readonly broken: string | null;
    }
  /** The mutant is none: it does not load, or the simulation never comes by it. */
  | { readonly slip: string };
