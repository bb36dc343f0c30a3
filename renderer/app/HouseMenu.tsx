import { Menu, Text, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown, IconExternalLink, IconFlask, IconKeyboard, IconLogout } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import { useSession } from '../bridge/ask.ts';
import classes from './HouseMenu.module.css';
import { openHelp, openSignOut } from './overlays.ts';
import { enterSandbox, leaveSandbox } from './session.ts';
import { type Scheme, schemeNames, useScheme } from './scheme.ts';

/** At the head of the rail: whose business this is, who is signed in, and what concerns neither day nor desk. */
export function HouseMenu() {
  const { data: session } = useSession();
  const { scheme, choose } = useScheme();
  const { tenant, member, storefrontUrl } = session ?? { tenant: null, member: null, storefrontUrl: null };
  if (!tenant) return null;
  return (
    <div className={classes.house}>
      <Menu position="bottom-start" width={232}>
        <Menu.Target>
          <UnstyledButton className={classes.button} aria-label={`${tenant.name}: account and appearance`}>
            <span
              className={classes.mark}
              style={{ '--brand': tenant.brandColor } as CSSProperties}
              data-letter={tenant.name.charAt(0).toUpperCase()}
              aria-hidden
            />
            <span className={classes.name}>{tenant.name}</span>
            <IconChevronDown size={14} stroke={1.5} className={classes.chevron} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {member && (
            <div className={classes.member}>
              <Text size="sm" fw={500} truncate>
                {member.name}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {member.email}
              </Text>
            </div>
          )}
          <Menu.Divider />
          {storefrontUrl && (
            <Menu.Item
              component="a"
              href={storefrontUrl}
              target="_blank"
              rel="noreferrer"
              leftSection={<IconExternalLink size={16} stroke={1.5} />}
            >
              Open the storefront
            </Menu.Item>
          )}
          {session?.sandbox === undefined ? (
            <Menu.Item leftSection={<IconFlask size={16} stroke={1.5} />} onClick={() => void enterSandbox()}>
              Try things in the sandbox
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconFlask size={16} stroke={1.5} />} onClick={() => void leaveSandbox()}>
              Back to {session.sandbox.businessName}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconKeyboard size={16} stroke={1.5} />}
            rightSection={<span className={classes.keys}>?</span>}
            onClick={openHelp}
          >
            Keyboard shortcuts
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>Appearance</Menu.Label>
          <Menu.RadioGroup value={scheme} onChange={(name) => choose(name as Scheme)}>
            {(Object.keys(schemeNames) as Scheme[]).map((name) => (
              <Menu.RadioItem key={name} value={name} checkIcon={<IconCheck size={14} stroke={1.5} />}>
                {schemeNames[name]}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={16} stroke={1.5} />} onClick={openSignOut}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
