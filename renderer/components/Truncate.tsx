import type { CSSProperties } from 'react';
import { tipWhenCut } from './tip.ts';

interface Props {
  children: string;
  className?: string | undefined;
  style?: CSSProperties;
}

/** One line; what doesn't fit is whole in the tooltip, which stays away where nothing is cut. A name from right to left loses its end, not its beginning. */
export function Truncate({ children, className, style }: Props) {
  return (
    <span
      className={className ? `truncate ${className}` : 'truncate'}
      dir="auto"
      style={{ display: 'block', textAlign: 'left', ...style }}
      {...tipWhenCut}
    >
      {children}
    </span>
  );
}
