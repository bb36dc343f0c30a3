import { Button, Switch } from '@mantine/core';
import { IconAlertTriangle, IconGripVertical, IconTrash } from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import type { PriceRule } from '#core/domains/pricing/model.ts';
import { IconAction } from '../../components/IconAction.tsx';
import { useNow } from '../../components/useNow.ts';
import { type Preset, presets } from './draft.ts';
import { idleBecause } from './idle.ts';
import classes from './pricing.module.css';
import { moved } from './moved.ts';
import type { Rules } from './useRules.ts';
import { useRowDrag } from './useRowDrag.ts';
import { type RuleWords, wordsOfRule } from './ruleWords.ts';

interface Props {
  rules: Rules & { rules: readonly PriceRule[] };
  isManager: boolean;
  offerings: readonly OfferingSummary[];
  titleOf: (id: string) => string | undefined;
  onOpen: (ruleId: string) => void;
}

/** The rules in the order in which they are taken: dragged by the handle, or moved with the arrow keys on it. */
export function RuleList({ rules, isManager, offerings, titleOf, onOpen }: Props) {
  const now = useNow();
  const list = useRef<HTMLOListElement>(null);
  const [said, setSaid] = useState('');
  const drag = useRowDrag({ list, onDrop: rules.move });
  const shown = drag.at === null ? rules.rules : moved(rules.rules, drag.at.from, drag.at.to);

  const step = (key: KeyboardEvent, rule: PriceRule, index: number) => {
    const by = key.key === 'ArrowUp' ? -1 : key.key === 'ArrowDown' ? 1 : 0;
    if (by === 0) return;
    key.preventDefault();
    key.stopPropagation();
    const to = index + by;
    if (to < 0 || to >= rules.rules.length) return;
    rules.move(index, to);
    setSaid(`${rule.name} is now ${to + 1} of ${rules.rules.length}`);
  };

  return (
    <>
      <p className={classes.listHint}>Taken from top to bottom, each on what the one before it left.</p>
      <ol ref={list} className={classes.rules}>
        {shown.map((rule, index) => (
          <RuleRow
            key={rule.id}
            {...{ rule, index, isManager }}
            words={wordsOfRule(rule, titleOf)}
            idle={rule.active ? idleBecause(rule, { offerings, now }) : null}
            isDragged={drag.at !== null && drag.at.to === index}
            onOpen={() => onOpen(rule.id)}
            onGrip={(at) => drag.press(at, index)}
            onStep={(key) => step(key, rule, index)}
            onToggle={(active) => rules.toggle(rule, active)}
            onRemove={() => void rules.remove(rule)}
          />
        ))}
      </ol>
      <div role="status" className="visuallyHidden">
        {said}
      </div>
    </>
  );
}

interface RowProps {
  rule: PriceRule;
  index: number;
  isManager: boolean;
  words: RuleWords;
  /** why it changes nothing */
  idle: string | null;
  isDragged: boolean;
  onOpen: () => void;
  onGrip: (at: React.PointerEvent) => void;
  onStep: (key: KeyboardEvent) => void;
  onToggle: (active: boolean) => void;
  onRemove: () => void;
}

function RuleRow({ rule, index, isManager, words, idle, isDragged, onOpen, onGrip, onStep, onToggle, onRemove }: RowProps) {
  return (
    <li className={classes.rule} data-rule={rule.id} data-off={!rule.active || undefined} data-dragged={isDragged || undefined}>
      {isManager ? (
        <IconAction
          icon={IconGripVertical}
          size="sm"
          label={`Move ${rule.name}, ${index + 1} of the list`}
          keys="↑ ↓"
          className={classes.grip}
          onPointerDown={onGrip}
          onKeyDown={onStep}
        />
      ) : (
        <span className={classes.place}>{index + 1}</span>
      )}
      <button type="button" className={classes.ruleOpen} onClick={onOpen}>
        <span className={classes.ruleSentence}>
          <b className="num">{words.change}</b> {words.when}
        </span>
        <span className={classes.ruleName} dir="auto">
          {rule.active ? rule.name : `${rule.name} · off`}
        </span>
        {idle !== null && (
          <span className={classes.ruleIdle}>
            <IconAlertTriangle size={14} stroke={1.5} aria-hidden />
            {idle}
          </span>
        )}
      </button>
      {isManager && (
        <>
          <IconAction icon={IconTrash} size="sm" label={`Remove ${rule.name}`} className={classes.ruleRemove} onClick={onRemove} />
          <Switch size="xs" aria-label={`${rule.name} is on`} checked={rule.active} onChange={(at) => onToggle(at.currentTarget.checked)} />
        </>
      )}
    </li>
  );
}

/** Where there is no rule yet: what they are for, and some to begin with. */
export function NoRules({ isManager, onPreset }: { isManager: boolean; onPreset: (preset: Preset | null) => void }) {
  return (
    <div className={classes.none}>
      <h2>Every booking costs its offering’s price</h2>
      <p>
        {isManager
          ? 'Add a rule to make busy times dearer or quiet ones cheaper. You see what it does before anybody pays it.'
          : 'There are no rules that make busy times dearer or quiet ones cheaper.'}
      </p>
      {isManager && (
        <div className={classes.starters}>
          {presets.map((preset) => (
            <button key={preset.key} type="button" className={classes.starter} onClick={() => onPreset(preset)}>
              <b>{preset.label}</b>
              <span>{preset.hint}</span>
            </button>
          ))}
          <Button variant="default" onClick={() => onPreset(null)}>
            Start from nothing
          </Button>
        </div>
      )}
    </div>
  );
}
