interface Props {
  start?: number | undefined;
  offeringId?: string | undefined;
  customerId?: string | undefined;
}

export function NewBookingDrawer({ start }: Props) {
  return <p>{start}</p>;
}
