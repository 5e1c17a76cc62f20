import { describe, expect, it } from 'vitest';
import { type OwnedPath, ownerMarks } from './owner-marks.ts';
import { yamlText } from './yaml-text.ts';

const live = {
  metadata: { name: 'web' },
  spec: { replicas: 5, template: { spec: { containers: [{ name: 'web', image: 'web:2' }] } } },
};

function difference(text: string, path: OwnedPath['path'], ...owners: OwnedPath['owners']): OwnedPath {
  return { text, path, owners };
}

describe('ownerMarks', () => {
  const { lineOf } = yamlText(live);

  it('puts each owner beside the line of its field', () => {
    const marks = ownerMarks(
      [
        difference(
          'spec.template.spec.containers[name=web].image',
          ['spec', 'template', 'spec', 'containers', { name: 'web' }, 'image'],
          {
            manager: 'kubectl-set',
            time: '2026-01-01T00:00:00Z',
          },
        ),
        difference('spec.replicas', ['spec', 'replicas'], { manager: 'kubectl-scale', time: '2026-01-02T00:00:00Z' }),
      ],
      lineOf,
    );
    expect(marks).toEqual([
      { line: 4, managers: ['kubectl-scale'], at: Date.parse('2026-01-02T00:00:00Z'), paths: ['spec.replicas'] },
      {
        line: 8,
        managers: ['kubectl-set'],
        at: Date.parse('2026-01-01T00:00:00Z'),
        paths: ['spec.template.spec.containers[name=web].image'],
      },
    ]);
  });

  it('tells together what shares a line, the newest first', () => {
    const [mark, ...more] = ownerMarks(
      [
        difference('spec.strategy', ['spec', 'strategy'], { manager: 'old', time: '2025-01-01T00:00:00Z' }),
        difference(
          'spec.paused',
          ['spec', 'paused'],
          { manager: 'new', time: '2026-01-01T00:00:00Z' },
          { manager: 'old' },
        ),
      ],
      lineOf,
    );
    expect(more).toEqual([]);
    expect(mark).toEqual({
      line: 3,
      managers: ['new', 'old'],
      at: Date.parse('2026-01-01T00:00:00Z'),
      paths: ['spec.strategy', 'spec.paused'],
    });
  });

  it('says nothing about when, where nobody says it', () => {
    expect(
      ownerMarks([difference('spec.replicas', ['spec', 'replicas'], { manager: 'x', time: 'soon' })], lineOf)[0]?.at,
    ).toBeUndefined();
    expect(ownerMarks([difference('spec.replicas', ['spec', 'replicas'])], lineOf)[0]).toMatchObject({
      managers: [],
      at: undefined,
    });
  });
});
