import { expect, it } from 'vitest';
import { parseListPage } from './list-page.ts';

it('cuts a page into its items, in whichever order the fields come', () => {
  const items = [{ metadata: { name: 'a' } }, { metadata: { name: 'b' }, data: { x: '{"items":[]}' } }];
  const metadata = { resourceVersion: '17', continue: 'more' };
  for (const list of [
    { kind: 'ConfigMapList', apiVersion: 'v1', metadata, items },
    { apiVersion: 'v1', items, kind: 'ConfigMapList', metadata },
  ]) {
    const page = parseListPage(Buffer.from(JSON.stringify(list)));
    expect(page).toMatchObject({ resourceVersion: '17', continueToken: 'more' });
    expect(page.items.map((item) => JSON.parse(item.toString()) as unknown)).toEqual(items);
  }
});

it('knows empty pages and the last one', () => {
  for (const items of ['null', '[]']) {
    const page = parseListPage(Buffer.from(`{"metadata":{"resourceVersion":"5"},"items":${items}}`));
    expect(page).toEqual({ resourceVersion: '5', continueToken: '', items: [] });
  }
});
