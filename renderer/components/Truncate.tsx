import { Tooltip } from '@mantine/core';
import { type CSSProperties, useState } from 'react';

interface Props {
  children: string;
  className?: string | undefined;
  style?: CSSProperties;
}

/** One line; what doesn't fit is whole in the tooltip, which stays away where nothing is cut. */
export function Truncate({ children, className, style }: Props) {
  const [cut, setCut] = useState(false);
  return (
    <Tooltip label={children} disabled={!cut} multiline maw={360}>
      <span
        className={className ? `truncate ${className}` : 'truncate'}
        style={{ display: 'block', ...style }}
        onPointerEnter={({ currentTarget: line }) => setCut(line.scrollWidth > line.clientWidth)}
      >
        {children}
      </span>
    </Tooltip>
  );
}
