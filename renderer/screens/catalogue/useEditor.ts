import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { slugOf } from '#core/base/slugs.ts';
import type { Offering, OfferingFields, Photo } from '#core/domains/catalog/model.ts';
import { useAsk, useRun, useSession } from '../../bridge/ask.ts';
import { type BridgeFailure, failureOf } from '../../bridge/failure.ts';
import type { Leave } from '../../components/LeaveDialog.tsx';
import { toast } from '../../components/toasts.ts';
import { copyAlong } from './copyAlong.ts';
import {
  changesOf,
  defaultFields,
  type Draft,
  edit,
  emptyDraft,
  type Field,
  type FieldErrors,
  fieldsOf,
  isDirty,
  keepMine,
  palette,
  takeTheirs,
} from './draft.ts';
import type { SmallPhoto } from './photo.ts';
import { problemsOf } from './problems.ts';

export interface Conflict {
  field: Field;
  theirs: unknown;
}

export interface PendingPhoto extends SmallPhoto {
  alt: string;
}

export interface Editor {
  offering: (Offering & { photos: Photo[] }) | undefined;
  values: OfferingFields;
  errors: FieldErrors;
  conflict: Conflict | null;
  dirty: boolean;
  saving: boolean;
  pendingPhotos: PendingPhoto[];
  setPendingPhotos: (photos: PendingPhoto[]) => void;
  set: (changes: Partial<OfferingFields>) => void;
  touchSlug: () => void;
  keepMine: () => void;
  takeTheirs: () => void;
  discard: () => void;
  /** true when everything stands in the database */
  save: () => Promise<boolean>;
  /** somebody is about to go elsewhere with changes unsaved */
  leave: Leave | null;
}

interface Given {
  offering: (Offering & { photos: Photo[] }) | undefined;
  /** a new one starts as a copy of this one */
  like: (Offering & { photos: Photo[] }) | undefined;
}

/** The edited offering and all that can happen to it on the way to the database. */
export function useEditor({ offering, like }: Given): Editor {
  const tenant = useSession().data?.tenant;
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [slugTouched, setSlugTouched] = useState(false);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [pendingPhotos, setPendingPhotos] = useState<PendingPhoto[]>([]);
  const update = useRun<{ offeringId: string; changes: Partial<OfferingFields>; seen: Partial<OfferingFields> }>('catalog.updateOffering');
  const create = useRun<Partial<OfferingFields>, { offeringId: string }>('catalog.createOffering');
  const addPhoto = useRun<PendingPhoto & { offeringId: string }>('catalog.addPhoto');
  const navigate = useNavigate();

  const [color] = useState(() => palette[Math.floor(Math.random() * palette.length)] ?? palette[0]);
  const current = useMemo((): OfferingFields => {
    if (offering) return fieldsOf(offering);
    const base = defaultFields({ currency: tenant?.displayCurrency ?? 'EUR', timezone: tenant?.timezone ?? 'UTC', color });
    return like ? { ...fieldsOf(like), title: `${like.title} (copy)`, slug: slugOf(`${like.title} copy`) } : base;
  }, [offering, like, tenant?.displayCurrency, tenant?.timezone, color]);

  const values = useMemo(() => ({ ...current, ...draft.edits }), [current, draft.edits]);
  const dirty = isDirty(draft) || pendingPhotos.length > 0;
  // The address is saved to when the work is done, so leaving then asks nothing.
  const [leaving, setLeaving] = useState(false);
  const blocker = useBlocker({
    shouldBlockFn: ({ current: from, next }) => dirty && !leaving && from.pathname !== next.pathname,
    enableBeforeUnload: () => dirty && !leaving,
    withResolver: true,
  });

  const fail = (failure: BridgeFailure) => {
    const field = failure.facts['field'];
    if (failure.code === 'edit_conflict' && typeof field === 'string')
      setConflict({ field: field as Field, theirs: failure.facts['theirs'] });
    else if (failure.code === 'already_exists') setErrors({ slug: 'Another offering has this address. Choose another.' });
    else {
      const named = fieldErrorsOf(failure);
      if (Object.keys(named).length > 0) setErrors(named);
      else toast.problem(failure);
    }
  };

  const createNew = async () => {
    // An untouched slug is left to the catalogue, which finds a free one.
    const { slug, ...rest } = { ...values, title: values.title.trim() };
    const { offeringId } = await create.run(slugTouched ? { ...rest, slug } : rest);
    // The draft is there by then: what does not come along is said, and not a reason to make it twice.
    if (like) await copyAlong(like, offeringId).catch(toast.problem);
    for (const photo of pendingPhotos) await addPhoto.run({ offeringId, ...photo });
    setLeaving(true);
    toast.ok(`${rest.title} is saved as a draft`);
    await navigate({ to: '/catalogue/$offeringId', params: { offeringId }, replace: true, ignoreBlocker: true, search: {} });
  };

  const save = async (): Promise<boolean> => {
    const problems = problemsOf(slugTouched || offering ? values : { ...values, slug: values.slug || 'offering' });
    setErrors(problems);
    setConflict(null);
    if (Object.keys(problems).length > 0) {
      focusFirstError();
      return false;
    }
    try {
      if (!offering) await createNew();
      else {
        const changes = changesOf(draft, current);
        if (Object.keys(changes).length > 0) await update.run({ offeringId: offering.id, changes, seen: draft.seen });
        setDraft(emptyDraft);
      }
      return true;
    } catch (cause) {
      fail(failureOf(cause));
      return false;
    }
  };

  return {
    offering,
    values,
    errors,
    conflict,
    dirty,
    saving: update.running || create.running || addPhoto.running,
    pendingPhotos,
    setPendingPhotos,
    set(changes) {
      const withSlug = changes.title !== undefined && !offering && !slugTouched ? { ...changes, slug: slugOf(changes.title) } : changes;
      setDraft((before) => edit(before, current, withSlug));
      setErrors((before) => Object.fromEntries(Object.entries(before).filter(([path]) => !((path.split('.')[0] ?? path) in withSlug))));
    },
    touchSlug: () => setSlugTouched(true),
    keepMine() {
      if (conflict)
        setDraft((before) =>
          keepMine(before, conflict.theirs === undefined ? current : { ...current, [conflict.field]: conflict.theirs }, conflict.field),
        );
      setConflict(null);
    },
    takeTheirs() {
      if (conflict) setDraft((before) => takeTheirs(before, conflict.field));
      setConflict(null);
    },
    discard() {
      setDraft(emptyDraft);
      setPendingPhotos([]);
      setErrors({});
      setConflict(null);
    },
    save,
    leave: blocker.status === 'blocked' ? { proceed: blocker.proceed, stay: blocker.reset } : null,
  };
}

function fieldErrorsOf(failure: BridgeFailure): FieldErrors {
  const { issues, fields } = failure.facts;
  const list = Array.isArray(issues) ? issues : Array.isArray(fields) ? fields : [];
  const errors: Record<string, string> = {};
  for (const issue of list as unknown[]) {
    const { path, message, expected } = (issue ?? {}) as { path?: unknown; message?: unknown; expected?: unknown };
    const parts = Array.isArray(path) ? path.map(String) : (typeof path === 'string' ? path : '').split('.');
    const field = parts.filter((part) => part !== 'changes' && part !== 'seen').join('.');
    const text = [message, expected].find((each) => typeof each === 'string') ?? 'not right';
    if (field !== '') errors[field] = sentence(text);
  }
  return errors;
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`;

/** After the errors are drawn. */
function focusFirstError(): void {
  requestAnimationFrame(() => {
    const invalid = document.querySelector<HTMLElement>('[aria-invalid="true"], [data-error-field]');
    invalid?.focus();
    invalid?.scrollIntoView({ block: 'center' });
  });
}

export function useOffering(offeringId: string | undefined) {
  return useAsk<Offering & { photos: Photo[] }>(
    'catalog.offering',
    { idOrSlug: offeringId },
    { enabled: offeringId !== undefined, keep: false },
  );
}
