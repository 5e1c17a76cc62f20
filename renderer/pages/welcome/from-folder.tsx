import Button from '@mui/material/Button';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Application } from '../../../preload/contract/index.ts';
import { useRequest } from '../../client/index.ts';
import { paths } from '../../frame/index.ts';
import { Field } from '../../manifest/index.ts';
import { tw } from '../../texts/welcome.ts';
import { ErrorText, Skeleton } from '../../ui/index.ts';
import { ImportList } from './import-list.tsx';

interface Place {
  readonly repo: string;
  readonly path: string;
  readonly revision: string;
}

/** The Applications in a folder of a Git repository: imported once, or followed as an App-of-Apps. */
export function FromFolder() {
  const [, navigate] = useLocation();
  const [place, setPlace] = useState<Place>({ repo: '', path: '.', revision: '' });
  const [asked, setAsked] = useState<Place>();
  const { data, error, loading, reload } = useRequest(
    'app.preview',
    asked === undefined ? undefined : { application: folderOf(asked) },
  );
  const put = (changes: Partial<Place>): void => setPlace({ ...place, ...changes });
  return (
    <>
      <p className="muted">{tw('bring.folderMore')}</p>
      <form
        style={{ display: 'grid', gap: 12 }}
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(place);
        }}
      >
        <Field label={tw('bring.repository')} value={place.repo} onChange={(repo) => put({ repo })} required mono />
        <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 12 }}>
          <Field label={tw('bring.path')} value={place.path} onChange={(path) => put({ path })} required mono />
          <Field
            label={tw('bring.revision')}
            value={place.revision}
            onChange={(revision) => put({ revision })}
            placeholder="HEAD"
            mono
          />
        </div>
        <div style={{ display: 'flex', gap: 8 }}>
          <Button type="submit" variant="contained" color="primary" disabled={place.repo.trim() === '' || loading}>
            {tw('bring.folderLook')}
          </Button>
          <Button
            disabled={place.repo.trim() === ''}
            onClick={() => navigate(paths.newApp({ ...place, cluster: 'in-cluster', namespace: 'argocd' }))}
          >
            {tw('bring.folderFollow')}
          </Button>
        </div>
      </form>
      {error ? (
        <ErrorText what={tw('bring.looking')} error={error} retry={reload} />
      ) : loading ? (
        <Skeleton label={tw('bring.looking')} rows={3} />
      ) : data === undefined ? null : data.applications.length === 0 ? (
        <p>{tw('bring.none')}</p>
      ) : (
        <ImportList key={JSON.stringify(asked)} applications={data.applications} />
      )}
    </>
  );
}

/** An application that is never stored: its preview reads the folder. Applications live in Argosy itself. */
function folderOf({ repo, path, revision }: Place): Application {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'argosy-import-preview' },
    spec: {
      project: 'default',
      source: {
        repoURL: repo.trim(),
        path: path.trim() || '.',
        ...(revision.trim() === '' ? {} : { targetRevision: revision.trim() }),
        directory: { recurse: true },
      },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
    },
  };
}
