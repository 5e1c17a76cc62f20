import { describe, expect, it } from 'vitest';
import { pointerOf } from './pointer-of.ts';

const one = { spec: { containers: [{ name: 'side' }, { name: 'web', image: 'web:1' }] } };
const other = { spec: { containers: [{ name: 'web', image: 'web:2' }, { name: 'side' }] } };
const image = ['spec', 'containers', { name: 'web' }, 'image'];

describe('pointerOf', () => {
  it('names fields, and escapes what a pointer must', () => {
    expect(pointerOf(['metadata', 'annotations', 'a.b/c~d'], {}, {})).toBe('/metadata/annotations/a.b~1c~0d');
    expect(pointerOf(['spec', 'list', 2], {}, {})).toBe('/spec/list/2');
  });

  it('names an item by its place, when both sides have it there', () => {
    expect(pointerOf(image, one, one)).toBe('/spec/containers/1/image');
    expect(pointerOf(image, one, {})).toBe('/spec/containers/1/image');
    expect(pointerOf(['metadata', 'finalizers', { '': 'b' }], { metadata: { finalizers: ['a', 'b'] } }, {})).toBe(
      '/metadata/finalizers/1',
    );
  });

  it('names the list, when the item has no one place', () => {
    expect(pointerOf(image, one, other)).toBe('/spec/containers');
    expect(pointerOf(image, {}, {})).toBe('/spec/containers');
  });

  it('walks own fields only', () => {
    expect(pointerOf(['__proto__', { name: 'x' }, 'a'], {}, {})).toBe('/__proto__');
  });
});
