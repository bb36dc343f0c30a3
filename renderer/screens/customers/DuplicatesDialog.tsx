import { Button, Modal, Text } from '@mantine/core';
import { IconArrowMerge } from '@tabler/icons-react';
import { useState } from 'react';
import { toast } from '../../components/toasts.ts';
import { MergeChoice } from './MergeChoice.tsx';
import classes from './merge.module.css';
import { becauseWords, keyOf, likeliest, possibleWords, toLookAt } from './merging.ts';
import { type Duplicates, useDuplicates } from './useDuplicates.ts';

/** Says quietly that some may be there twice; nothing where none are. */
export function DuplicatesButton() {
  const duplicates = useDuplicates();
  const [opened, setOpened] = useState(false);
  if (duplicates.count === 0 && !opened) return null;
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        className={classes.button}
        leftSection={<IconArrowMerge size={14} stroke={1.5} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        {possibleWords(duplicates.count)}
      </Button>
      {opened && <DuplicatesDialog duplicates={duplicates} onClose={() => setOpened(false)} />}
    </>
  );
}

/** One group after the other: merged, told apart, or left for later. */
function DuplicatesDialog({ duplicates, onClose }: { duplicates: Duplicates; onClose: () => void }) {
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [later, setLater] = useState<ReadonlySet<string>>(new Set());
  const left = toLookAt(duplicates.groups, { apart: [], gone }).filter(({ customers }) => !later.has(keyOf(customers)));
  const [group] = left;
  const usual = group && likeliest(group.customers);
  if (group === undefined || usual === undefined)
    return (
      <Modal opened onClose={onClose} title="Possible duplicates" size={440}>
        <Text mb="lg" role="status">
          {later.size > 0 ? 'That was the last one for now.' : 'Nobody is there twice any more.'}
        </Text>
        <Button fullWidth variant="default" onClick={onClose} data-autofocus ref={(button) => button?.focus()}>
          Close
        </Button>
      </Modal>
    );
  const key = keyOf(group.customers);
  const next = () => setLater((before) => new Set([...before, key]));
  return (
    <Modal opened onClose={onClose} title="Possible duplicates" size={group.customers.length > 2 ? 720 : 560}>
      <p className={classes.because} role="status">
        {becauseWords[group.because]}
        <span className="num">{left.length === 1 ? 'The last one' : `${left.length} left`}</span>
      </p>
      <MergeChoice
        key={key}
        customers={group.customers}
        usual={usual}
        aside={
          <Button variant="subtle" onClick={() => duplicates.tellApart(group.customers.map(({ id }) => id))}>
            Not the same
          </Button>
        }
        out={{ label: 'Later', leave: next }}
        onMerged={(kept, goneIds) => {
          toast.ok(`${kept.name} is one customer now.`);
          setGone((before) => new Set([...before, ...goneIds]));
        }}
      />
    </Modal>
  );
}
