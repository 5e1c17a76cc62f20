import { describe, expect, it } from 'vitest';
import type { Application } from '../../model/index.ts';
import { withoutColour } from './status-text.ts';
import { finalText, refuseUnknownFormat, SyncProgress } from './sync-progress.ts';
import { fakeIo } from './testing/fake-io.ts';

const NOW = '2026-01-01T00:00:00+00:00';

function app(resources: readonly object[], results: readonly object[] = [], state: object = {}): Application {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'guestbook' },
    spec: { project: 'default', destination: {} },
    status: {
      sync: { status: 'Synced' },
      health: { status: 'Healthy' },
      resources,
      operationState: {
        operation: { sync: {} },
        phase: 'Succeeded',
        message: 'successfully synced (all tasks run)',
        startedAt: '2026-01-01T00:00:00Z',
        finishedAt: '2026-01-01T00:00:02Z',
        syncResult: { revision: 'abc', source: { repoURL: '' }, resources: results },
        ...state,
      },
    },
  } as unknown as Application;
}

const WEB = { group: 'apps', kind: 'Deployment', namespace: 'default', name: 'web', version: 'v1' };

describe('the progress of a sync', () => {
  it('prints a line for each object whose state changed, and the header once', () => {
    const io = fakeIo();
    const progress = new SyncProgress(io, () => NOW);
    progress.look(app([]));
    expect(io.written.out).toBe('');
    progress.look(app([{ ...WEB, status: 'OutOfSync', health: { status: 'Missing' } }]));
    progress.look(app([{ ...WEB, status: 'OutOfSync', health: { status: 'Missing' } }]));
    progress.look(
      app(
        [{ ...WEB, status: 'Synced', health: { status: 'Healthy' } }],
        [{ ...WEB, status: 'Synced', message: 'deployment.apps/web created' }],
      ),
    );
    const lines = io.written.out.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^TIMESTAMP +GROUP +KIND +NAMESPACE +NAME +STATUS +HEALTH +HOOK +MESSAGE$/);
    expect(lines[1]).toMatch(/^2026-01-01T00:00:00\+00:00 +apps +Deployment +default +web +OutOfSync +Missing$/);
    expect(lines[2]).toMatch(/ web +Synced +Healthy +deployment\.apps\/web created$/);
  });

  it('keeps its columns where states have shape and colour', () => {
    const io = fakeIo({ terminal: true, style: 'colours' });
    new SyncProgress(io, () => NOW).look(app([{ ...WEB, status: 'Synced', health: { status: 'Healthy' } }]));
    const [header = '', row = ''] = io.written.out.split('\n').map(withoutColour);
    expect(row.indexOf('✓ Synced')).toBe(header.indexOf('STATUS'));
    expect(row.indexOf('♥ Healthy')).toBe(header.indexOf('HEALTH'));
    expect(io.written.out).toContain('\u001b[32m♥ Healthy\u001b[0m');
  });

  it('names the phase of a hook, and makes messages inert', () => {
    const io = fakeIo();
    const hook = { ...WEB, kind: 'Job', hookType: 'PreSync', hookPhase: 'Running', message: 'a\u001b[2J\nb' };
    new SyncProgress(io, () => NOW).look(app([], [hook]));
    expect(io.written.out).toMatch(/ Job +default +web +Running +PreSync +a\\u001b\[2J b$/m);
  });
});

describe('the end of a sync', () => {
  it('shows states, operation and objects', () => {
    const text = finalText(
      app(
        [{ ...WEB, status: 'Synced', health: { status: 'Healthy' } }],
        [{ ...WEB, status: 'Synced', message: 'created' }],
      ),
      'wide',
      'plain',
    );
    expect(text).toContain('Sync Status: Synced\nHealth Status: Healthy\n');
    expect(text).toMatch(/^Operation: +Sync$/m);
    expect(text).toMatch(/^Phase: +Succeeded$/m);
    expect(text).toMatch(/^Duration: +2s$/m);
    expect(text).toMatch(/^GROUP +KIND +NAMESPACE +NAME +STATUS +HEALTH +HOOK +MESSAGE$/m);
    expect(text).toMatch(/^apps +Deployment +default +web +Synced +Healthy +created$/m);
  });

  it('is the whole object for programs', () => {
    expect(JSON.parse(finalText(app([]), 'json', 'plain'))).toEqual(app([]));
    expect(finalText(app([]), 'yaml', 'plain')).toContain('kind: Application\n');
  });

  it('refuses a format that does not exist before anything is done', () => {
    expect(() => refuseUnknownFormat('xml')).toThrow(
      expect.objectContaining({ message: 'Unknown output format: xml', exitCode: 20 }),
    );
    for (const format of ['wide', 'json', 'yaml', 'tree', 'tree=detailed', '']) refuseUnknownFormat(format);
  });
});
