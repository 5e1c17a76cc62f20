import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventRows, filterEvents, sameEvent } from './event-rows.ts';

const core = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'a', uid: 'a' },
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off restarting failed container',
  count: 12,
  firstTimestamp: '2026-01-01T00:00:00Z',
  lastTimestamp: '2026-01-01T01:00:00Z',
  involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web-1' },
  source: { component: 'kubelet' },
};
const series = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'b', uid: 'b' },
  type: 'Normal',
  reason: 'ScalingReplicaSet',
  note: 'Scaled up',
  eventTime: '2026-01-01T02:00:00.000000Z',
  series: { count: 3, lastObservedTime: '2026-01-01T03:00:00.000000Z' },
  regarding: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
  reportingController: 'deployment-controller',
};

describe('eventRows', () => {
  it('reads both forms, newest first', () => {
    const rows = eventRows([core, series]);
    expect(rows).toEqual([
      expect.objectContaining({
        count: 3,
        message: 'Scaled up',
        node: 'apps/Deployment/shop/web',
        from: 'deployment-controller',
        warning: false,
      }),
      expect.objectContaining({
        count: 12,
        node: '/Pod/shop/web-1',
        from: 'kubelet',
        warning: true,
        firstAt: Date.UTC(2026, 0, 1),
      }),
    ]);
  });

  it('takes anything for an event', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('metadata', 'type', 'count', 'series', 'involvedObject', 'message', 'lastTimestamp'),
          fc.jsonValue(),
        ),
        (event) => {
          const [row] = eventRows([event as never]);
          expect(typeof row?.message).toBe('string');
          expect(Number.isFinite(row?.lastAt)).toBe(true);
        },
      ),
    );
  });
});

describe('filterEvents', () => {
  it('finds words anywhere, and warnings alone', () => {
    const rows = eventRows([core, series]);
    expect(filterEvents(rows, 'pod back-off', false).map(({ id }) => id)).toEqual(['a']);
    expect(filterEvents(rows, '', true).map(({ id }) => id)).toEqual(['a']);
    expect(filterEvents(rows, '', false)).toHaveLength(2);
  });
});

describe('sameEvent', () => {
  it('is so for the same event of a further answer, and not when it was seen again', () => {
    const [row] = eventRows([core]);
    expect(sameEvent(row, eventRows([{ ...core }])[0])).toBe(true);
    expect(sameEvent(row, eventRows([{ ...core, count: 13 }])[0])).toBe(false);
    expect(sameEvent(row, undefined)).toBe(false);
  });
});
