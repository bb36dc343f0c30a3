import { Button, Switch } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowLeft, IconTrash } from '@tabler/icons-react';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import type { PriceRule, PriceRuleFields } from '#core/domains/pricing/model.ts';
import { IconAction } from '../../components/IconAction.tsx';
import { useNow } from '../../components/useNow.ts';
import { fieldsOf, fieldsOfRule } from './draft.ts';
import { idleBecause } from './idle.ts';
import { ImpactNote } from './ImpactNote.tsx';
import classes from './pricing.module.css';
import { RuleForm } from './RuleForm.tsx';
import { wordsOfRule } from './ruleWords.ts';
import type { RuleEditing } from './useRuleEditing.ts';
import type { Rules } from './useRules.ts';

interface Props {
  editing: RuleEditing;
  rules: Rules & { rules: readonly PriceRule[] };
  offerings: readonly OfferingSummary[];
  titleOf: (id: string) => string | undefined;
  isManager: boolean;
  onClose: () => void;
}

const TYPING_MS = 300;

/** One rule, in place of the list: beside it the simulator shows what it does while it is being written. */
export function RuleEditor({ editing, rules, offerings, titleOf, isManager, onClose }: Props) {
  const { rule, draft, fields, dirty, saving } = editing;
  const words = wordsOfRule(fieldsOf(draft), titleOf);
  const now = useNow();
  const idle = fields === null ? null : idleBecause(fields, { offerings, now });
  const isEmpty = draft.amount === '' && draft.open.length === 0;
  const save = async (anyway?: boolean) => {
    if (await editing.save(anyway)) onClose();
  };
  return (
    <form
      className={classes.editor}
      aria-label={rule ? rule.name : 'New rule'}
      onSubmit={(at) => {
        at.preventDefault();
        void save();
      }}
    >
      <header className={classes.editorHead}>
        <IconAction icon={IconArrowLeft} label="Back to the rules" onClick={onClose} />
        <h2 className="truncate" dir="auto">
          {rule ? rule.name : 'New rule'}
        </h2>
        {rule && isManager && (
          <IconAction
            icon={IconTrash}
            label="Remove this rule"
            onClick={() => {
              editing.reset();
              void rules.remove(rule);
              onClose();
            }}
          />
        )}
        <Switch
          size="xs"
          label="On"
          labelPosition="left"
          checked={draft.active}
          disabled={!isManager}
          onChange={(at) => editing.change({ active: at.currentTarget.checked })}
        />
      </header>
      <div className={classes.editorBody}>
        <p className={classes.reads} role="status">
          {isEmpty ? (
            'Say by how much, and when.'
          ) : (
            <>
              <b className="num">{draft.amount === '' ? 'By how much?' : words.change}</b> {words.when}
            </>
          )}
          {idle !== null && <span className={classes.ruleIdle}>{idle}</span>}
        </p>
        <RuleForm draft={draft} errors={editing.errors} offerings={offerings} disabled={!isManager} onChange={editing.change} />
      </div>
      {isManager && (
        <footer className={classes.editorFoot}>
          {editing.conflict !== null && <ConflictNote editing={editing} onKeep={() => void save(true)} />}
          {fields !== null && dirty && <Impact rules={rules.rules} rule={rule} fields={fields} />}
          <div className={classes.editorButtons}>
            <Button type="submit" loading={saving} disabled={rule !== null && !dirty}>
              {rule ? 'Save changes' : 'Add rule'}
            </Button>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
          </div>
        </footer>
      )}
    </form>
  );
}

function ConflictNote({ editing, onKeep }: { editing: RuleEditing; onKeep: () => void }) {
  return (
    <div className={classes.conflict} role="alert">
      <p>Somebody changed the {editing.conflict} of this rule meanwhile. Which should stand?</p>
      <Button size="xs" variant="default" onClick={editing.reset}>
        Take theirs
      </Button>
      <Button size="xs" variant="default" onClick={onKeep}>
        Keep mine
      </Button>
    </div>
  );
}

/** All rules as they would be: asked a moment after the last key. */
function Impact({ rules, rule, fields }: { rules: readonly PriceRule[]; rule: PriceRule | null; fields: PriceRuleFields }) {
  const saved = rules.map((each) => (each.id === rule?.id ? fields : fieldsOfRule(each)));
  const [asked] = useDebouncedValue(JSON.stringify(rule ? saved : [...saved, fields]), TYPING_MS);
  return <ImpactNote rules={JSON.parse(asked) as PriceRuleFields[]} />;
}
