import { expect, it } from 'vitest';
import { parsePackedRefs } from './local-repository.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

it('reads packed references with what tags peel to', () => {
  const text = `# pack-refs with: peeled fully-peeled sorted \n${A} refs/heads/main\n${B} refs/tags/v1\n^${A}\nnonsense\n`;
  expect(Object.fromEntries(parsePackedRefs(text))).toEqual({
    'refs/heads/main': { id: A, settled: true },
    'refs/tags/v1': { id: B, peeled: A, settled: true },
  });
});

it('knows that an old file does not say what it leaves out', () => {
  expect(parsePackedRefs(`${B} refs/tags/v1\n`).get('refs/tags/v1')).toEqual({ id: B, settled: false });
});
