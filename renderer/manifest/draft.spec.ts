import { describe, expect, it } from 'vitest';
import { placedProblems, problemsAt, problemsElsewhere } from './draft.ts';

const PROBLEMS = [
  { path: 'spec.source.helm.valueFiles[1]', message: 'expected a string' },
  { path: 'spec.destination', message: 'is missing' },
  { path: '', message: 'all is wrong' },
];

describe('problems', () => {
  it('belong to a field and to what it is inside of', () => {
    expect(problemsAt(PROBLEMS, 'spec.source.helm.valueFiles')).toEqual(['expected a string']);
    expect(problemsAt(PROBLEMS, 'spec.source')).toEqual(['expected a string']);
    expect(problemsAt(PROBLEMS, 'spec.sources')).toEqual([]);
    expect(problemsAt(PROBLEMS, 'spec.destination.name')).toEqual([]);
  });

  it('are shown on top when no field shows them', () => {
    expect(problemsElsewhere(PROBLEMS, ['spec.source', 'spec.destination']).map(({ message }) => message)).toEqual([
      'all is wrong',
    ]);
  });

  it('know their lines', () => {
    expect(placedProblems(PROBLEMS, 'kind: Application\nspec:\n  source:\n    helm: {}\n')).toEqual([
      { message: 'expected a string', line: 4 },
      { message: 'is missing', line: 2 },
      { message: 'all is wrong', line: undefined },
    ]);
  });
});
