import { Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useAttention } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Screen } from '../../components/Screen.tsx';
import { AttentionCard } from './AttentionCard.tsx';
import classes from './attention.module.css';

/** Commands that the server refused: what, why, and the ways on. */
export function AttentionScreen() {
  const items = useAttention();
  const navigate = useNavigate();
  return (
    <Screen title="Needs attention">
      <Answered query={items}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState
              icon={IconCircleCheck}
              text="Everything that was done here has been accepted by the server."
              action={{ label: 'Go to Today', onClick: () => void navigate({ to: '/today' }) }}
            />
          ) : (
            <div className={classes.list}>
              <Text c="dimmed">
                {list.length === 1 ? 'This was' : 'These were'} done on this device, and the server could not accept{' '}
                {list.length === 1 ? 'it' : 'them'} as things stand now. Choose what becomes of {list.length === 1 ? 'it' : 'each'}.
              </Text>
              {list.map((item) => (
                <AttentionCard key={item.id} item={item} />
              ))}
            </div>
          )
        }
      </Answered>
    </Screen>
  );
}
