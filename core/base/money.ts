/** The one rounding rule: half away from zero. */
export function roundHalfAway(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

/** `numerator / denominator` of an amount in minor units, rounded once. Exact to 2^53: amounts go through BigInt. */
export function shareOf(cents: number, numerator: number, denominator: number): number {
  const product = BigInt(cents) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const magnitude = product < 0n ? -product : product;
  const rounded = (magnitude * 2n + divisor) / (divisor * 2n);
  return Number(product < 0n ? -rounded : rounded);
}

export function percentOf(cents: number, percent: number): number {
  return shareOf(cents, percent, 100);
}

/** Tax on a line. Included: the part of the gross that is tax. Excluded: what is added to the net. */
export function taxOf(cents: number, taxBps: number, included: boolean): number {
  return included ? shareOf(cents, taxBps, 10_000 + taxBps) : shareOf(cents, taxBps, 10_000);
}

/** Minor units of an ISO 4217 currency as the platform knows it: 2 for EUR, 0 for JPY, 3 for BHD. */
export function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

export function formatMoney(cents: number, { currency, locale }: { currency: string; locale?: string }): string {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(cents / 10 ** digits);
}
