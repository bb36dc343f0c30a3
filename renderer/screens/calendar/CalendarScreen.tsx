import { Screen } from '../../components/Screen.tsx';

export function CalendarScreen() {
  return <Screen title="Calendar">{null}</Screen>;
}
