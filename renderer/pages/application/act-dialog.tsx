import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { type ReactNode, useId } from 'react';
import type { ActionState } from '../../client/index.ts';
import { t } from '../../texts/index.ts';
import { CopyAsCommand, ErrorText } from '../../ui/index.ts';

/**
 * One action with its choices, what it will do, the command that does the same, and its error beside the button. The library keeps the focus inside
 * and gives it back; Enter in a field is the button.
 */
export function ActDialog({
  title,
  label,
  action,
  ready,
  careful = false,
  command,
  wide = false,
  beside,
  onClose,
  children,
}: {
  title: string;
  /** Of the button. */
  label: string;
  action: ActionState<readonly []>;
  ready: boolean;
  /** It takes something away. */
  careful?: boolean;
  command: readonly string[] | undefined;
  wide?: boolean;
  /** Offered beside the error. */
  beside?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} fullWidth maxWidth={wide ? 'lg' : 'sm'}>
      <form
        style={{ display: 'contents' }}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !action.running) action.run();
        }}
      >
        <DialogTitle id={id} sx={{ overflowWrap: 'anywhere' }}>
          {title}
        </DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.5, ...(wide ? { minHeight: 480 } : {}) }}>
          {children}
        </DialogContent>
        {action.error ? (
          <div style={{ padding: '4px 20px 0', display: 'grid', gap: 8 }}>
            <ErrorText error={action.error} what={label} dismiss={action.dismiss} />
            {beside}
          </div>
        ) : null}
        <DialogActions>
          {command === undefined ? null : (
            <span style={{ marginRight: 'auto' }}>
              <CopyAsCommand words={command} text />
            </span>
          )}
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button
            type="submit"
            variant="contained"
            color={careful ? 'error' : 'primary'}
            disabled={!ready || action.running}
          >
            {label}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
