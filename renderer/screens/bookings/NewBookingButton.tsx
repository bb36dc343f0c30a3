import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useDrawers } from '../../app/drawers.ts';

export function NewBookingButton() {
  const { openNew } = useDrawers();
  return (
    <Button leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => openNew()}>
      New booking
    </Button>
  );
}
