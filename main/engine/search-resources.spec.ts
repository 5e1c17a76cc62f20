import { describe, expect, it } from 'vitest';
import type { AppKey } from '../model/index.ts';
import type { Row } from './record.ts';
import { searchResources } from './search-resources.ts';

const never = new AbortController().signal;

function record(app: string, ...names: readonly string[]) {
  return {
    key: app as AppKey,
    rows: new Map(
      names.map((name) => [
        name,
        { ref: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: app, name }, status: 'Synced' } as Row,
      ]),
    ),
  };
}
const fleet = [record('shop', 'web', 'worker'), record('blog', 'web')];
const names = async (text: string, limit = 10) => {
  const { hits, more } = await searchResources(fleet, text, limit, never);
  return [...hits.map(({ app, ref }) => `${app}/${ref.name}`), ...(more ? ['…'] : [])];
};

describe('searching objects', () => {
  it('finds by kind, namespace and name, every word', async () => {
    expect(await names('WEB')).toEqual(['shop/web', 'blog/web']);
    expect(await names('deploy shop')).toEqual(['shop/web', 'shop/worker']);
    expect(await names('web nothing')).toEqual([]);
    expect(await names('  ')).toEqual([]);
  });

  it('says that there is more', async () => {
    expect(await names('web', 1)).toEqual(['shop/web', '…']);
    expect(await names('web', 2)).toEqual(['shop/web', 'blog/web']);
  });

  it('lets others have a turn, and ends when nobody waits any more', async () => {
    const many = record('big', ...Array.from({ length: 20_000 }, (_, n) => `object-${n}`));
    const controller = new AbortController();
    let turns = 0;
    const search = searchResources([many], 'nothing like it', 10, controller.signal);
    setImmediate(() => {
      turns++;
      controller.abort(new Error('enough'));
    });
    await expect(search).rejects.toThrow('enough');
    expect(turns).toBe(1);
  });
});
