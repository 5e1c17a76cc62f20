import Button from '@mui/material/Button';
import { Component, type ReactNode } from 'react';
import { t } from '../texts/index.ts';
import { EmptyState, inert } from '../ui/index.ts';

/** A bug in a page takes the page, not the window. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <EmptyState
        title={t('page.broken')}
        actions={<Button onClick={() => this.setState({ error: undefined })}>{t('action.retry')}</Button>}
      >
        {inert(error.message)}
      </EmptyState>
    );
  }
}
