import Button from '@mui/material/Button';
import { useState } from 'react';
import { t } from '../../../texts/index.ts';
import { Icon } from '../../../ui/index.ts';

/** Copies a text that is made when it is asked for. */
export function CopyText({ label, text }: { label: string; text: () => string }) {
  const [state, setState] = useState<'' | 'copied' | 'refused'>('');
  const copy = (): void => {
    navigator.clipboard.writeText(text()).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  };
  return (
    <Button
      size="small"
      startIcon={<Icon name={state === 'copied' ? 'check' : 'copy'} />}
      onClick={copy}
      onBlur={() => setState('')}
    >
      {state === 'copied' ? t('action.copied') : label}
    </Button>
  );
}
