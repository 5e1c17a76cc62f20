import { describe, expect, it } from 'vitest';
import type { Application, ApplicationStatus, Hold } from '../model/index.ts';
import { holdReasons } from './hold-reasons.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const HOLD: Hold = { kind: 'pause', reason: 'hotfix', by: 'ada', since: '2026-01-01T11:56:00Z' };
const app = (status: ApplicationStatus, annotations: Readonly<Record<string, string>> = {}): Application =>
  ({ metadata: { name: 'shop', annotations }, status }) as unknown as Application;
const texts = (given: Application) => holdReasons(given, undefined, NOW).map(({ text }) => text);

describe('holdReasons', () => {
  it('says who paused it, why, since when and until when', () => {
    expect(texts(app({ hold: { ...HOLD, until: '2026-01-01T14:00:00Z' } }))).toEqual([
      'ada paused automation 4 min ago: hotfix. It resumes by itself in 2 h.',
    ]);
    expect(texts(app({ hold: HOLD }))).toEqual([
      'ada paused automation 4 min ago: hotfix. It stays so until somebody resumes it.',
    ]);
    expect(texts(app({ hold: { ...HOLD, until: '2026-01-01T11:59:00Z' } }))).toEqual([]);
  });

  it('says what was left for what', () => {
    const hold: Hold = { ...HOLD, kind: 'rollback', reason: 'Down!', left: ['a'.repeat(40)], to: ['b'.repeat(40)] };
    expect(texts(app({ hold }))).toEqual([
      'ada rolled back from aaaaaaa to bbbbbbb 4 min ago: Down! Automation leaves it alone until somebody releases it.',
    ]);
    expect(texts(app({ hold: { ...hold, releaseOnNewCommit: true } }))[0]).toMatch(/until there is a new commit\.$/);
    expect(holdReasons(app({ hold }), undefined, NOW)[0]?.actions).toEqual([
      { kind: 'release', label: 'Release', allow: false },
    ]);
  });

  it('says that what Git offers is refused, unless it is what runs', () => {
    const refusedRevisions = [{ revisions: ['bad'], reason: 'Down', by: 'ada', since: '2026-01-01T11:56:00Z' }];
    const status = (code: 'Synced' | 'OutOfSync', revision: string): ApplicationStatus => ({
      refusedRevisions,
      sync: { status: code, revision },
    });
    expect(texts(app(status('OutOfSync', 'bad')))).toEqual([
      'bad was refused by ada 4 min ago: Down. It is not synced until somebody allows it.',
    ]);
    expect(texts(app(status('Synced', 'bad')))).toEqual([]);
    expect(texts(app(status('OutOfSync', 'fix')))).toEqual([]);
  });

  it('says that an annotation cannot be read', () => {
    expect(texts(app({}, { 'argosy.dev/rollback-within': 'soon' }))).toEqual([
      'argosy.dev/rollback-within: time: invalid duration "soon". Nothing is rolled back by itself.',
    ]);
  });
});
