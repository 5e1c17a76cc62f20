import { describe, expect, it } from 'vitest';
import type { Application, ApplicationStatus, RevisionHistory } from '../model/index.ts';
import { entryOf, type Leaving, leaving, leftRevisions, refuseSame, rollbackSync } from './rollback-operation.ts';

const SOURCE = { repoURL: 'https://example.com/a.git', path: 'a', helm: { parameters: [{ name: 'n', value: 'old' }] } };
const entry = (id: number, revision: string, change: Partial<RevisionHistory> = {}): RevisionHistory => ({
  id,
  revision,
  source: SOURCE,
  deployedAt: '2026-01-01T00:00:00Z',
  ...change,
});
const app = (status: ApplicationStatus, syncPolicy: object = {}): Application =>
  ({
    metadata: { name: 'shop' },
    spec: { source: { ...SOURCE, path: 'new' }, syncPolicy },
    status,
  }) as unknown as Application;

describe('entryOf', () => {
  const history = [entry(3, 'a'), entry(4, 'b'), entry(5, 'c')];
  it('is the entry with that id, or the one before the newest', () => {
    expect(entryOf(app({ history }), undefined).id).toBe(4);
    expect(entryOf(app({ history }), 3).id).toBe(3);
    expect(entryOf(app({ history }), 5).id).toBe(5);
  });

  it('is refused with the reference’s words', () => {
    expect(() => entryOf(app({ history }), 0)).toThrow('application shop does not have deployment with id 0');
    expect(() => entryOf(app({ history: [entry(0, 'a')] }), undefined)).toThrow('has one deployment in its history');
    expect(() => entryOf(app({}), undefined)).toThrow('has no deployment in its history');
    const { source: _, ...ancient } = entry(0, 'a');
    expect(() => entryOf(app({ history: [ancient] }), 0)).toThrow('deployment 0 of application shop has no source');
    // Never the newest of the branch by mistake.
    const { revision: __, ...nowhere } = entry(0, '');
    expect(() => entryOf(app({ history: [nowhere] }), 0)).toThrow('names no revision');
  });
});

describe('rollbackSync', () => {
  it('takes revision and whole source of the entry, and the options of the spec', () => {
    const given = app({}, { syncOptions: ['CreateNamespace=true'] });
    expect(rollbackSync(given, entry(3, 'a'), { id: 3, prune: false, hooks: false })).toEqual({
      revision: 'a',
      source: SOURCE,
      prune: false,
      syncStrategy: { apply: {} },
      syncOptions: ['CreateNamespace=true'],
      rolledBackTo: 3,
    });
  });

  it('runs hooks and prunes when asked to, for several sources too', () => {
    const { revision: _, source: __, ...rest } = entry(3, '');
    const multiple = { ...rest, revisions: ['a', 'b'], sources: [SOURCE, SOURCE] };
    expect(rollbackSync(app({}), multiple, { id: 3, prune: true, hooks: true })).toEqual({
      revisions: ['a', 'b'],
      sources: [SOURCE, SOURCE],
      prune: true,
      rolledBackTo: 3,
    });
  });
});

describe('leftRevisions', () => {
  const operation = (sync: object, phase = 'Failed') =>
    ({
      operation: { sync },
      phase,
      startedAt: '',
      syncResult: { revision: 'tried' },
    }) as ApplicationStatus['operationState'];
  const history = [entry(0, 'deployed')];
  it.each<[string, ApplicationStatus, readonly string[]]>([
    ['what was tried last, also when it failed', { history, operationState: operation({})! }, ['tried']],
    ['not a dry run', { history, operationState: operation({ dryRun: true })! }, ['deployed']],
    ['not what could not be evaluated', { history, operationState: operation({}, 'Error')! }, ['deployed']],
    ['what was compared last', { sync: { status: 'Synced', revision: 'compared' } }, ['compared']],
    ['nothing', {}, []],
  ])('%s', (_what, status, expected) => expect(leftRevisions(app(status))).toEqual(expected));
});

describe('leaving', () => {
  const wish = (change: Partial<Leaving> = {}): Leaving => ({
    entry: entry(0, 'good', { target: 'objects of good' }),
    left: ['bad'],
    hold: { reason: 'it broke', releaseOnNewCommit: true },
    refuse: 'it broke',
    by: 'ada',
    now: '2026-01-01T12:00:00Z',
    offer: { revisions: ['bad'], target: 'objects of bad' },
    ...change,
  });

  it('holds, and refuses what is left by its revisions and its objects', () => {
    expect(leaving({}, wish())).toEqual({
      hold: {
        kind: 'rollback',
        reason: 'it broke',
        by: 'ada',
        since: '2026-01-01T12:00:00Z',
        left: ['bad'],
        to: ['good'],
        offered: ['bad'],
        offeredTarget: 'objects of bad',
        releaseOnNewCommit: true,
      },
      refusedRevisions: [
        { revisions: ['bad'], target: 'objects of bad', reason: 'it broke', by: 'ada', since: '2026-01-01T12:00:00Z' },
      ],
    });
  });

  it('does neither unasked', () => {
    const status: ApplicationStatus = { reconciledAt: 'x' };
    expect(leaving(status, wish({ hold: undefined, refuse: undefined }))).toBe(status);
  });

  it('refuses no objects that the entry has too', () => {
    const offer = { revisions: ['bad'], target: 'objects of good' };
    expect(leaving({}, wish({ offer })).refusedRevisions?.[0]?.target).toBeUndefined();
  });

  it('knows the objects of what is left from the history when Git offers something else', () => {
    const history = [entry(0, 'good'), entry(1, 'bad', { target: 'bad ones' })];
    const offer = { revisions: ['next'], target: 'objects of next' };
    const status = leaving({ history }, wish({ offer }));
    expect(status.refusedRevisions?.[0]?.target).toBe('bad ones');
    expect(status.hold?.offered).toEqual(['next']);
  });

  it('takes what was compared last for what Git offers, when it cannot be read', () => {
    const status = leaving({ sync: { status: 'OutOfSync', revision: 'next' } }, wish({ offer: undefined }));
    expect(status.hold).toMatchObject({ offered: ['next'] });
    expect(status.hold?.offeredTarget).toBeUndefined();
  });

  it('goes on with a hold that is there, and replaces a pause', () => {
    const before = leaving({}, wish({ refuse: undefined }));
    const further = leaving(before, wish({ entry: entry(1, 'older'), hold: undefined, refuse: undefined }));
    expect(further.hold).toEqual({ ...before.hold, to: ['older'] });
    const paused: ApplicationStatus = { hold: { kind: 'pause', reason: 'x', by: 'y', since: 'z', until: 'later' } };
    expect(leaving(paused, wish()).hold).toMatchObject({ kind: 'rollback', reason: 'it broke' });
    expect(leaving(paused, wish()).hold?.until).toBeUndefined();
  });
});

describe('refuseSame', () => {
  it('says why there is nothing to refuse', () => {
    expect(() => refuseSame(app({}), entry(2, 'a'), ['a'])).toThrow('deployment 2 is a as well');
    expect(() => refuseSame(app({}), entry(2, 'a'), [])).toThrow(
      'nothing is known of what application shop would leave',
    );
    expect(() => refuseSame(app({}), entry(2, 'a'), ['b'])).not.toThrow();
  });
});
