import { Screen } from '../../components/Screen.tsx';

export function CatalogueScreen() {
  return <Screen title="Catalogue">{null}</Screen>;
}
