import type { Coupon } from '#core/domains/promotions/model.ts';
import badge from '../../components/StatusBadge.module.css';
import { useNow } from '../../components/useNow.ts';
import { statusColor } from '../../theme.ts';
import { likeStatus, stateOf, stateWords } from './words.ts';

export function CouponBadge({ coupon }: { coupon: Coupon }) {
  const state = stateOf(coupon, useNow());
  const { text, tint, bar } = statusColor(likeStatus[state]);
  return (
    <span className={badge.badge} style={{ color: text, background: tint }}>
      <span className={badge.dot} style={{ background: bar }} aria-hidden />
      {stateWords[state]}
    </span>
  );
}
