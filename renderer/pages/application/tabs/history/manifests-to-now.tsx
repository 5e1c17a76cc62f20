import { useMemo } from 'react';
import type { Application } from '../../../../../preload/contract/index.ts';
import { useRequest } from '../../../../client/index.ts';
import { ta } from '../../../../texts/acting.ts';
import { t } from '../../../../texts/index.ts';
import { tt } from '../../../../texts/tabs.ts';
import { ErrorText, Skeleton } from '../../../../ui/index.ts';
import { ChangedTexts } from '../../committing/changed-texts.tsx';
import type { ChangedText } from '../../committing/git-change.ts';
import { type ObjectDiff, sidesOf } from '../../object-diff/sides.ts';
import { keyOfObject } from '../../object-key.ts';
import { type HistoryEntry, sameSources } from './entries.ts';

/** Every object that going there would change, as text: as it lives now, and as it would be. */
export function ManifestsToNow({
  entry,
  app,
  name,
  version,
}: {
  entry: HistoryEntry;
  app: Application;
  name: string;
  version: string;
}) {
  const same = sameSources(entry, app);
  const { data, error, reload } = useRequest(
    'app.diff',
    same ? { name, target: { kind: 'revisions', revisions: [...entry.revisions] } } : undefined,
    version,
  );
  const texts = useMemo(() => (data?.items ?? []).flatMap(changedText), [data]);
  if (!same) return <p role="note">{ta('history.manifestsOther')}</p>;
  if (error) return <ErrorText what={tt('history.comparing')} error={error} retry={reload} />;
  if (data === undefined) return <Skeleton label={t('page.loading')} rows={6} />;
  return <ChangedTexts texts={texts} label={ta('history.manifests')} empty={ta('history.same')} />;
}

function changedText(item: ObjectDiff): readonly ChangedText[] {
  if (item.verdict === 'same' || item.hook) return [];
  const { left, right } = sidesOf(item, item.verdict === 'differs' ? 'apply' : 'text');
  return [
    {
      id: keyOfObject(item.ref),
      title: `${item.ref.kind} ${item.ref.name}`,
      change: item.verdict === 'missing' ? 'added' : item.verdict === 'extra' ? 'removed' : 'changed',
      before: left.text,
      after: item.verdict === 'extra' ? '' : right.text,
      outside: false,
    },
  ];
}
