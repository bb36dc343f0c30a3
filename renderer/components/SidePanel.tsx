/** A drawer over the right of a list that stays in use beside it: rows can be gone through while it is open. */
import { Portal } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type ReactNode, useCallback, useEffect, useEffectEvent, useId } from 'react';
import { IconAction } from './IconAction.tsx';
import classes from './SidePanel.module.css';

interface Props {
  title: ReactNode;
  /** before the title, e.g. a way back */
  lead?: ReactNode;
  aside?: ReactNode;
  footer?: ReactNode;
  onClose: () => void;
  /** where Escape leads, if not out */
  onEscape?: () => void;
  children: ReactNode;
}

export function SidePanel({ title, lead, aside, footer, onClose, onEscape = onClose, children }: Props) {
  const titleId = useId();
  useFocusBack();
  // The portal draws it only after our own effects have run.
  const enter = useCallback((element: HTMLElement | null) => {
    if (document.activeElement === document.body) element?.focus({ preventScroll: true });
  }, []);
  useEscape(onEscape);
  return (
    <Portal>
      <section ref={enter} className={classes.panel} role="dialog" aria-labelledby={titleId} tabIndex={-1}>
        <div className={classes.header}>
          {lead}
          <h2 id={titleId} className={classes.title}>
            {title}
          </h2>
          {aside}
          <IconAction icon={IconX} label="Close" keys="Esc" onClick={onClose} />
        </div>
        <div className={classes.body}>{children}</div>
        {footer && <div className={classes.footer}>{footer}</div>}
      </section>
    </Portal>
  );
}

/** Who stands in a list stays there and walks on; who stands nowhere is taken in. Focus goes back to where it came from. */
function useFocusBack(): void {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      // What had the focus in it is gone with it.
      const wasInside = document.activeElement === document.body;
      if (wasInside && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
}

const OVERLAYS = '[aria-modal="true"], .mantine-Popover-dropdown, .mantine-Menu-dropdown, .mantine-Combobox-dropdown';

/** Escape closes what lies uppermost: a menu or a dialog first, and the panel only when none is open. */
function useEscape(onClose: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    const isCovered = [...document.querySelectorAll<HTMLElement>(OVERLAYS)].some((overlay) => overlay.checkVisibility());
    if (!isCovered) onClose();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, []);
}
