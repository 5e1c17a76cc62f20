import { describe, expect, it } from 'vitest';
import type { Application } from '../../model/index.ts';
import { initiatorText, lastOperationText, operationText } from './operation-text.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const SHA = '53e28ff20cc530b9ada2173fbbd64d48338583ba';

describe('an operation', () => {
  it.each([
    [undefined, ''],
    [{}, ''],
    [{ username: 'ada' }, 'ada'],
    [{ username: 'ada', automated: true }, 'automation'],
    [{ username: 'a\u001bb' }, 'a\\u001bb'],
  ])('%j', (initiator, text) => {
    expect(initiatorText(initiator)).toBe(text);
  });

  it('tells the last operation in a line', () => {
    const app = (operationState?: object): Application => ({ status: { operationState } }) as unknown as Application;
    expect(lastOperationText(app(), NOW) + operationText(app())).toBe('');
    const finished = {
      phase: 'Succeeded',
      operation: { sync: {}, initiatedBy: { username: 'ada' } },
      startedAt: '2026-11-24T11:50:00Z',
      finishedAt: '2026-11-24T11:55:00Z',
      syncResult: { revision: SHA },
    };
    expect(operationText(app(finished))).toBe(
      [
        'Operation:          Sync',
        `Sync Revision:      ${SHA}`,
        'Initiated By:       ada',
        'Phase:              Succeeded',
        'Start:              2026-11-24T11:50:00Z',
        'Finished:           2026-11-24T11:55:00Z',
        'Duration:           300s',
        'Message:',
        '',
      ].join('\n'),
    );
    expect(lastOperationText(app(finished), NOW)).toBe('Succeeded sync to 53e28ff by ada 5 min ago');
    const back = { ...finished, operation: { ...finished.operation, sync: { rolledBackTo: 3 } } };
    expect(lastOperationText(app(back), NOW)).toBe('Succeeded rollback to 53e28ff by ada 5 min ago');
    expect(operationText(app(back))).toMatch(/^Operation: +Rollback to ID 3\n/);
    const running = {
      ...finished,
      phase: 'Running',
      operation: { sync: { dryRun: true } },
      finishedAt: undefined,
      syncResult: undefined,
    };
    expect(lastOperationText(app(running), NOW)).toBe('Running sync (dry run) since 10 min');
  });
});
