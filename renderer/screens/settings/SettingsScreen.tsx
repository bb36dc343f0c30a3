import { SegmentedControl } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { type Scheme, schemeNames, useScheme } from '../../app/scheme.ts';
import { Screen } from '../../components/Screen.tsx';
import { BusinessProfile } from './BusinessProfile.tsx';
import { DataSection } from './DataSection.tsx';
import { MailSection } from './mail/MailSection.tsx';
import { PaymentsSection } from './PaymentsSection.tsx';
import { PlanSection } from './PlanSection.tsx';
import { RiskReviewSection } from './RiskReviewSection.tsx';
import classes from './settings.module.css';
import { SignOut } from './SignOut.tsx';
import { Team } from './Team.tsx';

export function SettingsScreen() {
  return (
    <Screen title="Settings">
      <div className={classes.page}>
        <BusinessProfile />
        <PaymentsSection />
        <PlanSection />
        <Team />
        <RiskReviewSection />
        <MailSection />
        <DataSection />
        <Appearance />
        <SignOut />
      </div>
    </Screen>
  );
}

const schemeIcons = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon };

function Appearance() {
  const { scheme, choose } = useScheme();
  return (
    <section className={classes.section} aria-labelledby="appearance">
      <div className={classes.head}>
        <h2 id="appearance">Appearance</h2>
        <p>On this device only.</p>
      </div>
      <SegmentedControl
        aria-label="Appearance"
        value={scheme}
        data={(Object.keys(schemeNames) as Scheme[]).map((value) => {
          const Icon = schemeIcons[value];
          return {
            value,
            label: (
              <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
                <Icon size={16} stroke={1.5} aria-hidden /> {schemeNames[value]}
              </span>
            ),
          };
        })}
        onChange={(next) => choose(next)}
      />
    </section>
  );
}
