import { describe, expect, it } from 'vitest';
import type { SourceNode } from './arrange.ts';
import { type Choices, createPipeline, FIRST_CHOICES } from './pipeline.ts';
import { project } from './project.ts';
import { summaryOf } from './summary.ts';
import { node, ROOT } from './testing/sources.ts';

const say = (sources: readonly SourceNode[], choices: Partial<Choices> = {}) => {
  const { model, mended } = project(sources, ROOT, undefined);
  return summaryOf(model.nodes.length, createPipeline()(model, { ...FIRST_CHOICES, ...choices }), mended).join(' · ');
};
const pods = (count: number) =>
  Array.from({ length: count }, (_, i) => node('Pod', `p${i}`, { health: i === 0 ? 'Degraded' : 'Healthy' }));

describe('summary', () => {
  it('says that everything is drawn', () => {
    expect(say([node('Pod', 'p')])).toBe('2 of 2 drawn');
  });

  it('says what is folded, filtered, left out and outside', () => {
    expect(say([...pods(13), node('Secret', 's')])).toBe('3 of 15 drawn · 12 Pods folded');
    expect(say(pods(3), { filter: { ...FIRST_CHOICES.filter, text: 'p2' } })).toBe(
      '3 of 4 drawn · 1 hidden by the filter · 1 failing kept',
    );
    expect(say([node('ReplicaSet', 'old', { minor: true })])).toBe('1 of 2 drawn · 1 ReplicaSet left out');
    expect(say(pods(3), { focus: '/Pod/shop/p2' })).toBe('2 of 4 drawn · 2 outside of the focus · 1 failing outside');
  });

  it('says what was wrong with the input', () => {
    expect(
      say([
        node('Pod', 'twice'),
        node('Pod', 'twice'),
        node('Pod', 'orphan', { parents: ['gone'] }),
        node('A', 'a', { parents: ['B/b'] }),
        node('B', 'b', { parents: ['A/a'] }),
      ]),
    ).toBe('6 of 6 drawn · 1 listed twice · 1 owner circles opened · 1 without their owner');
  });
});
