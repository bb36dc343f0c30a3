import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

/** What the customer must know now: read out at once, and never in the way of what they were doing. */
export function Notice({ children, calm = false }: { children: ComponentChildren; calm?: boolean }) {
  return (
    <div class={calm ? 'notice calm' : 'notice'} role={calm ? 'status' : 'alert'}>
      <Icon name={calm ? 'check' : 'alert'} />
      <div>{children}</div>
    </div>
  );
}
