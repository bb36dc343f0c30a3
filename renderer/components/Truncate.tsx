import type { CSSProperties } from 'react';
import { tipWhenCut } from './tip.ts';

interface Props {
  children: string;
  className?: string | undefined;
  style?: CSSProperties;
}

/** One line; what doesn't fit is whole in the tooltip, which stays away where nothing is cut. */
export function Truncate({ children, className, style }: Props) {
  return (
    <span className={className ? `truncate ${className}` : 'truncate'} style={{ display: 'block', ...style }} {...tipWhenCut}>
      {children}
    </span>
  );
}
