import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { Screen } from '../../components/Screen.tsx';
import { BusinessProfile } from './BusinessProfile.tsx';
import classes from './settings.module.css';
import { SignOut } from './SignOut.tsx';
import { Team } from './Team.tsx';

export function SettingsScreen() {
  return (
    <Screen title="Settings">
      <div className={classes.page}>
        <BusinessProfile />
        <Team />
        <Appearance />
        <SignOut />
      </div>
    </Screen>
  );
}

const schemeChoices = [
  { value: 'auto', label: 'Like the system', Icon: IconDeviceDesktop },
  { value: 'light', label: 'Light', Icon: IconSun },
  { value: 'dark', label: 'Dark', Icon: IconMoon },
] as const;

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <section className={classes.section} aria-labelledby="appearance">
      <div className={classes.head}>
        <h2 id="appearance">Appearance</h2>
        <p>On this device only.</p>
      </div>
      <SegmentedControl
        aria-label="Appearance"
        value={colorScheme}
        data={schemeChoices.map(({ value, label, Icon }) => ({
          value,
          label: (
            <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
              <Icon size={16} stroke={1.5} aria-hidden /> {label}
            </span>
          ),
        }))}
        onChange={(next) => setColorScheme(next as 'auto' | 'light' | 'dark')}
      />
    </section>
  );
}
