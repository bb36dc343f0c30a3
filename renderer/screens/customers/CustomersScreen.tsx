import { Screen } from '../../components/Screen.tsx';

export function CustomersScreen() {
  return <Screen title="Customers">{null}</Screen>;
}
