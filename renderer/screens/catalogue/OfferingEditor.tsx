import { Screen } from '../../components/Screen.tsx';

export function OfferingEditor() {
  return <Screen title="Offering">{null}</Screen>;
}
