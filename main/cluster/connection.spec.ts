import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../runtime/index.ts';
import { Connection, reasonOf } from './connection.ts';
import { ClusterError, unreachable } from './errors.ts';

let clock: ManualClock;
let probes: number;
let connection: Connection;
let states: string[];

beforeEach(() => {
  clock = new ManualClock();
  probes = 0;
  states = [];
  connection = new Connection({ clock, random: () => 0.999, threshold: 3, probe: () => probes++, subject: 'test' });
  connection.onChange((state) => states.push(state.kind));
});

function goLive(): void {
  connection.check();
  connection.succeeded();
  states.length = 0;
}

describe('the breaker', () => {
  it('opens at once when the first attempt of all fails', () => {
    connection.check();
    connection.failed('ECONNREFUSED');
    expect(states).toEqual(['connecting', 'unreachable']);
    expect(() => connection.check()).toThrow('ECONNREFUSED');
  });

  it('forgives a live connection two failures, not three, and a success between counts anew', () => {
    goLive();
    connection.failed('a');
    connection.failed('b');
    connection.succeeded();
    connection.failed('c');
    connection.failed('d');
    expect(states).toEqual([]);
    connection.failed('e');
    expect(states).toEqual(['unreachable']);
    expect(connection.state).toMatchObject({ message: 'e' });
  });

  it('probes one at a time, further and further apart, at most a minute', () => {
    goLive();
    for (let count = 0; count < 3; count++) connection.failed('gone');
    const waits: number[] = [];
    for (let round = 0; round < 9; round++) {
      expect(clock.timers).toBe(1);
      const wait = clock.next!;
      waits.push(Math.round(wait / 1000));
      clock.advance(wait);
      expect(probes).toBe(round + 1);
      connection.failed('still gone', true);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('takes many failures at once for one outage', () => {
    goLive();
    for (let count = 0; count < 40; count++) connection.failed('gone');
    expect(states).toEqual(['unreachable']);
    expect(clock.next).toBeLessThanOrEqual(1_000);
    for (let count = 0; count < 40; count++) connection.refused('Unauthorized');
    expect(states).toEqual(['unreachable', 'auth-needed']);
  });

  it('closes with the first success and wakes who waited', async () => {
    goLive();
    for (let count = 0; count < 3; count++) connection.failed('gone');
    const waiting = connection.usable(new AbortController().signal);
    clock.advance(1_000);
    connection.succeeded();
    await waiting;
    expect(states).toEqual(['unreachable', 'live']);
    expect(clock.timers).toBe(0);
    // The next outage begins with short waits again.
    for (let count = 0; count < 3; count++) connection.failed('gone');
    expect(clock.next).toBeLessThanOrEqual(1_000);
  });

  it('lets who waits leave', async () => {
    connection.check();
    connection.failed('gone');
    const controller = new AbortController();
    const waiting = connection.usable(controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

describe('refused credentials', () => {
  it('are tried seldom, and what breaks meanwhile is not taken for an outage', () => {
    goLive();
    connection.refused('Unauthorized');
    expect(states).toEqual(['auth-needed']);
    for (let count = 0; count < 5; count++) connection.failed('socket closed');
    expect(connection.state.kind).toBe('auth-needed');
    expect(clock.next).toBeGreaterThan(30_000);
    expect(() => connection.check()).toThrow(ClusterError);
    connection.failed('no route', true);
    expect(connection.state.kind).toBe('unreachable');
  });

  it('are tried at once when a person says so', () => {
    goLive();
    connection.retryNow();
    expect(probes).toBe(0);
    connection.refused('Unauthorized');
    connection.retryNow();
    expect([probes, clock.timers]).toEqual([1, 0]);
  });
});

it('does nothing after its end', () => {
  goLive();
  connection.close();
  connection.failed('x');
  connection.refused('y');
  connection.retryNow();
  expect([states, probes, clock.timers]).toEqual([[], 0, 0]);
});

it('gives the reason in the words of whoever said it', () => {
  expect(reasonOf(unreachable('no route'))).toBe('no route');
  expect(reasonOf(new AggregateError([new Error('v6 refused'), new Error('v4 refused')]))).toBe(
    'v6 refused; v4 refused',
  );
  expect(reasonOf('text')).toBe('text');
});
