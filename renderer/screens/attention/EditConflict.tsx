import { Button, Text } from '@mantine/core';
import type { Json } from '#core/base/json.ts';
import type { AttentionItem } from '#core/engine/bridge.ts';
import type { Choices } from './choices.ts';
import classes from './attention.module.css';
import { fieldsOf, fieldWords, valueWords } from './words.ts';

interface Props {
  item: AttentionItem;
  currency: string;
  choices: Choices;
}

/** Both values side by side; one click takes either. */
export function EditConflict({ item, currency, choices }: Props) {
  const { field: named, yours, theirs } = item.facts;
  const field = typeof named === 'string' ? named : '';
  return (
    <div className={classes.versions}>
      <Version name={`Yours: ${fieldWords(field)}`} value={valueWords(field, yours, currency)}>
        <Button size="xs" loading={choices.running} onClick={() => void choices.retry(withSeen(item.input, field, theirs ?? null))}>
          Keep mine
        </Button>
      </Version>
      <Version name={`Theirs: ${fieldWords(field)}`} value={valueWords(field, theirs, currency)}>
        <Button size="xs" variant="default" loading={choices.running} onClick={() => void takeTheirs(item, field, choices)}>
          Take theirs
        </Button>
      </Version>
    </div>
  );
}

function Version({ name, value, children }: { name: string; value: string; children: React.ReactNode }) {
  return (
    <div className={classes.version}>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text fw={500} className="num" lineClamp={4}>
        {value}
      </Text>
      {children}
    </div>
  );
}

/** Mine, now that I have seen theirs. */
function withSeen(input: Json, field: string, theirs: Json): Json {
  const fields = fieldsOf(input);
  if (!('changes' in fields)) return { ...fields, seen: theirs };
  return { ...fields, seen: { ...fieldsOf(fields['seen']), [field]: theirs } };
}

/** Theirs for this field; what else was changed with it still goes. */
function takeTheirs(item: AttentionItem, field: string, choices: Choices): Promise<void> {
  const fields = fieldsOf(item.input);
  const without = (values: Json | undefined) => Object.fromEntries(Object.entries(fieldsOf(values)).filter(([name]) => name !== field));
  const changes = without(fields['changes']);
  if (Object.keys(changes).length === 0) return choices.discard();
  return choices.retry({ ...fields, changes, seen: without(fields['seen']) });
}
