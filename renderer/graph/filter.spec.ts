import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choicesOf, filter, type GraphFilter, NO_FILTER } from './filter.ts';
import { project } from './project.ts';
import { anySources } from './testing/arbitrary.ts';
import { node, ROOT } from './testing/sources.ts';

const { model } = project(
  [
    node('Deployment', 'web'),
    node('Pod', 'web-1', { parents: ['Deployment/web'] }),
    node('Pod', 'web-2', { parents: ['Deployment/web'], health: 'Degraded' }),
    node('ConfigMap', 'settings', { sync: 'OutOfSync' }),
  ],
  ROOT,
  undefined,
);
const by = (more: Partial<GraphFilter>) => filter(model, { ...NO_FILTER, ...more });
const titles = (more: Partial<GraphFilter>) => by(more).model.nodes.map(({ title }) => title);

describe('filter', () => {
  it('gives the model on as it is when nothing is asked', () => {
    expect(by({}).model).toBe(model);
    expect(by({ text: '  ' }).model).toBe(model);
  });

  it('keeps what has all the words, the way to it and what fails; says how much is hidden', () => {
    expect(titles({ text: 'POD 1' })).toEqual(['checkout', 'web', 'web-1', 'web-2']);
    expect(by({ text: 'POD 1' })).toMatchObject({ matches: 1, hidden: 1, failingKept: 1 });
    expect([...by({ text: 'POD 1' }).dimmed].map((id) => id.split('/').at(-1))).toEqual(['web-2', 'web', 'checkout']);
  });

  it('takes words of one list as alternatives and asks both lists', () => {
    expect(by({ kinds: new Set(['Pod', 'ConfigMap']) }).matches).toBe(3);
    expect(by({ sync: new Set(['OutOfSync']), health: new Set(['Healthy']) }).matches).toBe(1);
    expect(by({ sync: new Set(['OutOfSync']), health: new Set(['Missing']) }).matches).toBe(0);
  });

  it('shows only what fails when nothing matches', () => {
    expect(titles({ text: 'no such thing' })).toEqual(['checkout', 'web', 'web-2']);
  });

  it('loses nothing: what is kept and what is hidden is all, and every kept node has its parent', () => {
    fc.assert(
      fc.property(anySources, fc.string({ maxLength: 3 }), (sources, text) => {
        const all = project(sources, ROOT, undefined).model;
        const filtered = filter(all, { ...NO_FILTER, text, kinds: new Set(['Pod']) });
        expect(filtered.model.nodes.length + filtered.hidden).toBe(all.nodes.length);
        for (const { parent } of filtered.model.nodes) {
          if (parent !== undefined) expect(filtered.model.index.has(parent)).toBe(true);
        }
      }),
    );
  });

  it('offers kinds and words with their counts, most first', () => {
    const choices = choicesOf(model);
    expect([...choices.kinds]).toEqual([
      ['Pod', 2],
      ['Application', 1],
      ['ConfigMap', 1],
      ['Deployment', 1],
    ]);
    expect(choices.health.get('Degraded')).toBe(1);
    expect(choices.sync.get('OutOfSync')).toBe(1);
  });
});
