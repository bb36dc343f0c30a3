import { CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { IconAction } from '../../components/IconAction.tsx';
import classes from './integrations.module.css';

/** Something to copy whole: a token, a secret, an address. */
export function SecretText({ value, label }: { value: string; label: string }) {
  return (
    <div className={classes.secret}>
      <code aria-label={label}>{value}</code>
      <CopyButton value={value} timeout={1_500}>
        {({ copied, copy }) => (
          <IconAction icon={copied ? IconCheck : IconCopy} label={copied ? 'Copied' : `Copy ${label}`} onClick={copy} />
        )}
      </CopyButton>
    </div>
  );
}
