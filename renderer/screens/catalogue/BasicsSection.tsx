import { Select, Textarea, TextInput, Tooltip } from '@mantine/core';
import { IconColorPicker } from '@tabler/icons-react';
import classes from './catalogue.module.css';
import { palette } from './draft.ts';
import { Section, type SectionProps } from './EditorSections.tsx';
import { productTypes } from './productTypes.ts';
import { textOn } from './textOn.ts';
import { typeLabel } from './words.ts';

export function BasicsSection({ editor, readOnly, address }: SectionProps & { address: string }) {
  const { values, errors, set } = editor;
  const types = productTypes.includes(values.productTypeKey) ? productTypes : [...productTypes, values.productTypeKey];
  return (
    <Section title="What it is">
      <div className={classes.grid}>
        <TextInput
          className={classes.whole}
          label="Title"
          placeholder="Haircut, Soho loft, Morning yoga"
          value={values.title}
          error={errors.title}
          maxLength={160}
          disabled={readOnly}
          data-autofocus
          onChange={(at) => set({ title: at.currentTarget.value })}
        />
        <TextInput
          className={`${classes.half} ${classes.stackOnPhone}`}
          label="Web address"
          description={<span style={{ overflowWrap: 'anywhere' }}>{`${address}${values.slug || '…'}`}</span>}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={values.slug}
          error={errors.slug}
          maxLength={80}
          disabled={readOnly}
          onChange={(at) => {
            editor.touchSlug();
            set({ slug: at.currentTarget.value.toLowerCase().replaceAll(/[\s_]+/g, '-') });
          }}
        />
        <Select
          className={`${classes.half} ${classes.stackOnPhone}`}
          label="Type"
          value={values.productTypeKey}
          allowDeselect={false}
          disabled={readOnly}
          data={types.map((value) => ({ value, label: typeLabel(value).one }))}
          onChange={(productTypeKey) => productTypeKey && set({ productTypeKey })}
        />
        <Textarea
          className={classes.whole}
          label="Description"
          placeholder="What customers get, what to bring, where to ring."
          autosize
          minRows={3}
          maxRows={12}
          maxLength={5_000}
          value={values.description}
          error={errors.description}
          disabled={readOnly}
          onChange={(at) => set({ description: at.currentTarget.value })}
        />
        <div className={classes.whole}>
          <ColorField value={values.color} readOnly={readOnly} onChange={(color) => set({ color })} />
        </div>
      </div>
    </Section>
  );
}

function ColorField({ value, readOnly, onChange }: { value: string; readOnly: boolean; onChange: (color: string) => void }) {
  const known = palette.some((color) => color.toLowerCase() === value.toLowerCase());
  return (
    <div>
      <div style={{ marginBottom: 6, fontWeight: 500 }}>Colour in the calendar</div>
      <div className={classes.swatches} role="radiogroup" aria-label="Colour in the calendar">
        {palette.map((color) => (
          <button
            key={color}
            type="button"
            role="radio"
            aria-checked={color.toLowerCase() === value.toLowerCase()}
            aria-label={color}
            className={classes.colour}
            style={{ background: color }}
            disabled={readOnly}
            onClick={() => onChange(color)}
          />
        ))}
        <Tooltip label="Another colour">
          <label
            className={classes.otherColour}
            style={known ? undefined : { background: value, color: textOn(value) }}
            data-chosen={!known || undefined}
          >
            <IconColorPicker size={14} stroke={1.5} aria-hidden />
            <input
              type="color"
              aria-label="Another colour"
              value={value}
              disabled={readOnly}
              onChange={(at) => onChange(at.currentTarget.value)}
            />
          </label>
        </Tooltip>
      </div>
    </div>
  );
}
