import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../runtime/index.ts';
import type { FrameClient } from '../browser/socket-link.ts';
import { followStatus } from './status-feed.ts';

describe('the status of all applications', () => {
  async function follow() {
    const clock = new ManualClock();
    const told: string[] = [];
    const sent: { readonly id: number; readonly type: string }[] = [];
    let client: FrameClient | undefined;
    let ended = 0;
    let closed = 0;
    const stop = await followStatus(
      async (one) => {
        client = one;
        return {
          send: (text) => sent.push(JSON.parse(text) as { id: number; type: string }) > 0,
          resume: () => undefined,
          close: () => {
            closed += 1;
          },
        };
      },
      clock,
      ({ text }) => void told.push(text),
      () => {
        ended += 1;
      },
    );
    const { id } = sent[0]!;
    let revision = 0;
    const delta = (key: string, sync: string): void => {
      const upsert = [[key, { sync, health: 'Healthy' }]];
      client!.receive(JSON.stringify({ type: 'delta', id, from: revision, to: revision + 1, upsert, remove: [] }));
      revision += 1;
    };
    client!.receive(
      JSON.stringify({ type: 'snapshot', id, revision, rows: [['a', { sync: 'Synced', health: 'Healthy' }]] }),
    );
    return { clock, told, sent, delta, stop, client: () => client!, ended: () => ended, closed: () => closed };
  }

  it('is told once a second, however much changes', async () => {
    const { clock, told, delta } = await follow();
    expect(told).toEqual(['1 in order']);
    for (let n = 0; n < 50; n += 1) delta(`app-${n}`, n % 2 === 0 ? 'Synced' : 'OutOfSync');
    expect(told).toHaveLength(1);
    clock.advance(1000);
    expect(told).toEqual(['1 in order', '25 out of sync, 26 in order']);
    clock.advance(5000);
    expect(told).toHaveLength(2);
  });

  it('ends with its link, and says no more', async () => {
    const { clock, told, delta, client, ended } = await follow();
    delta('a', 'OutOfSync');
    client().closed();
    expect(ended()).toBe(1);
    clock.advance(1000);
    expect(told).toHaveLength(1);
  });

  it('closes its link when nobody listens any more', async () => {
    const { clock, told, delta, stop, closed } = await follow();
    delta('a', 'OutOfSync');
    stop();
    expect(closed()).toBe(1);
    clock.advance(1000);
    expect(told).toHaveLength(1);
  });
});
