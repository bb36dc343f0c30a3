import { Menu } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { IconAction } from './IconAction.tsx';
import type { ColumnChoice } from './useColumnChoice.ts';

interface Props {
  choice: ColumnChoice;
  columns: readonly { id: string; name: string }[];
}

export function ColumnMenu({ choice, columns }: Props) {
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <IconAction icon={IconColumns3} label="Columns" />
      </Menu.Target>
      <Menu.Dropdown>
        {columns.map(({ id, name }) => {
          const isShown = choice.shown[id] !== false;
          return (
            <Menu.CheckboxItem key={id} checked={isShown} onChange={(checked) => choice.choose(id, checked)}>
              {name}
            </Menu.CheckboxItem>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
