import { describe, expect, it } from 'vitest';
import { SingleFlight } from './single-flight.ts';

describe('SingleFlight', () => {
  it('runs the work once for all callers of a key and again after it landed', async () => {
    const flights = new SingleFlight<string, number>();
    let runs = 0;
    const work = async () => ++runs;
    expect(await Promise.all([flights.run('a', work), flights.run('a', work), flights.run('b', work)])).toEqual([
      1, 1, 2,
    ]);
    expect(await flights.run('a', work)).toBe(3);
    expect(flights.size).toBe(0);
  });

  it('lets one caller leave without touching the others', async () => {
    const flights = new SingleFlight<string, string>();
    const gate = Promise.withResolvers<string>();
    let aborted = false;
    const work = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return gate.promise;
    };
    const one = new AbortController();
    const two = new AbortController();
    const first = flights.run('a', work, one.signal);
    const second = flights.run('a', work, two.signal);
    one.abort(new Error('bored'));
    await expect(first).rejects.toThrow('bored');
    expect(aborted).toBe(false);
    gate.resolve('done');
    expect(await second).toBe('done');
  });

  it('aborts the work when the last caller leaves; a new caller starts anew', async () => {
    const flights = new SingleFlight<string, string>();
    const signals: AbortSignal[] = [];
    const work = (signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<string>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        if (signals.length === 2) resolve('second run');
      });
    };
    const one = new AbortController();
    const two = new AbortController();
    const first = flights.run('a', work, one.signal);
    const second = flights.run('a', work, two.signal);
    one.abort(new Error('1'));
    two.abort(new Error('2'));
    const third = flights.run('a', work);
    await expect(first).rejects.toThrow('1');
    await expect(second).rejects.toThrow('2');
    expect(signals[0]!.aborted).toBe(true);
    expect(await third).toBe('second run');
  });

  it('a caller without a signal keeps the work alive', async () => {
    const flights = new SingleFlight<string, string>();
    const gate = Promise.withResolvers<string>();
    const controller = new AbortController();
    let signal: AbortSignal | undefined;
    const patient = flights.run('a', (s) => {
      signal = s;
      return gate.promise;
    });
    const hasty = flights.run('a', () => gate.promise, controller.signal);
    controller.abort(new Error('hasty'));
    await expect(hasty).rejects.toThrow('hasty');
    expect(signal!.aborted).toBe(false);
    gate.resolve('kept');
    expect(await patient).toBe('kept');
  });

  it('gives an error to every caller, also one that is thrown at once', async () => {
    const flights = new SingleFlight<string, never>();
    const work = () => {
      throw new Error('broken');
    };
    const results = await Promise.allSettled([
      flights.run('a', work),
      flights.run('a', work, new AbortController().signal),
    ]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    await expect(flights.run('a', work, AbortSignal.abort(new Error('never')))).rejects.toThrow('never');
    expect(flights.size).toBe(0);
  });
});
