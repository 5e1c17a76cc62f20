import { describe, expect, it } from 'vitest';
import { createPipeline, FIRST_CHOICES } from './pipeline.ts';
import { project } from './project.ts';
import { generatedTree, ROOT } from './testing/sources.ts';

describe('the pipeline', () => {
  const { model } = project(generatedTree(200), ROOT, undefined);

  it('runs a stage again only when what it takes has changed', () => {
    const run = createPipeline();
    const first = run(model, FIRST_CHOICES);
    expect(run(model, { ...FIRST_CHOICES })).toBe(first);
    const folded = run(model, { ...FIRST_CHOICES, folding: { ...FIRST_CHOICES.folding, automatic: false } });
    expect(folded.filtered).toBe(first.filtered);
    expect(folded.simplified).toBe(first.simplified);
    expect(folded.grouped).not.toBe(first.grouped);
  });

  it('accounts for every node', () => {
    const { filtered, simplified, grouped } = createPipeline()(model, {
      ...FIRST_CHOICES,
      filter: { ...FIRST_CHOICES.filter, text: 'web-1' },
    });
    const minor = [...simplified.hidden.values()].reduce((sum, count) => sum + count, 0);
    expect(grouped.drawn + grouped.folded + minor + filtered.hidden).toBe(model.nodes.length);
  });
});
