import { styled } from '@mui/material/styles';
import { Suspense } from 'react';
import { commandNameOf } from '../../../../client/index.ts';
import { PreviewPanel, SaveBar, textAt, useEdit, YamlEditor } from '../../../../manifest/index.ts';
import { t } from '../../../../texts/index.ts';
import { tm } from '../../../../texts/manifest.ts';
import { CopyAsCommand, Skeleton } from '../../../../ui/index.ts';
import { CopyText } from '../copy-text.tsx';
import type { TabProps } from '../tab.ts';
import { TabFrame } from '../tab-frame.tsx';

const Split = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr)',
  gap: 12,
  flex: 1,
  minHeight: 0,
  paddingBottom: 16,
  '&[data-two=true]': { gridTemplateColumns: 'minmax(0, 3fr) minmax(280px, 2fr)' },
  '& > *': { minHeight: 0 },
});

/** The Application as YAML: read, changed, checked as it is typed, and saved when its effect has been seen. */
export default function ManifestTab({ address, app }: TabProps) {
  const edit = useEdit(app);
  const { value } = edit.draft;
  const renamed =
    value !== undefined &&
    (textAt(value, ['metadata', 'name']) !== app.metadata.name ||
      (textAt(value, ['metadata', 'namespace']) || 'argocd') !== (app.metadata.namespace ?? 'argocd'));
  const problems = renamed
    ? [...edit.draft.problems, { message: tm('manifest.renamed'), line: undefined }]
    : edit.draft.problems;
  return (
    <TabFrame>
      <SaveBar edit={edit} blocked={renamed}>
        <CopyText label={tm('manifest.copy')} text={() => edit.text} />
        <CopyAsCommand words={['app', 'edit', commandNameOf(address)]} />
      </SaveBar>
      <Split data-two={edit.dirty}>
        <div style={{ display: 'flex' }}>
          <Suspense fallback={<Skeleton label={t('page.loading')} rows={12} />}>
            <YamlEditor
              label={tm('manifest.label', { name: address.name })}
              text={edit.text}
              onChange={edit.setText}
              problems={problems}
            />
          </Suspense>
        </div>
        {edit.dirty ? (
          <PreviewPanel draft={edit.draft} title={tm('manifest.effect')} none={tm('manifest.effectNone')} />
        ) : null}
      </Split>
    </TabFrame>
  );
}
