export function BookingDrawer({ bookingId }: { bookingId: string }) {
  return <p>{bookingId}</p>;
}
