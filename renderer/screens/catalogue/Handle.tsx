import { ActionIcon } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import type { Reorder } from './reorder.ts';

/** What a thing of a list is taken by. */
export function Handle({ name, reorder, place }: { name: string; reorder: Reorder<unknown>; place: number }) {
  const label = `Move ${name}`;
  return (
    <ActionIcon size="sm" aria-label={label} title={`${label}: drag it, or use the arrow keys`} {...reorder.handle(place)}>
      <IconGripVertical size={14} stroke={1.5} aria-hidden />
    </ActionIcon>
  );
}
