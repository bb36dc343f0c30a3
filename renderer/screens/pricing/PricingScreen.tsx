import { Button, Menu, Tooltip } from '@mantine/core';
import { IconPlus, IconTag } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import type { PriceRule } from '#core/domains/pricing/model.ts';
import { useShortcuts } from '../../app/shortcuts.ts';
import { useAsk, useSession } from '../../bridge/ask.ts';
import { Bones } from '../../components/Bones.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { LeaveDialog } from '../../components/LeaveDialog.tsx';
import { Screen } from '../../components/Screen.tsx';
import { useIsManager } from '../catalogue/access.ts';
import { fieldsOfRule, type Preset, presets } from './draft.ts';
import classes from './pricing.module.css';
import { RuleEditor } from './RuleEditor.tsx';
import { NoRules, RuleList } from './RuleList.tsx';
import { Simulator } from './Simulator.tsx';
import { type RuleEditing, useRuleEditing } from './useRuleEditing.ts';
import { type Rules, useRules } from './useRules.ts';

export type GoTo = (to: Record<string, string | undefined>) => void;

/** Left the rules, or the one that is being written; right what a day would cost under them, saved or not. */
export function PricingScreen() {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const isManager = useIsManager();
  const rules = useRules();
  const offerings = useAsk<OfferingSummary[]>('catalog.offerings');
  const go: GoTo = (to) => void navigate({ to: '.', search: (before: Record<string, unknown>) => ({ ...before, ...to }) as never });
  const look: GoTo = (to) =>
    void navigate({ to: '.', replace: true, search: (before: Record<string, unknown>) => ({ ...before, ...to }) as never });
  const start = (preset: Preset | null) => go({ rule: 'new', like: preset?.key });
  useShortcuts([{ keys: 'r', label: 'New price rule', group: 'Pricing', run: () => isManager && start(null) }]);

  const failed = (offerings.data === undefined ? offerings.error : null) ?? rules.error;
  const live = (offerings.data ?? []).filter(({ status }) => status !== 'ARCHIVED').toSorted((a, b) => a.title.localeCompare(b.title));
  return (
    <Screen title="Pricing" bare actions={<AddRule isManager={isManager} onPreset={start} />}>
      {failed ? (
        <ErrorState error={failed} onRetry={rules.retry} />
      ) : rules.rules === undefined || offerings.data === undefined ? (
        <Bones />
      ) : live.length === 0 ? (
        <EmptyState
          icon={IconTag}
          text="Prices belong to something that can be booked. Add an offering first."
          action={isManager ? { label: 'New offering', onClick: () => void navigate({ to: '/catalogue/new' }) } : undefined}
        />
      ) : (
        <Desk
          key={search['rule'] ?? 'list'}
          {...{ search, go, look, isManager, start }}
          rules={{ ...rules, rules: rules.rules }}
          offerings={live}
        />
      )}
    </Screen>
  );
}

interface DeskProps {
  search: Record<string, string | undefined>;
  go: GoTo;
  look: GoTo;
  isManager: boolean;
  start: (preset: Preset | null) => void;
  rules: Rules & { rules: readonly PriceRule[] };
  offerings: readonly OfferingSummary[];
}

function Desk({ search, go, look, isManager, start, rules, offerings }: DeskProps) {
  const currency = useSession().data?.tenant?.displayCurrency ?? offerings[0]?.currency ?? 'EUR';
  const editing = useRuleEditing({ asked: search['rule'], like: search['like'], rules: rules.rules, go });
  const titleOf = (id: string) => offerings.find((offering) => offering.id === id)?.title;
  return (
    <div className={classes.frame}>
      <div className={classes.side}>
        {!isManager && <p className={classes.readOnly}>Only owners and admins can change prices. You can look at everything here.</p>}
        {editing ? (
          <RuleEditor {...{ editing, offerings, titleOf, isManager, rules }} onClose={() => go({ rule: undefined, like: undefined })} />
        ) : search['rule'] !== undefined ? (
          <EmptyState
            icon={IconTag}
            text="That rule isn’t here any more: somebody may have removed it."
            action={{ label: 'Show the others', onClick: () => go({ rule: undefined, like: undefined }) }}
          />
        ) : rules.rules.length === 0 ? (
          <NoRules isManager={isManager} onPreset={start} />
        ) : (
          <RuleList {...{ rules, isManager, offerings, titleOf }} onOpen={(rule) => go({ rule })} />
        )}
      </div>
      <Simulator {...{ search, look, offerings, currency }} drafts={draftsOf(rules.rules, editing)} />
      {editing && <LeaveDialog leave={editing.leave} text="The rule is not saved yet, so nobody pays by it." save={editing.save} />}
    </div>
  );
}

/** All rules as they would be with what is being written; undefined while that changes nothing, or can't be read yet. */
function draftsOf(rules: readonly PriceRule[], editing: RuleEditing | null) {
  if (!editing?.fields || !editing.dirty) return undefined;
  const { fields, rule } = editing;
  const saved = rules.map((each) => (each.id === rule?.id ? fields : fieldsOfRule(each)));
  return rule ? saved : [...saved, fields];
}

function AddRule({ isManager, onPreset }: { isManager: boolean; onPreset: (preset: Preset | null) => void }) {
  const button = (
    <Button leftSection={<IconPlus size={16} stroke={1.5} />} disabled={!isManager}>
      New rule
    </Button>
  );
  if (!isManager)
    return (
      <Tooltip label="Only owners and admins can change prices.">
        <span>{button}</span>
      </Tooltip>
    );
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        {presets.map((preset) => (
          <Menu.Item key={preset.key} onClick={() => onPreset(preset)}>
            {preset.label}
            <span className={classes.menuHint}>{preset.hint}</span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => onPreset(null)}>Start from nothing</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
