import { Screen } from '../../components/Screen.tsx';

export function TodayScreen() {
  return <Screen title="Today">{null}</Screen>;
}
