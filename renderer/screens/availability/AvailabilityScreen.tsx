import { Screen } from '../../components/Screen.tsx';

export function AvailabilityScreen() {
  return <Screen title="Availability">{null}</Screen>;
}
