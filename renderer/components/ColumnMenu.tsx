import { Menu } from '@mantine/core';
import { IconCheck, IconColumns3 } from '@tabler/icons-react';
import { IconAction } from './IconAction.tsx';
import type { ColumnChoice } from './useColumnChoice.ts';

interface Props {
  choice: ColumnChoice;
  columns: readonly { id: string; name: string }[];
}

export function ColumnMenu({ choice, columns }: Props) {
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <span>
          <IconAction icon={IconColumns3} label="Columns" />
        </span>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.map(({ id, name }) => {
          const isShown = choice.shown[id] !== false;
          return (
            <Menu.Item
              key={id}
              role="menuitemcheckbox"
              aria-checked={isShown}
              rightSection={isShown ? <IconCheck size={14} stroke={1.5} /> : <span style={{ width: 14 }} />}
              onClick={() => choice.choose(id, !isShown)}
            >
              {name}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
