import { describe, expect, it } from 'vitest';
import type { Application, Hold } from '../../../../model/index.ts';
import { runWith } from '../../testing/fake-context.ts';
import { getCommand } from './get.ts';
import { listCommand } from './list.ts';
import { pauseCommand } from './pause.ts';
import { releaseCommand } from './release.ts';

const hold: Hold = {
  kind: 'pause',
  reason: 'hotfix',
  by: 'ada',
  since: '2026-11-24T12:00:00Z',
  until: '2026-11-24T14:00:00Z',
};
const refused = { revisions: ['a'.repeat(40)], reason: 'bad', by: 'ada', since: '2026-11-24T11:00:00Z' };
const app = (name: string, status: object = {}): Application =>
  ({ metadata: { name }, spec: { project: 'default', destination: {} }, status }) as unknown as Application;

describe('app pause', () => {
  it('asks for until when, and tells it', async () => {
    const run = await runWith(pauseCommand, ['pause', 'argocd/web', '--for', '2h', '--reason', 'hotfix'], {
      'app.pause': app('web', { hold }),
    });
    expect(run.calls).toEqual([['app.pause', { name: 'argocd/web', reason: 'hotfix', until: '2026-11-24T14:00:00Z' }]]);
    expect(run.out).toBe(
      "Application 'argocd/web' is paused by ada since 2026-11-24T12:00:00Z (0 s), until 2026-11-24T14:00:00Z (in 2 h): hotfix\n",
    );
  });

  it('lasts until a person ends it only when that is said', async () => {
    const run = await runWith(pauseCommand, ['pause', 'web', '--until', 'released', '--reason', 'x'], {
      'app.pause': app('web', { hold }),
    });
    expect(run.calls).toEqual([['app.pause', { name: 'web', reason: 'x' }]]);
    const open = await runWith(pauseCommand, ['pause', 'web', '--reason', 'x'], {});
    expect([open.code, open.calls]).toEqual([1, []]);
    expect(open.err).toContain('until when is missing\n  Say how long with --for 2h');
  });
});

describe('app release', () => {
  it('ends it, and says what is still refused', async () => {
    const run = await runWith(releaseCommand, ['release', 'web'], {
      'app.release': app('web', { refusedRevisions: [refused] }),
    });
    expect(run.calls).toEqual([['app.release', { name: 'web', allow: false }]]);
    expect(run.out).toBe(
      "Application 'web' is released; sync policy: Manual\nStill never synced: aaaaaaa by ada since 2026-11-24T11:00:00Z: bad\nargosy app release web --allow takes that back.\n",
    );
  });

  it('is also called resume', async () => {
    const run = await runWith(releaseCommand, ['resume', 'web', '--allow', '-N', 'team'], {
      'app.release': app('web'),
    });
    expect(run.calls).toEqual([['app.release', { name: 'team/web', allow: true }]]);
    expect(run.out).toBe("Application 'web' is released; sync policy: Manual\n");
  });
});

describe('a hold', () => {
  it('is seen in app get, with what is refused', async () => {
    const run = await runWith(getCommand, ['get', 'web'], {
      'app.get': app('web', { hold, refusedRevisions: [refused] }),
      'project.get': { spec: {} },
      'app.reasons': { items: [] },
    });
    expect(run.out).toMatch(/^Hold: +paused by ada since 2026-11-24T12:00:00Z .*: hotfix$/m);
    expect(run.out).toMatch(/^Never Synced: +aaaaaaa by ada since 2026-11-24T11:00:00Z: bad$/m);
  });

  it('is a column of app list as long as there is one', async () => {
    const list = async (...items: Application[]): Promise<readonly string[]> =>
      (await runWith(listCommand, ['list'], { 'app.list': { items } })).out.split('\n');
    expect((await list(app('a')))[0]).toMatch(/TARGET$/);
    const [header, a, b] = await list(app('a'), app('b', { hold }));
    expect(header).toMatch(/TARGET {2}HOLD$/);
    expect(a).toMatch(/<none>$/);
    expect(b).toMatch(/ pause by ada, 0 s ago, ends in 2 h: hotfix$/);
  });
});
