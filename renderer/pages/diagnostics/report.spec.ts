import { expect, it } from 'vitest';
import { reportText } from './report.ts';

it('reports the engine without the name of the person', () => {
  const diagnostics = {
    shell: 'argosy serve',
    pid: 1,
    platform: 'linux x64',
    startedAt: 1,
    memory: { resident: 1, heap: 1, external: 1 },
    home: '/home/ann/.local/share/argosy',
    log: 'C:\\Users\\ann\\argosy.log',
    store: { health: 'ok' as const },
  };
  const text = reportText({ at: 0, version: undefined, diagnostics, counters: { refreshes: 7 } });
  expect(JSON.parse(text)).toMatchObject({
    at: '1970-01-01T00:00:00.000Z',
    engine: { home: '~/.local/share/argosy', log: '~\\argosy.log' },
    counters: { refreshes: 7 },
  });
  expect(text).not.toContain('ann');
});
