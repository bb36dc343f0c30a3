import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import classes from './bookings.module.css';
import { useDrawers } from '../../app/drawers.ts';

export function NewBookingButton() {
  const { openNew } = useDrawers();
  return (
    <Button className={classes.newBooking} leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => openNew()}>
      New booking
    </Button>
  );
}
