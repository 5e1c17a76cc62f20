import { describe, expect, it } from 'vitest';
import type { Application } from '../../model/index.ts';
import { RemoteError } from '../client/client.ts';
import { getCommand } from './commands/app/get.ts';
import { type Answers, runWith } from './testing/fake-context.ts';

const APP: Application = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'web', namespace: 'argocd' },
  spec: {
    project: 'team',
    destination: { server: 'https://10.0.0.1', namespace: 'web' },
    sources: [
      { repoURL: 'https://example.com/a.git', name: 'one', helm: { parameters: [{ name: 'a', value: '1' }] } },
      { repoURL: 'https://example.com/b.git', name: 'two', helm: { parameters: [{ name: 'b', value: '2' }] } },
    ],
  },
};
/** It is noon. */
const ALWAYS = { schedule: '* * * * *', duration: '1h', applications: ['*'] };
const AT_NIGHT = { schedule: '0 22 * * *', duration: '1h', applications: ['*'] };

const get = (windows: readonly object[] | Error, flags: readonly string[] = []) => {
  const project = { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name: 'team' } };
  const answers: Answers = {
    'app.get': APP,
    'app.reasons': { items: [] },
    'project.get': windows instanceof Error ? windows : { ...project, spec: { syncWindows: windows } },
    'cluster.get': { server: 'https://10.0.0.1', name: 'prod' },
  };
  return runWith(getCommand, ['get', 'web', ...flags], answers);
};
const lines = async (windows: readonly object[] | Error) =>
  (await get(windows)).out.split('\n').filter((line) => /Window/.test(line));

describe('the sync windows in `app get`', () => {
  it.each([
    ['no window', [], ['SyncWindow:         Sync Allowed']],
    [
      'one that is open',
      [{ kind: 'allow', ...ALWAYS }],
      ['SyncWindow:         Sync Allowed', 'Assigned Windows:   allow:* * * * *:1h'],
    ],
    [
      'one that is shut',
      [{ kind: 'allow', ...AT_NIGHT }],
      ['SyncWindow:         Sync Denied', 'Assigned Windows:   allow:0 22 * * *:1h'],
    ],
    [
      'one that is shut for automation only',
      [{ kind: 'deny', manualSync: true, ...ALWAYS }],
      ['SyncWindow:         Manual Allowed', 'Assigned Windows:   deny:* * * * *:1h'],
    ],
    [
      'one of the cluster, by its name',
      [{ kind: 'deny', ...ALWAYS, applications: [], clusters: ['prod'] }],
      ['SyncWindow:         Sync Denied', 'Assigned Windows:   deny:* * * * *:1h'],
    ],
    [
      'one of other applications',
      [{ kind: 'deny', ...ALWAYS, applications: ['other'] }],
      ['SyncWindow:         Sync Allowed', 'Assigned Windows:   deny:* * * * *:1h'],
    ],
  ])('%s', async (_name, windows, wanted) => {
    expect(await lines(windows)).toEqual(wanted);
  });

  it('are none where the project is missing, which is said elsewhere', async () => {
    const missing = new RemoteError({ code: 'NotFound', message: 'project "team" not found', retry: 'no' } as never);
    expect(await lines(missing)).toEqual(['SyncWindow:         Sync Allowed']);
  });
});

describe('the parameters in `app get --show-params`', () => {
  it('are those of all sources, or of the one that is asked for', async () => {
    expect((await get([], ['--show-params'])).out).toMatch(/a +1\nb +2/);
    const second = await get([], ['--show-params', '--source-position', '2']);
    expect(second.out).toMatch(/b +2/);
    expect(second.out).not.toMatch(/a +1/);
    expect((await get([], ['--show-params', '--source-name', 'one'])).out).toMatch(/a +1/);
  });

  it('are of a source that there is', async () => {
    expect((await get([], ['--show-params', '--source-position', '3'])).code).toBe(1);
    expect((await get([], ['--show-params', '--source-name', 'none'])).err).toContain("Unknown source name 'none'");
  });
});
