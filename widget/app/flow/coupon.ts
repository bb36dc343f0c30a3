import { Refused } from '../api.ts';

/** The server's word on the code that they typed. */
export const ofCoupon = (problem: unknown): string | undefined =>
  problem instanceof Refused && problem.code === 'coupon_invalid' ? problem.message : undefined;
