import { describe, expect, it } from 'vitest';
import { listObjects, type ObjectFilter, tableText } from './list-objects.ts';
import { type ObjectRow, objectRows, rowsByKey } from './object-row.ts';

const row = (kind: string, name: string, more: Partial<ObjectRow> = {}): ObjectRow => ({
  key: `/${kind}/${more.namespace ?? 'shop'}/${name}`,
  group: '',
  kind,
  namespace: 'shop',
  name,
  status: 'Synced',
  health: 'Healthy',
  wave: 0,
  hook: false,
  prune: false,
  managed: true,
  message: '',
  createdAt: 0,
  ...more,
});
const ALL: ObjectFilter = { text: '', kind: '', namespace: '', status: new Set(), health: new Set() };
const ROWS = [
  row('Service', 'web'),
  row('Deployment', 'web', { status: 'OutOfSync', health: 'Degraded', wave: 1 }),
  row('Deployment', 'worker', { namespace: 'jobs', health: 'Progressing' }),
  row('Pod', 'web-1', { status: '', managed: false }),
];
const BY_KIND = { column: 'kind', descending: false };
const names = (filter: Partial<ObjectFilter>, sort = BY_KIND) =>
  listObjects(ROWS, { ...ALL, ...filter }, sort).keys.map((key) => key.slice(1));

describe('listObjects', () => {
  it('shows all by kind', () => {
    expect(names({})).toEqual(['Deployment/jobs/worker', 'Deployment/shop/web', 'Pod/shop/web-1', 'Service/shop/web']);
  });

  it('narrows by every choice, and counts what each would show', () => {
    const listed = listObjects(ROWS, { ...ALL, kind: 'Deployment' }, BY_KIND);
    expect(listed.keys).toHaveLength(2);
    expect(listed.total).toBe(4);
    // The kinds ignore the chosen kind; the rest does not.
    expect(Object.fromEntries(listed.kinds)).toEqual({ Service: 1, Deployment: 2, Pod: 1 });
    expect(Object.fromEntries(listed.statuses)).toEqual({ OutOfSync: 1, Synced: 1 });
    expect(Object.fromEntries(listed.namespaces)).toEqual({ shop: 1, jobs: 1 });
  });

  it('finds every word anywhere', () => {
    expect(names({ text: 'web  dep' })).toEqual(['Deployment/shop/web']);
    expect(names({ text: 'nothing' })).toEqual([]);
  });

  it('puts the worst first by status, and what Git does not declare last', () => {
    const listed = listObjects(ROWS, ALL, { column: 'status', descending: false }).keys;
    expect(listed[0]).toBe('/Deployment/shop/web');
    expect(listed.at(-1)).toBe('/Pod/shop/web-1');
  });
});

describe('tableText', () => {
  it('keeps a hostile name from becoming a formula or a second line', () => {
    const text = tableText([row('Pod', '=HYPERLINK("x")', { message: 'a\tb\nc' })], ['Kind']);
    expect(text.split('\n')).toHaveLength(2);
    expect(text).toContain("\t'=HYPERLINK");
    expect(text).toContain('a b c');
  });
});

describe('objectRows', () => {
  const ref = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop', name: 'web' };
  const compared = {
    ref,
    status: 'Synced' as const,
    verdict: 'same' as const,
    paths: [],
    hook: false,
    requiresPruning: false,
    wave: 2,
  };
  const nodes = [
    { ref, uid: '1', parents: [], createdAt: '2026-01-01T00:00:00Z', info: [], images: [] },
    {
      ref: { group: '', version: 'v1', kind: 'Pod', namespace: 'shop', name: 'web-1' },
      uid: '2',
      parents: ['1'],
      createdAt: 'no time',
      info: [{ name: 'Reason', value: 'Running' }],
      images: [],
    },
  ];

  const tree = new Map(nodes.map((node) => [`${node.ref.group}/${node.ref.kind}/shop/${node.ref.name}`, node]));

  it('takes the age from the tree and the message from the last operation', () => {
    const results = [{ ...ref, message: 'deployment.apps/web configured' }];
    expect(objectRows([compared], tree, results, false)).toEqual([
      expect.objectContaining({
        key: 'apps/Deployment/shop/web',
        wave: 2,
        createdAt: Date.UTC(2026, 0, 1),
        message: 'deployment.apps/web configured',
      }),
    ]);
  });

  it('adds what the objects own when it is asked for', () => {
    const rows = objectRows([compared], tree, [], true);
    expect(rows.map(({ name, managed }) => [name, managed])).toEqual([
      ['web', true],
      ['web-1', false],
    ]);
    expect(rows[1]).toMatchObject({ message: 'Running', createdAt: 0 });
  });

  it('takes health from the tree, which is newer than a comparison', () => {
    const failing = { ...nodes[0]!, health: { status: 'Degraded', message: 'no image' } };
    const rows = objectRows([compared], new Map([['apps/Deployment/shop/web', failing]]), [], false);
    expect(rows[0]).toMatchObject({ health: 'Degraded', message: 'no image' });
  });

  it('keeps the rows that say the same as before', () => {
    const before = rowsByKey(objectRows([compared], tree, [], true), new Map());
    const after = rowsByKey(objectRows([{ ...compared, status: 'OutOfSync' }], tree, [], true), before);
    expect([...after.values()].map((one) => one === before.get(one.key))).toEqual([false, true]);
  });
});
