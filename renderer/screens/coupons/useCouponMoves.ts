import { useMemo } from 'react';
import type { Coupon } from '#core/domains/promotions/model.ts';
import { runCommand } from '../../bridge/ask.ts';
import { toast } from '../../components/toasts.ts';

type Moved = Pick<Coupon, 'id' | 'code'>;

export interface CouponMoves {
  trash: (coupon: Moved) => Promise<void>;
  restore: (coupon: Moved) => Promise<void>;
}

/** Into the trash and out of it, each with its way back. */
export function useCouponMoves(): CouponMoves {
  return useMemo(() => {
    const trash = ({ id: couponId }: Moved) => runCommand('promotions.trashCoupon', { couponId });
    const restore = ({ id: couponId }: Moved) => runCommand('promotions.restoreCoupon', { couponId });
    const told = (done: Promise<unknown>, text: string, undo: () => Promise<unknown>) =>
      done.then(() => toast.ok(text, { undo: () => undo().catch(toast.problem) }), toast.problem);
    return {
      trash: (coupon) => told(trash(coupon), `${coupon.code} is in the trash`, () => restore(coupon)),
      restore: (coupon) => told(restore(coupon), `${coupon.code} is back`, () => trash(coupon)),
    };
  }, []);
}
