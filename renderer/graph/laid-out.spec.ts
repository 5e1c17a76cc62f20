import { describe, expect, it } from 'vitest';
import type { SourceNode } from './arrange.ts';
import { type LaidOut, Layouts } from './laid-out.ts';
import { type Layout, layout } from './layout.ts';
import type { GraphModel } from './model.ts';
import { project } from './project.ts';
import { node, ROOT } from './testing/sources.ts';

const model = (sources: readonly SourceNode[]) => project(sources, ROOT, undefined).model;
const web = node('Deployment', 'web');
const pod = node('Pod', 'p', { parents: ['Deployment/web'] });

function fail(error: unknown): never {
  throw error;
}

describe('layouts', () => {
  it('are made when the topology changes, and not for a status', () => {
    const given: LaidOut[] = [];
    const layouts = new Layouts(layout, (laidOut) => given.push(laidOut), fail);
    layouts.show(model([web, pod]), 'tree');
    layouts.show(model([web, { ...pod, health: 'Degraded', fact: 'CrashLoopBackOff' }]), 'tree');
    expect(layouts.counts).toEqual({ started: 1, dropped: 0 });
    expect(given).toHaveLength(2);
    expect(given[1]!.layout).toBe(given[0]!.layout);
    expect(given[1]!.key).toBe(given[0]!.key);
    expect(given[1]!.model.nodes[2]!.health).toBe('Degraded');
  });

  it.each([
    ['a node more', [web, pod, node('Pod', 'q')]],
    ['a node less', [web]],
    ['another parent', [web, { ...pod, parents: [] }]],
    ['another order', [web, pod, node('Aaa', 'a')]],
    ['another rank', [web, { ...pod, step: 3 }]],
  ])('are made again for %s', (_, sources) => {
    const layouts = new Layouts(layout, () => undefined, fail);
    layouts.show(model([web, pod]), 'tree');
    layouts.show(model(sources), 'tree');
    expect(layouts.counts.started).toBe(2);
  });

  it('are made again for another kind of layout', () => {
    const layouts = new Layouts(layout, () => undefined, fail);
    layouts.show(model([web]), 'tree');
    layouts.show(model([web]), 'ranked');
    expect(layouts.counts.started).toBe(2);
  });

  /** A layout engine whose answers are given by hand. */
  function slow() {
    const answers: (() => void)[] = [];
    const engine = (wanted: GraphModel): Promise<Layout> =>
      new Promise((resolve) => answers.push(() => resolve(layout(wanted, 'tree'))));
    return { engine, answers };
  }

  it('that come late are dropped', async () => {
    const given: LaidOut[] = [];
    const { engine, answers } = slow();
    const layouts = new Layouts(engine, (laidOut) => given.push(laidOut), fail);
    layouts.show(model([web]), 'tree');
    layouts.show(model([web, pod]), 'tree');
    answers[1]!();
    answers[0]!();
    await new Promise((resolve) => setImmediate(resolve));
    expect(given.map((laidOut) => laidOut.model.nodes.length)).toEqual([3]);
    expect(layouts.counts).toEqual({ started: 2, dropped: 1 });
  });

  it('that are under way take the newest statuses', async () => {
    const given: LaidOut[] = [];
    const { engine, answers } = slow();
    const layouts = new Layouts(engine, (laidOut) => given.push(laidOut), fail);
    layouts.show(model([web]), 'tree');
    layouts.show(model([{ ...web, health: 'Degraded' }]), 'tree');
    answers[0]!();
    await new Promise((resolve) => setImmediate(resolve));
    expect(given).toHaveLength(1);
    expect(given[0]!.model.nodes[1]!.health).toBe('Degraded');
    expect(layouts.counts.started).toBe(1);
  });

  it('that fail are told, unless they are stale', async () => {
    const failures: unknown[] = [];
    let calls = 0;
    const layouts = new Layouts(
      () => Promise.reject(new Error(`layout ${++calls}`)),
      () => undefined,
      (error) => failures.push(error),
    );
    layouts.show(model([web]), 'tree');
    layouts.show(model([web, pod]), 'tree');
    await new Promise((resolve) => setImmediate(resolve));
    expect(failures).toEqual([new Error('layout 2')]);
  });
});
