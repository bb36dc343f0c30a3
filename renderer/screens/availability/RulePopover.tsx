import { Button, Group, NumberInput, Popover, Stack, Text, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { LengthField } from '../catalogue/LengthField.tsx';
import { hoursText, type NewRule, parseHours, ruleOf, weekdays } from './hours.ts';

interface Props {
  rule: NewRule;
  opened: boolean;
  readOnly: boolean;
  onClose: () => void;
  onChange: (rule: NewRule | null) => void;
  children: ReactNode;
}

/** What one stretch of hours may say for itself: its places, its starts, and from when until when it counts. */
export function RulePopover({ rule, opened, readOnly, onClose, onChange, children }: Props) {
  return (
    <Popover opened={opened} onChange={(next) => !next && onClose()} position="right-start" width={280} trapFocus withinPortal>
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown onPointerDown={(at) => at.stopPropagation()} aria-label={`${weekdays[rule.dayOfWeek - 1]} hours`}>
        {opened && <RuleForm rule={rule} readOnly={readOnly} onClose={onClose} onChange={onChange} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function RuleForm({ rule, readOnly, onClose, onChange }: Omit<Props, 'opened' | 'children'>) {
  const [values, setValues] = useState(rule);
  const [hours, setHours] = useState(hoursText([rule]));
  const parsed = parseHours(hours);
  const single = Array.isArray(parsed) && parsed.length === 1 ? parsed[0] : undefined;
  const problem = Array.isArray(parsed) ? (single ? undefined : 'One span, like 9-17.') : parsed.problem;
  const wrongDates = values.validFrom !== null && values.validUntil !== null && values.validUntil < values.validFrom;
  return (
    <form
      onSubmit={(at) => {
        at.preventDefault();
        if (!single || wrongDates) return;
        onChange(ruleOf(rule.dayOfWeek, single, values));
        onClose();
      }}
    >
      <Stack gap="sm">
        <Text fw={600}>{weekdays[rule.dayOfWeek - 1]}</Text>
        <TextInput label="Hours" value={hours} error={problem} disabled={readOnly} onChange={(at) => setHours(at.currentTarget.value)} />
        <Group grow gap="sm" align="flex-start">
          <NumberInput
            label="Places"
            placeholder="as offered"
            min={1}
            max={10_000}
            allowDecimal={false}
            disabled={readOnly}
            value={values.capacity ?? ''}
            onChange={(capacity) => setValues({ ...values, capacity: typeof capacity === 'number' ? capacity : null })}
          />
          <LengthField
            label="Starts every"
            value={values.slotMinutes ?? 0}
            suggestions={[15, 30, 60, 120]}
            disabled={readOnly}
            zeroText="as offered"
            onChange={(minutes) => setValues({ ...values, slotMinutes: minutes === 0 ? null : minutes })}
          />
        </Group>
        <Group grow gap="sm" align="flex-start">
          <DatePickerInput
            label="From"
            placeholder="always"
            clearable
            valueFormat="D MMM YYYY"
            firstDayOfWeek={1}
            disabled={readOnly}
            value={values.validFrom}
            popoverProps={{ withinPortal: false }}
            onChange={(validFrom) => setValues({ ...values, validFrom })}
          />
          <DatePickerInput
            label="Until"
            placeholder="for good"
            clearable
            valueFormat="D MMM YYYY"
            firstDayOfWeek={1}
            disabled={readOnly}
            value={values.validUntil}
            popoverProps={{ withinPortal: false }}
            error={wrongDates ? 'Before “From”' : undefined}
            onChange={(validUntil) => setValues({ ...values, validUntil })}
          />
        </Group>
        {!readOnly && (
          <Group justify="space-between" mt={4}>
            <Button
              size="xs"
              variant="subtle"
              color="red"
              leftSection={<IconTrash size={14} stroke={1.5} />}
              onClick={() => {
                onChange(null);
                onClose();
              }}
            >
              Remove
            </Button>
            <Button size="xs" type="submit">
              Save
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
