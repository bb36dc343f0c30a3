import { Button, Group, Menu, Modal, Stack, TextInput } from '@mantine/core';
import { IconChevronDown, IconFlask } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import type { SandboxClock } from '#core/domains/tenants/model.ts';
import { wallToInstant, zoneNamed } from '#core/base/zone.ts';
import { useAsk, useRun, useSession } from '../bridge/ask.ts';
import { ConfirmDialog } from '../components/ConfirmDialog.tsx';
import { formatAt } from '../components/times.ts';
import { toast } from '../components/toasts.ts';
import { useNow } from '../components/useNow.ts';
import classes from './SandboxBanner.module.css';
import { aheadText } from './sandboxWords.ts';
import { leaveSandbox } from './session.ts';

/** `2026-06-01T14:00` */
const MINUTES_LONG = 16;
/** Others may move the clock, too. */
const LOOK_AGAIN_MS = 20_000;

interface Step {
  label: string;
  disabled: boolean;
  run: () => void;
}

type Move = { advanceMinutes: number } | { to: number } | { reset: true };

/** Over every screen of the sandbox: that it is one, what time it is there, and the way back. */
export function SandboxBanner() {
  const { data: session } = useSession();
  if (session?.sandbox === undefined || session.tenant === null) return null;
  return <Banner {...session.sandbox} zone={session.tenant.timezone} />;
}

function Banner({ aheadMs, businessName, zone }: { aheadMs: number; businessName: string; zone: string }) {
  const now = useNow();
  useAsk<SandboxClock>('tenants.clock', {}, { where: 'server', every: LOOK_AGAIN_MS, tables: [] });
  const clock = useRun<Move, SandboxClock>('tenants.moveClock');
  const reset = useRun<Record<string, never>>('tenants.resetSandbox');
  const [choosing, setChoosing] = useState(false);
  const [emptying, setEmptying] = useState(false);
  const move = (to: Move) => clock.run(to).catch((cause: unknown) => toast.problem(cause));
  const later = (label: string, to: Move) => ({ label, disabled: clock.running, run: () => void move(to) });
  const steps: readonly Step[] = [
    later('+1 hour', { advanceMinutes: 60 }),
    later('+1 day', { advanceMinutes: 1_440 }),
    { label: 'To a time…', disabled: clock.running, run: () => setChoosing(true) },
    ...(aheadMs > 0 ? [later('Back to now', { reset: true })] : []),
    { label: 'Start over…', disabled: clock.running, run: () => setEmptying(true) },
    { label: `Back to ${businessName}`, disabled: false, run: () => void leaveSandbox() },
  ];
  return (
    <section className={classes.banner} aria-label="Sandbox">
      <div className={classes.words}>
        <span className={classes.name}>
          <IconFlask size={16} stroke={1.5} aria-hidden />
          <span>
            Sandbox<span className={classes.wide}>: nothing here is real</span>
          </span>
        </span>
        <span className={classes.clock}>
          <span className={classes.wide}>{formatAt(now, 'full', zone)}</span>
          <span className={classes.narrow}>{formatAt(now, 'dayTime', zone)}</span>{' '}
          <span className={classes.wide} aria-live="polite">
            ({aheadText(aheadMs)})
          </span>
        </span>
      </div>
      <div className={`${classes.steps} ${classes.wide}`}>
        {steps.map(({ label, disabled, run }) => (
          <Button key={label} size="xs" variant="default" disabled={disabled} onClick={run}>
            {label}
          </Button>
        ))}
      </div>
      <div className={classes.narrow}>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} stroke={1.5} />}>
              Options
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {steps.map(({ label, disabled, run }) => (
              <Menu.Item key={label} disabled={disabled} onClick={run}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      <Modal opened={choosing} onClose={() => setChoosing(false)} title="Move the clock forward" size={360}>
        <ToTime now={now} zone={zone} onChoose={(to) => void move({ to }).then(() => setChoosing(false))} />
      </Modal>
      {emptying && (
        <ConfirmDialog
          title="Start the sandbox over?"
          verb="Start over"
          onClose={() => setEmptying(false)}
          onConfirm={async () => {
            await reset.run({});
            toast.ok('The sandbox is as the business is set up now');
          }}
        >
          Everything that was tried here is gone, and the catalogue of {businessName} is copied again as it is now. The business itself is
          not touched.
        </ConfirmDialog>
      )}
    </section>
  );
}

function ToTime({ now, zone, onChoose }: { now: number; zone: string; onChoose: (at: number) => void }) {
  const [text, setText] = useState(() => new Date(zoneNamed(zone).toLocal(now)).toISOString().slice(0, MINUTES_LONG));
  const choose = (event: SubmitEvent) => {
    event.preventDefault();
    if (text !== '') onChoose(wallToInstant(zone, text.slice(0, MINUTES_LONG)));
  };
  return (
    <form onSubmit={choose}>
      <Stack gap="sm">
        <TextInput type="datetime-local" label="To" value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <Group justify="flex-end">
          <Button type="submit" size="xs">
            Move
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
