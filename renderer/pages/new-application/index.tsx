import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { Suspense, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Application } from '../../../preload/contract/index.ts';
import { addressOf, useAction, useClient } from '../../client/index.ts';
import { paths } from '../../frame/index.ts';
import { type Path, PreviewPanel, useDraft, withValue, YamlEditor } from '../../manifest/index.ts';
import { t } from '../../texts/index.ts';
import { tm } from '../../texts/manifest.ts';
import { CopyAsCommand, ErrorText, Page, Skeleton } from '../../ui/index.ts';
import { ApplicationForm } from './application-form.tsx';
import { startingText } from './starting-text.ts';

const Split = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(360px, 1fr) minmax(360px, 1fr)',
  gap: 12,
  flex: 1,
  minHeight: 0,
  paddingBottom: 16,
  '& > .form': { overflow: 'auto', display: 'grid', gap: 12, alignContent: 'start', minHeight: 0 },
  '& > .text': { display: 'grid', gridTemplateRows: 'minmax(0, 3fr) minmax(96px, 2fr)', gap: 12, minHeight: 0 },
  '& > .text > div': { display: 'flex', minHeight: 0 },
  '@media (max-width: 860px)': {
    gridTemplateColumns: '1fr',
    overflow: 'auto',
    '& > .text': { gridTemplateRows: '320px auto' },
    '& > .form': { overflow: 'visible' },
  },
});

/** A new application, as a form and as YAML side by side: both are one text. It is created only when what it would do has been shown. */
export default function NewApplicationPage() {
  const search = useSearch();
  const [, navigate] = useLocation();
  const client = useClient();
  const [text, setText] = useState(() => startingText(new URLSearchParams(search)));
  const [touched, setTouched] = useState(false);
  const written = useDraft(text, true);
  // Nothing is wrong with a form that nobody has begun.
  const draft = touched ? written : { ...written, fields: [], problems: [] };
  const create = useAction(async () => {
    if (draft.value === undefined) return;
    const { application } = await client.call('app.create', {
      application: draft.value as unknown as Application,
      upsert: false,
      validate: true,
    });
    navigate(paths.app(addressOf(application.metadata)));
  });
  const write = (next: string): void => {
    setTouched(true);
    setText(next);
  };
  const put = (path: Path, value: unknown): void => {
    setTouched(true);
    setText((before) => withValue(before, path, value));
  };
  return (
    <Page
      title={tm('new.title')}
      sub={<span>{tm('new.sub')}</span>}
      actions={
        <>
          <CopyAsCommand words={['app', 'create', '--file', 'FILE']} />
          <Button onClick={() => navigate(paths.apps)}>{t('action.cancel')}</Button>
          <Button
            variant="contained"
            color="primary"
            disabled={!draft.good || draft.preview.data === undefined || create.running}
            onClick={() => create.run()}
          >
            {tm('new.create')}
          </Button>
        </>
      }
    >
      {create.error ? <ErrorText what={tm('new.creating')} error={create.error} dismiss={create.dismiss} /> : null}
      {draft.error ? <ErrorText error={draft.error} /> : null}
      <Split>
        <section className="form" aria-label={tm('new.form')}>
          <ApplicationForm application={draft.value} problems={draft.fields} put={put} />
        </section>
        <div className="text">
          <div>
            <Suspense fallback={<Skeleton label={t('page.loading')} rows={12} />}>
              <YamlEditor label={tm('new.yaml')} text={text} onChange={write} problems={draft.problems} />
            </Suspense>
          </div>
          <PreviewPanel draft={draft} title={tm('new.effect')} none={tm('new.effectNone')} />
        </div>
      </Split>
    </Page>
  );
}
