import { useCallback, useMemo, useState } from 'react';
import type { Application } from '../../preload/contract/index.ts';
import { type ActionState, useAction, useClient } from '../client/index.ts';
import { editableOf, editableText } from './editable.ts';
import { type Draft, useDraft } from './use-draft.ts';

export interface Edit {
  readonly text: string;
  readonly setText: (text: string | ((before: string) => string)) => void;
  readonly draft: Draft;
  /** Something is written that is not saved. */
  readonly dirty: boolean;
  /** Somebody else changed the application since writing began. */
  readonly overtaken: boolean;
  readonly discard: () => void;
  readonly save: ActionState<readonly []>;
}

interface Written {
  readonly text: string;
  /** The application's own text when writing began. */
  readonly base: string;
  readonly saved: boolean;
}

/** An existing application while it is changed: follows the engine until somebody writes, and again once that is saved or discarded. */
export function useEdit(app: Application): Edit {
  const client = useClient();
  const own = JSON.stringify(editableOf(app));
  // A new object with the same content is the same text.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const base = useMemo(() => editableText(app), [own]);
  const [written, setWritten] = useState<Written>();
  const current = written?.saved && written.base !== base ? undefined : written;
  const text = current?.text ?? base;
  const dirty = current !== undefined && !current.saved && current.text !== current.base;
  const draft = useDraft(text, dirty);
  const setText = useCallback(
    (next: string | ((before: string) => string)) =>
      setWritten((before) => {
        const kept = before?.saved ? undefined : before;
        const from = kept?.text ?? base;
        return { text: typeof next === 'string' ? next : next(from), base: kept?.base ?? base, saved: false };
      }),
    [base],
  );
  const discard = useCallback(() => setWritten(undefined), []);
  const save = useAction(async () => {
    if (draft.value === undefined) return;
    const application = await client.call('app.update', {
      application: draft.value as unknown as Application,
      validate: true,
    });
    setWritten({ text: editableText(application), base, saved: true });
  });
  return { text, setText, draft, dirty, overtaken: dirty && current?.base !== base, discard, save };
}
