import { ActionIcon } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import type { Reorder } from './reorder.ts';

interface Props<T> {
  name: string;
  reorder: Reorder<T>;
  place: number;
  /** lies on a picture */
  raised?: boolean;
}

/** What a thing of a list is taken by. */
export function Handle<T>({ name, reorder, place, raised = false }: Props<T>) {
  const label = `Move ${name}`;
  return (
    <ActionIcon
      {...(raised ? { variant: 'default' } : { size: 'sm' })}
      aria-label={label}
      title={`${label}: drag it, or use the arrow keys`}
      {...reorder.handle(place)}
    >
      <IconGripVertical size={14} stroke={1.5} aria-hidden />
    </ActionIcon>
  );
}
