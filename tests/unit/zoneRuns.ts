const ZONES = ['UTC', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia'];
const FIRST_SEED = 20_261_120;

/** What runs under each of the machine's zones takes its part of the scenes under each, and other ones than under the rest. */
export function partOf(runs: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: Math.ceil(runs / ZONES.length), seed: FIRST_SEED + Math.max(0, ZONES.indexOf(process.env['TZ'] ?? '')) };
}
