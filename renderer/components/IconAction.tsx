import { ActionIcon, type ActionIconProps, Tooltip } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ComponentPropsWithRef } from 'react';

interface Props extends ActionIconProps, Omit<ComponentPropsWithRef<'button'>, 'color' | 'style'> {
  icon: Icon;
  /** its name, for readers and on hover */
  label: string;
  /** shown after the name on hover */
  keys?: string;
}

/** An icon never stands alone: it has a name on hover and for readers. The name stays away from the menu that it opens. */
export function IconAction({ icon: Icon, label, keys, ...rest }: Props) {
  return (
    <Tooltip label={keys ? `${label} · ${keys}` : label} disabled={rest['aria-expanded'] === true}>
      <ActionIcon aria-label={label} {...rest}>
        <Icon size={16} stroke={1.5} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
