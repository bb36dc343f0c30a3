export function NoHostScreen() {
  return <p>Reconnecting</p>;
}
