import { Button } from '@mantine/core';
import classes from './settings.module.css';

interface Props {
  running: boolean;
  onDiscard: () => void;
  /** absent: its form is submitted */
  onSave?: () => void;
  note?: string;
}

/** Below fields that were typed over. */
export function SaveFoot({ running, onDiscard, onSave, note }: Props) {
  return (
    <div className={classes.foot}>
      {note !== undefined && <p role="status">{note}</p>}
      <Button variant="default" onClick={onDiscard}>
        Discard
      </Button>
      <Button type={onSave ? 'button' : 'submit'} loading={running} onClick={onSave}>
        Save
      </Button>
    </div>
  );
}
