import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import { type ReactNode, useEffect, useRef } from 'react';
import { t } from '../texts/index.ts';
import { Icon } from './icons.tsx';
import { inert } from './inert-text.ts';

const Panel = styled('aside')({
  position: 'absolute',
  top: 0,
  right: 0,
  bottom: 0,
  width: 'max(420px, 36%)',
  maxWidth: '100%',
  background: 'var(--surface)',
  borderLeft: '1px solid var(--border)',
  boxShadow: '-8px 0 24px rgb(10 20 40 / .10)',
  display: 'flex',
  flexDirection: 'column',
  zIndex: 5,
  '& > header': {
    display: 'flex',
    gap: 8,
    alignItems: 'center',
    padding: '12px 12px 8px 16px',
    borderBottom: '1px solid var(--border)',
  },
  '& > header h2': { fontSize: 15, fontWeight: 600, flex: 1, minWidth: 0, overflowWrap: 'anywhere' },
  '& > .body': { flex: 1, minHeight: 0, overflow: 'auto', padding: 16, display: 'flex', flexDirection: 'column' },
});

/** One object over the right third of the page; never a modal (ux.md §1). Escape closes it, and the focus goes back. */
export function Drawer({
  title,
  heading,
  onClose,
  children,
}: {
  title: string;
  heading?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  const panel = useRef<HTMLElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  const inside = useRef(false);
  useEffect(() => {
    const before = document.activeElement;
    inside.current = true;
    panel.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    const moved = ({ target }: FocusEvent): void => {
      inside.current = target instanceof Node && panel.current?.contains(target) === true;
    };
    document.addEventListener('focusin', moved);
    return () => document.removeEventListener('focusin', moved);
  }, []);
  // A button that was pressed can go with what it began: the focus stays in the drawer.
  useEffect(() => {
    if (inside.current && document.activeElement === document.body) panel.current?.focus({ preventScroll: true });
  });
  useEffect(() => {
    const keys = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented && document.querySelector('[role=dialog]') === null)
        close.current();
    };
    window.addEventListener('keydown', keys);
    return () => window.removeEventListener('keydown', keys);
  }, []);
  return (
    <Panel ref={panel} aria-label={inert(title, 400)} tabIndex={-1}>
      <header>
        <h2>{heading ?? inert(title, 400)}</h2>
        <IconButton aria-label={t('action.close')} onClick={onClose}>
          <Icon name="close" />
        </IconButton>
      </header>
      <div className="body">{children}</div>
    </Panel>
  );
}
