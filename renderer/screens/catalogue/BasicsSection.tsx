import { Anchor, Select, TagsInput, Textarea, TextInput, Tooltip } from '@mantine/core';
import { IconColorPicker } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './catalogue.module.css';
import { palette } from './draft.ts';
import { Section, type SectionProps } from './Section.tsx';
import { useCategories, useProductTypes } from './kinds.ts';
import { typeNames } from './typeWords.ts';
import { productTypes } from './productTypes.ts';
import { textOn } from './textOn.ts';
import { TypesDrawer } from './TypesDrawer.tsx';

export function BasicsSection({ editor, readOnly, address }: SectionProps & { address: string }) {
  const { values, errors, set } = editor;
  const types = useProductTypes();
  const [managing, setManaging] = useState(false);
  const keys = new Set([...(types?.map(({ key }) => key) ?? productTypes), values.productTypeKey]);
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
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- a new offering begins with its title
          autoFocus={editor.offering === undefined}
          dir="auto"
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
            set({
              slug: at.currentTarget.value
                .toLowerCase()
                .normalize('NFC')
                .replaceAll(/[\s_]+/g, '-'),
            });
          }}
        />
        <Select
          className={`${classes.half} ${classes.stackOnPhone}`}
          label="Type"
          value={values.productTypeKey}
          allowDeselect={false}
          disabled={readOnly}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          description={
            readOnly ? undefined : (
              <Anchor component="button" type="button" fz={12} onClick={() => setManaging(true)}>
                Types and what they ask for
              </Anchor>
            )
          }
          error={errors.productTypeKey}
          data={[...keys].map((value) => ({ value, label: typeNames(types, value).one }))}
          onChange={(productTypeKey) => productTypeKey && set({ productTypeKey })}
        />
        <Textarea
          className={classes.whole}
          label="Description"
          placeholder="What customers get, what to bring, where to ring."
          dir="auto"
          autosize
          minRows={3}
          maxRows={12}
          maxLength={5_000}
          value={values.description}
          error={errors.description}
          disabled={readOnly}
          onChange={(at) => set({ description: at.currentTarget.value })}
        />
        <CategoriesField {...{ editor, readOnly }} />
        <div className={classes.whole}>
          <ColorField value={values.color} readOnly={readOnly} onChange={(color) => set({ color })} />
        </div>
      </div>
      {managing && <TypesDrawer startAt={values.productTypeKey} onClose={() => setManaging(false)} />}
    </Section>
  );
}

/** Chosen from those there are, or typed: a new one comes to be with the save. */
function CategoriesField({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  const categories = useCategories() ?? [];
  return (
    <TagsInput
      className={classes.whole}
      label="Categories"
      placeholder={values.categories.length === 0 ? 'Choose, or type a new one and press Enter' : undefined}
      maxTags={20}
      acceptValueOnBlur
      splitChars={[',', ';']}
      disabled={readOnly}
      data={categories.map(({ name }) => name)}
      value={values.categories}
      error={errors.categories}
      onChange={(names) => set({ categories: spelt(names, categories) })}
    />
  );
}

/** `yoga` is the `Yoga` that is there. */
function spelt(names: readonly string[], categories: readonly { name: string }[]): string[] {
  const known = new Map(categories.map(({ name }) => [name.toLowerCase(), name]));
  return [...new Set(names.map((name) => known.get(name.trim().toLowerCase()) ?? name.trim().slice(0, 60)))];
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
