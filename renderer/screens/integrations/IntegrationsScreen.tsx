import { Screen } from '../../components/Screen.tsx';

export function IntegrationsScreen() {
  return <Screen title="Integrations">{null}</Screen>;
}
