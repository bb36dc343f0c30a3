import { Screen } from '../../components/Screen.tsx';

export function BookingsScreen() {
  return <Screen title="Bookings">{null}</Screen>;
}
