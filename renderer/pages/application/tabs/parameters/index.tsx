import { styled } from '@mui/material/styles';
import { commandNameOf } from '../../../../client/index.ts';
import { type Path, PreviewPanel, problemsElsewhere, SaveBar, useEdit, withValue } from '../../../../manifest/index.ts';
import { tm } from '../../../../texts/manifest.ts';
import { CopyAsCommand, inert } from '../../../../ui/index.ts';
import type { TabProps } from '../tab.ts';
import { TabFrame } from '../tab-frame.tsx';
import { SourceParameters } from './source-parameters.tsx';
import { toolOf } from './tools.ts';

const Split = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 3fr) minmax(280px, 2fr)',
  gap: 12,
  flex: 1,
  minHeight: 0,
  paddingBottom: 16,
  '& > *': { minHeight: 0 },
  '& > .fields': { overflow: 'auto', display: 'grid', gap: 12, alignContent: 'start' },
  '@media (max-width: 900px)': { gridTemplateColumns: '1fr', overflow: 'auto' },
});

/** Helm's parameters and values, Kustomize's overrides, the options of a directory: for each source, with what a change would do. */
export default function ParametersTab({ address, app }: TabProps) {
  const edit = useEdit(app);
  const { sources, source } = app.spec;
  const many = sources !== undefined && sources.length > 0;
  const all = many ? sources : source === undefined ? [] : [source];
  const types = app.status?.sourceTypes ?? (app.status?.sourceType === undefined ? [] : [app.status.sourceType]);
  const { value } = edit.draft;
  const put = (path: Path, next: unknown): void => edit.setText((before) => withValue(before, path, next));
  const elsewhere = problemsElsewhere(edit.draft.fields, ['spec.source', 'spec.sources']);
  return (
    <TabFrame>
      <SaveBar edit={edit}>
        <CopyAsCommand words={['app', 'edit', commandNameOf(address)]} />
      </SaveBar>
      <Split>
        <div className="fields">
          {elsewhere.map(({ message }) => (
            <p key={message} role="alert" style={{ color: 'var(--error)' }}>
              {inert(message, 600)}
            </p>
          ))}
          {all.map((one, index) => {
            const tool = toolOf(one, types[index]);
            const where = one.chart ?? (one.path === undefined || one.path === '' ? one.repoURL : one.path);
            const word = tool === 'plugin' ? '' : `${tm(`parameters.${tool}`)} · `;
            return (
              <SourceParameters
                // biome-ignore lint/suspicious/noArrayIndexKey: the sources have their places
                key={index}
                title={`${word}${many ? tm('parameters.source', { number: index + 1, where }) : where}`}
                tool={tool}
                application={value}
                at={many ? ['spec', 'sources', index] : ['spec', 'source']}
                problems={edit.draft.fields}
                put={put}
              />
            );
          })}
        </div>
        <PreviewPanel draft={edit.draft} title={tm('manifest.effect')} none={tm('manifest.effectNone')} />
      </Split>
    </TabFrame>
  );
}
