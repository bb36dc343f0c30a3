import { Button, Select, Switch, TextInput } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { type SubmitEvent, useEffect, useState } from 'react';
import { sameJson } from '#core/base/json.ts';
import type { AttributeDefinition, OfferingSummary, ProductType } from '#core/domains/catalog/model.ts';
import { runCommand, useAsk } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { toast } from '../../components/toasts.ts';
import { useIsManager } from './access.ts';
import { renamed, typeKeyOf } from './keys.ts';
import classes from './Manager.module.css';
import { OptionsField } from './OptionsField.tsx';
import { Rows } from './Rows.tsx';
import rows from './Rows.module.css';
import { hasOptions, kindOptions, many } from './words.ts';

interface Props {
  /** undefined: a new one */
  type: ProductType | undefined;
  types: readonly ProductType[];
  onBack: () => void;
  onDirty: (dirty: boolean) => void;
}

const newAttribute: AttributeDefinition = { key: '', label: '', kind: 'text', unit: null, options: [], required: false, filter: false };

/** Its name, and the attributes that it asks for. Saved as a whole. */
export function TypeForm({ type, types, onBack, onDirty }: Props) {
  const readOnly = !useIsManager();
  // What stood here when the form was opened: a colleague's change meanwhile is a conflict, not a loss.
  const [seen] = useState(() => ({ name: type?.name ?? '', attributes: type?.attributes ?? [] }));
  const [name, setName] = useState(seen.name);
  const [attributes, setAttributes] = useState(seen.attributes);
  const [looked, setLooked] = useState(false);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const used = useUses(type?.key);
  const dropped = seen.attributes.filter(({ key }) => !attributes.some((each) => each.key === key) && (used.get(key) ?? 0) > 0);
  const dirty = name !== seen.name || !sameJson(attributes, seen.attributes);
  const wrong = problemsOf({ name, attributes });
  useEffect(() => onDirty(dirty), [dirty, onDirty]);

  const save = async (at: SubmitEvent) => {
    at.preventDefault();
    // An offering's form may stand around the drawer, and is not meant.
    at.stopPropagation();
    setLooked(true);
    if (wrong.size > 0) return;
    setSaving(true);
    try {
      const fields = { name: name.trim(), attributes };
      if (type) await runCommand('catalog.updateProductType', { key: type.key, changes: fields, seen });
      else await runCommand('catalog.createProductType', { key: typeKeyOf(name, new Set(types.map(({ key }) => key))), ...fields });
      toast.ok(type ? 'Saved' : `${fields.name} added`);
      onBack();
    } catch (cause) {
      setProblem(sentenceOf(failureOf(cause)));
      setSaving(false);
    }
  };
  const said = (path: string) => (looked ? wrong.get(path) : undefined);
  return (
    <form onSubmit={(at) => void save(at)}>
      <TextInput
        label="Name"
        placeholder="Boat trip"
        maxLength={60}
        mb="md"
        disabled={readOnly}
        value={name}
        error={said('name')}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- a new one was just asked for
        autoFocus={type === undefined}
        onChange={(at) => setName(at.currentTarget.value)}
      />
      <div style={{ marginBottom: 6, fontWeight: 500 }}>Details it asks for</div>
      <Rows
        framed
        ordered
        list={attributes}
        nameOf={({ label }, index) => label || `detail ${index + 1}`}
        readOnly={readOnly}
        onChange={setAttributes}
        add={attributes.length < 60 ? { label: 'Add a detail', make: () => newAttribute } : null}
      >
        {(attribute, index, change) => (
          <AttributeFields
            attribute={attribute}
            wrong={(field) => said(`${index}.${field}`)}
            readOnly={readOnly}
            onChange={change}
            onRename={(label) =>
              setAttributes(
                renamed(attributes, { index, to: { label }, name: label, kept: new Set(seen.attributes.map(({ key }) => key)) }),
              )
            }
          />
        )}
      </Rows>
      {problem && (
        <p role="alert" style={{ margin: '12px 0 0', fontSize: 12, color: 'var(--sk-danger)' }}>
          {problem}
        </p>
      )}
      <div className={classes.foot}>
        {dropped.length > 0 && (
          <p role="alert" className={classes.warning}>
            {dropped.map(({ key, label }) => `${label} is filled in for ${many(used.get(key) ?? 0, 'offering', 'offerings')}`).join('; ')}.
            What stands there stays, as a detail of those offerings alone.
          </p>
        )}
        <Button variant="subtle" color="gray" leftSection={<IconArrowLeft size={14} stroke={1.5} />} onClick={onBack}>
          {dirty ? 'Discard' : 'All types'}
        </Button>
        {!readOnly && (
          <Button type="submit" loading={saving} disabled={!dirty}>
            {type ? 'Save type' : 'Add type'}
          </Button>
        )}
      </div>
    </form>
  );
}

interface FieldsProps {
  attribute: AttributeDefinition;
  wrong: (field: string) => string | undefined;
  readOnly: boolean;
  onChange: (to: Partial<AttributeDefinition>) => void;
  onRename: (label: string) => void;
}

function AttributeFields({ attribute, wrong, readOnly, onChange, onRename }: FieldsProps) {
  return (
    <>
      <TextInput
        className={rows.line}
        label="Called"
        placeholder="Ceiling height"
        maxLength={80}
        disabled={readOnly}
        value={attribute.label}
        error={wrong('label')}
        onChange={(at) => onRename(at.currentTarget.value)}
      />
      <Select
        className={rows.narrow}
        label="Is a"
        allowDeselect={false}
        disabled={readOnly}
        data={kindOptions}
        value={attribute.kind}
        onChange={(kind) =>
          kind && onChange({ kind, unit: kind === 'number' ? attribute.unit : null, options: hasOptions(kind) ? attribute.options : [] })
        }
      />
      {attribute.kind === 'number' && (
        <TextInput
          className={rows.narrow}
          label="Unit"
          placeholder="m², kg"
          maxLength={20}
          disabled={readOnly}
          value={attribute.unit ?? ''}
          onChange={(at) => onChange({ unit: at.currentTarget.value === '' ? null : at.currentTarget.value })}
        />
      )}
      {hasOptions(attribute.kind) && (
        <OptionsField
          label="To choose from"
          examples="Kitchen, Projector, Parking"
          disabled={readOnly}
          value={attribute.options}
          error={wrong('options')}
          onChange={(options) => onChange({ options })}
        />
      )}
      <div className={rows.line} style={{ display: 'flex', flexWrap: 'wrap', gap: '8px 20px' }}>
        <Switch
          label="Required"
          checked={attribute.required}
          disabled={readOnly}
          onChange={(at) => onChange({ required: at.currentTarget.checked })}
        />
        <Switch
          label="Filter for customers"
          checked={attribute.filter}
          disabled={readOnly}
          onChange={(at) => onChange({ filter: at.currentTarget.checked })}
        />
      </div>
    </>
  );
}

function problemsOf({ name, attributes }: { name: string; attributes: readonly AttributeDefinition[] }): Map<string, string> {
  const problems = new Map<string, string>();
  if (name.trim() === '') problems.set('name', 'Give it a name.');
  for (const [index, { label, kind, options }] of attributes.entries()) {
    if (label.trim() === '') problems.set(`${index}.label`, 'Give it a name.');
    if (hasOptions(kind) && options.length === 0) problems.set(`${index}.options`, 'Add at least one.');
  }
  return problems;
}

/** How many offerings of the type say something of each attribute. */
function useUses(typeKey: string | undefined): ReadonlyMap<string, number> {
  const offerings = useAsk<OfferingSummary[]>('catalog.offerings').data ?? [];
  const uses = new Map<string, number>();
  for (const offering of offerings.filter(({ productTypeKey }) => productTypeKey === typeKey))
    for (const key of Object.keys(offering.attributes)) uses.set(key, (uses.get(key) ?? 0) + 1);
  return uses;
}
