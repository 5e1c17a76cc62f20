import { describe, expect, it } from 'vitest';
import { Budget, type Priority } from './budget.ts';

/** Fills the budget and queues one request of each priority; returns the order in which they are let in. */
async function queueing(budget: Budget, priorities: readonly Priority[]): Promise<Priority[]> {
  const order: Priority[] = [];
  const waits = priorities.map((priority) => Promise.resolve(budget.enter(priority)).then(() => order.push(priority)));
  while (order.length < priorities.length) {
    budget.leave();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(waits);
  return order;
}

describe('a budget', () => {
  it('lets in at once while there is room, and costs no promise then', () => {
    const budget = new Budget(2);
    expect([budget.enter('read'), budget.enter('read')]).toEqual([undefined, undefined]);
    expect(budget.enter('read')).toBeInstanceOf(Promise);
    expect([budget.running, budget.waiting]).toEqual([2, 1]);
  });

  it('lets writes in before reads and reads before background work', async () => {
    const budget = new Budget(4);
    for (let count = 0; count < 4; count++) void budget.enter('read');
    expect(await queueing(budget, ['background', 'read', 'write', 'write', 'read'])).toEqual([
      'write',
      'write',
      'read',
      'read',
      'background',
    ]);
  });

  it('keeps a quarter free of background work', () => {
    const budget = new Budget(8);
    let entered = 0;
    while (budget.enter('background') === undefined) entered++;
    expect(entered).toBe(6);
    expect(budget.enter('write')).toBeUndefined();
  });

  it('forgets who left, and gives the place to the next', async () => {
    const budget = new Budget(1);
    void budget.enter('write');
    const controller = new AbortController();
    const left = budget.enter('write', controller.signal);
    const next = budget.enter('write');
    controller.abort(new Error('enough'));
    await expect(left).rejects.toThrow('enough');
    budget.leave();
    await next;
    expect([budget.running, budget.waiting]).toEqual([1, 0]);
    expect(() => budget.enter('read', AbortSignal.abort(new Error('late')))).toThrow('late');
  });

  it('halves when the server is busy, not below four, and grows back', () => {
    const budget = new Budget(50);
    for (const expected of [25, 12, 6, 4, 4]) {
      budget.refused();
      expect(budget.limit).toBe(expected);
    }
    for (let count = 0; count < 2_000; count++) budget.succeeded();
    expect(budget.limit).toBe(50);
  });
});
