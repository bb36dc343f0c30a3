import { Screen } from '../../components/Screen.tsx';

export function AttentionScreen() {
  return <Screen title="Attention">{null}</Screen>;
}
