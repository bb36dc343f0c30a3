import { Button, Modal, Stack, Text } from '@mantine/core';
import { IconDeviceDesktop, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Device } from '#core/domains/members/model.ts';
import { useAsk, useRun } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { toast } from '../../components/toasts.ts';
import { countdownText } from '../calendar/clock.ts';
import { useNow } from '../calendar/ticker.ts';
import classes from './integrations.module.css';
import { OfflineNote, useIsOffline } from './OfflineNote.tsx';

interface Pairing {
  code: string;
  expiresAt: number;
}

/** Consoles that are signed in, and the short code that signs in another. */
export function Devices() {
  const offline = useIsOffline();
  const query = useAsk<Device[]>('members.devices', {}, { where: 'server', enabled: !offline });
  const pair = useRun<Record<string, never>, Pairing>('members.createPairing');
  const revoke = useRun<{ deviceId: string }>('members.revokeDevice');
  const [pairing, setPairing] = useState<Pairing | null>(null);
  const [revoking, setRevoking] = useState<Device | null>(null);
  const makeCode = async () => {
    try {
      setPairing(await pair.run({}));
    } catch (cause) {
      toast.problem(cause);
    }
  };
  return (
    <>
      <div className={classes.lead}>
        <p>Every console that is signed in. Pair another with a short code instead of typing a password there.</p>
        <Button leftSection={<IconPlus size={16} stroke={1.5} />} disabled={offline} loading={pair.running} onClick={() => void makeCode()}>
          Pair a device
        </Button>
      </div>
      <OfflineNote>The server knows which devices are signed in. The list shows when you are online again.</OfflineNote>
      {!offline && (
        <Answered query={query}>
          {(devices) =>
            devices.length === 0 ? (
              <EmptyState icon={IconDeviceDesktop} text="No device is signed in." />
            ) : (
              <ul className={classes.rows}>
                {devices.map((device) => (
                  <li key={device.id} className={classes.row} data-off={device.revokedAt !== null || undefined}>
                    <IconDeviceDesktop size={16} stroke={1.5} aria-hidden />
                    <div className={classes.rowMain}>
                      <b title={device.name}>{device.name}</b>
                      <small>
                        {device.memberName}, seen <TimeText at={device.lastSeenAt} form="near" />
                      </small>
                    </div>
                    {device.revokedAt !== null ? (
                      <span className={classes.tag}>Signed out</span>
                    ) : (
                      <Button size="xs" variant="default" onClick={() => setRevoking(device)}>
                        Sign out
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            )
          }
        </Answered>
      )}
      {pairing && <PairingDialog pairing={pairing} onAgain={() => void makeCode()} onClose={() => setPairing(null)} />}
      {revoking && (
        <ConfirmDialog
          title={`Sign out ${revoking.name}?`}
          verb="Sign out"
          onClose={() => setRevoking(null)}
          onConfirm={async () => {
            await revoke.run({ deviceId: revoking.id });
            await query.refetch();
            toast.ok(`${revoking.name} is signed out`);
          }}
        >
          It stops syncing at once. What it has not sent yet stays on it until somebody signs in there again.
        </ConfirmDialog>
      )}
    </>
  );
}

function PairingDialog({ pairing, onAgain, onClose }: { pairing: Pairing; onAgain: () => void; onClose: () => void }) {
  const left = pairing.expiresAt - useNow('second');
  return (
    <Modal opened onClose={onClose} title="Pair a device" size={400}>
      <Stack gap="md" align="center" py={8}>
        <Text size="sm" ta="center">
          On the other computer open Slotkeeper, choose “Use a pairing code” and type:
        </Text>
        {left > 0 ? (
          <>
            <div className={classes.pairing} aria-label={`Pairing code ${pairing.code.split('').join(' ')}`}>
              {pairing.code}
            </div>
            <Text size="xs" c="dimmed" className="num">
              Good for {countdownText(left)}, once. It signs in as you.
            </Text>
          </>
        ) : (
          <>
            <Text c="dimmed">The code has expired.</Text>
            <Button onClick={onAgain}>New code</Button>
          </>
        )}
      </Stack>
    </Modal>
  );
}
