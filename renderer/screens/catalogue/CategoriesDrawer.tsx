import { Button, Drawer, Textarea, TextInput } from '@mantine/core';
import { IconFolder, IconPencil, IconTrash } from '@tabler/icons-react';
import { type KeyboardEvent, type SubmitEvent, useState } from 'react';
import { runCommand } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { managersOnly, useIsManager } from './access.ts';
import { Handle } from './Handle.tsx';
import { type CountedCategory, useCategories } from './kinds.ts';
import classes from './Manager.module.css';
import { useReorder } from './reorder.ts';
import rows from './Rows.module.css';
import { usePlaced } from './usePlaced.ts';
import { many } from './words.ts';

/** What offerings are filed under, in the order in which customers see it. */
export function CategoriesDrawer({ onClose }: { onClose: () => void }) {
  const categories = useCategories();
  const isManager = useIsManager();
  return (
    <Drawer opened onClose={onClose} title="Categories">
      <p className={rows.hint}>In the order that customers see. {isManager ? 'A new name goes into every offering.' : managersOnly}</p>
      {categories && categories.length === 0 && (
        <EmptyState icon={IconFolder} text="No categories yet. Add one here, or type it into an offering." />
      )}
      {categories && categories.length > 0 && <List categories={categories} isManager={isManager} />}
      {isManager && <NewCategory />}
    </Drawer>
  );
}

function List({ categories, isManager }: { categories: readonly CountedCategory[]; isManager: boolean }) {
  const [editing, setEditing] = useState<string | null>(null);
  const [removing, setRemoving] = useState<CountedCategory | null>(null);
  const { list, place } = usePlaced(categories);
  const reorder = useReorder(list, (next) => place(next, (categoryIds) => runCommand('catalog.orderCategories', { categoryIds })));
  return (
    <>
      <ul className={classes.list} data-reorder aria-label="Categories">
        {reorder.shown.map(({ one }, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- a handle that is held stays while its row changes places
          <li key={at} className={classes.item} {...reorder.item(at)}>
            {isManager && editing !== one.id && <Handle name={one.name} reorder={reorder} place={at} />}
            {editing === one.id ? (
              <EditCategory category={one} onClose={() => setEditing(null)} />
            ) : (
              <>
                <div className={classes.text}>
                  <div className={classes.name} title={one.name}>
                    {one.name}
                  </div>
                  {one.description && <div className={classes.described}>{one.description}</div>}
                </div>
                <span className={classes.second}>{many(one.offerings, 'offering', 'offerings')}</span>
                {isManager && <IconAction icon={IconPencil} label={`Edit ${one.name}`} onClick={() => setEditing(one.id)} />}
                {isManager && <IconAction icon={IconTrash} label={`Remove ${one.name}`} onClick={() => setRemoving(one)} />}
              </>
            )}
          </li>
        ))}
      </ul>
      {removing && (
        <ConfirmDialog
          title={`Remove ${removing.name}?`}
          verb="Remove"
          onConfirm={() => runCommand('catalog.removeCategory', { categoryId: removing.id })}
          onClose={() => setRemoving(null)}
        >
          {removing.offerings === 0
            ? 'No offering is in it.'
            : `${many(removing.offerings, 'offering leaves', 'offerings leave')} it; nothing else of them changes.`}
        </ConfirmDialog>
      )}
    </>
  );
}

function EditCategory({ category, onClose }: { category: CountedCategory; onClose: () => void }) {
  const [seen] = useState({ name: category.name, description: category.description });
  const [values, setValues] = useState(seen);
  const [problem, setProblem] = useState<string | null>(null);
  // Ends the editing alone: the drawer stays.
  const escape = {
    'data-mantine-stop-propagation': 'true',
    onKeyDown: (at: KeyboardEvent) => {
      if (at.key === 'Escape') onClose();
    },
  };
  const save = async (at: SubmitEvent) => {
    at.preventDefault();
    at.stopPropagation();
    if (values.name.trim() === '') {
      setProblem('Give it a name.');
      return;
    }
    try {
      await runCommand('catalog.updateCategory', { categoryId: category.id, changes: values, seen });
      onClose();
    } catch (cause) {
      setProblem(sentenceOf(failureOf(cause)));
    }
  };
  return (
    <form className={classes.edit} onSubmit={(at) => void save(at)}>
      <TextInput
        label="Name"
        {...escape}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was just asked for
        autoFocus
        maxLength={60}
        value={values.name}
        error={problem}
        onChange={(at) => setValues({ ...values, name: at.currentTarget.value })}
      />
      <Textarea
        label="Description"
        {...escape}
        placeholder="What customers find in it"
        autosize
        maxRows={6}
        maxLength={1_000}
        value={values.description}
        onChange={(at) => setValues({ ...values, description: at.currentTarget.value })}
      />
      <div style={{ display: 'flex', gap: 8 }}>
        <Button type="submit" size="xs">
          Save
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function NewCategory() {
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const add = async (at: SubmitEvent) => {
    at.preventDefault();
    at.stopPropagation();
    try {
      await runCommand('catalog.createCategory', { name: name.trim() });
      setName('');
    } catch (cause) {
      setProblem(sentenceOf(failureOf(cause)));
    }
  };
  return (
    <form className={classes.add} onSubmit={(at) => void add(at)}>
      <TextInput
        style={{ flex: 1 }}
        aria-label="A new category"
        placeholder="A new category"
        maxLength={60}
        value={name}
        error={problem}
        onChange={(at) => {
          setProblem(null);
          setName(at.currentTarget.value);
        }}
      />
      <Button type="submit" variant="default" disabled={name.trim() === ''}>
        Add
      </Button>
    </form>
  );
}
