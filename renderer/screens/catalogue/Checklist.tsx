import { IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import classes from './catalogue.module.css';
import { useSubjectsWithHours } from './hoursKnown.ts';
import { useProductTypes } from './kinds.ts';
import { definitionsOf, missingAttributes, typeNames } from './typeWords.ts';
import type { Editor } from './useEditor.ts';

interface MissingStep {
  label: string;
  action?: ReactNode;
}

/** What stands between the draft and its first booking. */
export function useMissing({ offering, values }: Editor): MissingStep[] {
  const open = useSubjectsWithHours();
  const definitions = definitionsOf(useProductTypes(), values.productTypeKey);
  const steps: MissingStep[] = [];
  if (values.title.trim() === '') steps.push({ label: 'A title' });
  for (const { label } of missingAttributes(values, definitions)) steps.push({ label });
  // A plan is not booked: what it holds is.
  const hasHours =
    values.plan !== null ||
    open === undefined ||
    (offering !== undefined && (open.has(offering.id) || offering.resourceGroups.flat().some((id) => open.has(id))));
  if (!hasHours)
    steps.push({
      label: 'Opening hours',
      action: offering ? (
        <Link className={classes.link} to="/availability" search={{ subject: offering.id }}>
          Set hours
        </Link>
      ) : undefined,
    });
  return steps;
}

export function Checklist({ editor }: { editor: Editor }) {
  const missing = useMissing(editor);
  const types = useProductTypes();
  const { offering, values } = editor;
  if (offering && offering.status !== 'DRAFT') return null;
  const isMissing = (label: string) => missing.find((step) => step.label === label);
  const required = definitionsOf(types, values.productTypeKey).filter((definition) => definition.required);
  const hours = {
    label: 'Opening hours',
    hint: isMissing('Opening hours')?.action ?? (offering ? undefined : 'after the first save'),
    done: !isMissing('Opening hours'),
  };
  const steps: { label: string; hint: ReactNode; done: boolean }[] = [
    { label: 'A title', hint: undefined, done: !isMissing('A title') },
    ...required.map(({ label }) => ({
      label,
      hint: `${typeNames(types, values.productTypeKey).one} asks for it`,
      done: !isMissing(label),
    })),
    ...(values.plan ? [] : [hours]),
    { label: 'A price', hint: values.basePriceCents === 0 ? 'free, as it is now' : undefined, done: values.basePriceCents > 0 },
    { label: 'A photo', hint: 'not needed, but it sells', done: offering ? offering.photos.length > 0 : editor.pendingPhotos.length > 0 },
  ];
  return (
    <section className={classes.todo} aria-label="Before publishing">
      <span className={classes.sideLabel}>{missing.length === 0 ? 'Ready to publish' : 'Before you can publish'}</span>
      <ul>
        {steps.map((step) => (
          <li key={step.label}>
            {step.done ? (
              <IconCircleCheck size={16} stroke={1.5} color="var(--sk-accent)" aria-label="Done" />
            ) : (
              <IconCircleDashed size={16} stroke={1.5} color="var(--sk-text-third)" aria-label="Open" />
            )}
            <span>
              {step.label}
              {!step.done && step.hint && <span style={{ color: 'var(--sk-text-second)' }}> – {step.hint}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
