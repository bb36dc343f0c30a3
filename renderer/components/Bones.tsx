import { Skeleton, Stack } from '@mantine/core';
import { Late } from './Late.tsx';

const WIDTHS = ['72%', '54%', '88%', '63%', '46%', '79%', '58%', '69%'];

/** Lines that stand in for a list. */
export function Bones({ lines = 6, height = 14 }: { lines?: number; height?: number }) {
  return (
    <Late>
      <Stack gap={22} py={10} aria-hidden>
        {Array.from({ length: lines }, (_, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- they never move
          <Skeleton key={i} height={height} width={WIDTHS[i % WIDTHS.length]} />
        ))}
      </Stack>
    </Late>
  );
}
