import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FRAME_MS, INITIAL_CREDIT, MAX_OPEN } from '../../main/api/index.ts';
import { ArgosyError } from '../../main/model/index.ts';
import type { RemoteError, Transport } from '../../main/shell/client/client.ts';
import {
  type EngineFrame,
  type RequestName,
  type Row,
  requests,
  type TopicName,
  topics,
} from '../../preload/contract/index.ts';
import { BAD, GOOD, TOPIC_ROWS, WAITS } from './contract/cases.ts';
import { application } from './contract/fake-engine.ts';
import { type Served, TRANSPORTS, until } from './contract/transports.ts';

const NAMES = Object.keys(requests) as RequestName[];
const TOPICS = Object.keys(topics) as TopicName[];
const WAITING = NAMES.filter((name) => WAITS[name]);

describe.each(TRANSPORTS)('the contract over the $name transport', ({ serve }) => {
  let served: Served;
  beforeEach(async () => {
    served = await serve();
  });
  afterEach(() => served.close());

  /** Any request to its end: what came out, streams as a list. */
  async function ask(name: RequestName, input: unknown, signal?: AbortSignal): Promise<unknown> {
    const client = await served.client();
    if (requests[name].kind === 'call') return client.call(name, input as never, signal);
    const outputs: unknown[] = [];
    for await (const output of client.stream(name, input as never, signal)) outputs.push(output);
    return outputs;
  }

  async function refusal(name: RequestName, input: unknown, signal?: AbortSignal): Promise<RemoteError> {
    try {
      await ask(name, input, signal);
    } catch (error) {
      return error as RemoteError;
    }
    throw new Error(`${name} was not refused`);
  }

  /** Frames as they are, for what the client would never send. */
  async function raw(): Promise<{ transport: Transport; frames: EngineFrame[]; closed: () => boolean }> {
    const transport = await served.connect();
    const frames: EngineFrame[] = [];
    let ended = false;
    transport.listen(
      (frame) => void frames.push(frame),
      () => {
        ended = true;
      },
    );
    return { transport, frames, closed: () => ended };
  }

  describe('requests', () => {
    it.each(NAMES)('%s answers good input with what its schema says', async (name) => {
      const output = await ask(name, GOOD[name]);
      const outputs = requests[name].kind === 'stream' ? (output as unknown[]) : [output];
      expect(outputs.length).toBeGreaterThan(0);
      for (const one of outputs) {
        // Strict both ways: the parsed value has no field that the answer lacks, and the answer none that is not declared.
        expect(requests[name].output.parse(one)).toEqual(one);
      }
    });

    it.each(NAMES)('%s refuses bad input and names the field', async (name) => {
      const [input, field] = BAD[name];
      const error = await refusal(name, input);
      expect(error).toMatchObject({ name: 'RemoteError', code: 'InvalidArgument', retry: false });
      expect(error.message).toContain(field === '' ? `${name}: ` : `${name}: ${field}: `);
    });

    it.each(NAMES)('%s passes on an error of the engine whole', async (name) => {
      served.fake.fault.fail = new ArgosyError('Unavailable', 'the cluster does not answer', {
        subject: 'production',
        advice: 'Look at its connection.',
        reason: 'OperationInProgress',
        retry: true,
      });
      expect(await refusal(name, GOOD[name])).toMatchObject({
        code: 'Unavailable',
        message: 'the cluster does not answer',
        subject: 'production',
        advice: 'Look at its connection.',
        reason: 'OperationInProgress',
        retry: true,
      });
    });

    it.each(NAMES)('%s tells of a bug without its stack or a secret in it', async (name) => {
      served.fake.fault.fail = new TypeError('cannot read https://me:hunter2hunter2@example.com');
      const { transport, frames } = await raw();
      transport.send({ type: 'request', id: 1, name, input: GOOD[name] });
      await until(() => frames.length > 0, 'an answer');
      expect(frames).toEqual([
        {
          type: 'error',
          id: 1,
          error: { code: 'Internal', message: 'cannot read https://me:[redacted]@example.com', retry: false },
        },
      ]);
      // The log has what the developer needs.
      expect(served.logs.join('\n')).toMatch(/TypeError[\s\S]+ at /);
      transport.close();
    });

    it.each(WAITING)('%s ends with Aborted when the caller gives up, and frees the engine', async (name) => {
      served.fake.fault.hang = true;
      const controller = new AbortController();
      const pending = refusal(name, GOOD[name], controller.signal);
      const client = await served.client();
      await client.call('engine.version', {}); // the hanging request has been received before this one was answered
      controller.abort();
      expect(await pending).toMatchObject({ code: 'Aborted' });
      await until(() => served.fake.aborted === 1, 'the engine is told');
      expect(served.fake.openLogs).toBe(0);
    });

    it('answers Aborted also when the engine does not listen, and keeps the id taken', async () => {
      served.fake.fault.hang = true;
      served.fake.fault.deaf = true;
      const { transport, frames } = await raw();
      transport.send({ type: 'request', id: 1, name: 'app.sync', input: GOOD['app.sync'] });
      transport.send({ type: 'cancel', id: 1 });
      transport.send({ type: 'cancel', id: 1 });
      transport.send({ type: 'request', id: 1, name: 'engine.version', input: {} });
      await until(() => frames.length === 2, 'two answers');
      expect(frames).toMatchObject([
        { id: 1, error: { code: 'Aborted' } },
        { id: -1, error: { message: 'id 1 is in use' } },
      ]);
      transport.close();
    });

    it('refuses a request that does not exist', async () => {
      for (const name of ['app.explode', 'toString', '__proto__', 'constructor', `x${'y'.repeat(5000)}`]) {
        const { transport, frames } = await raw();
        transport.send({ type: 'request', id: 1, name, input: {} });
        await until(() => frames.length > 0, 'an answer');
        expect(frames[0]).toMatchObject({ type: 'error', id: 1, error: { code: 'InvalidArgument' } });
        expect(JSON.stringify(frames[0]).length).toBeLessThan(400);
        transport.close();
      }
    });

    it('gives out no credential, and no id of one', async () => {
      const { transport, frames } = await raw();
      let id = 0;
      for (const name of NAMES) transport.send({ type: 'request', id: id++, name, input: GOOD[name] });
      for (const topic of TOPICS) transport.send({ type: 'subscribe', id: id++, topic });
      await until(
        () => frames.filter(({ type }) => type !== 'item').length >= NAMES.length + TOPICS.length,
        'all answers',
      );
      expect(frames.filter(({ type }) => type === 'error')).toEqual([]);
      expect(JSON.stringify(served.fake.added)).toContain('hunter2hunter2');
      expect(JSON.stringify(frames)).not.toMatch(/hunter2|secret-id-in-the-keychain/);
      expect(served.logs.join('\n')).not.toMatch(/hunter2|secret-id-in-the-keychain/);
      transport.close();
    });

    it('does not let an input reach the prototype of all objects', async () => {
      const input = JSON.parse('{"values":{"__proto__":"polluted","constructor":"x"}}') as never;
      await (await served.client()).call('config.set', input).catch(() => undefined);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    });
  });

  describe('streams', () => {
    const LOGS = { name: 'web', follow: true, previous: false };

    it('give a slow reader no more than its credit', async () => {
      served.fake.fault.endless = true;
      const stream = (await served.client()).stream('app.logs', LOGS)[Symbol.asyncIterator]();
      await stream.next();
      // The engine is asked for one line more than it may send, and then rests.
      await until(() => served.fake.lines === INITIAL_CREDIT + 1, 'the credit is used up');
      const other = await served.client();
      for (let i = 0; i < 5; i++) await other.call('engine.version', {});
      expect(served.fake.lines).toBe(INITIAL_CREDIT + 1);
      for (let i = 1; i < INITIAL_CREDIT; i++) await stream.next();
      await stream.next();
      await until(() => served.fake.lines > INITIAL_CREDIT + 1, 'reading gives credit');
      expect(served.fake.lines).toBeLessThanOrEqual(2 * INITIAL_CREDIT + 1);
      await stream.return?.();
    });

    it('stop when the reader leaves, and free the engine', async () => {
      served.fake.fault.endless = true;
      for await (const { text } of (await served.client()).stream('app.logs', LOGS)) if (text === 'line 700') break;
      await until(() => served.fake.openLogs === 0, 'the engine stops');
    });

    it('stop when a reader without credit gives up', async () => {
      served.fake.fault.endless = true;
      const controller = new AbortController();
      const stream = (await served.client()).stream('app.logs', LOGS, controller.signal)[Symbol.asyncIterator]();
      await stream.next();
      await until(() => served.fake.lines === INITIAL_CREDIT + 1, 'the credit is used up');
      controller.abort();
      await until(() => served.fake.openLogs === 0, 'the engine stops');
    });

    it('stop when the client goes away', async () => {
      served.fake.fault.endless = true;
      const client = await served.client();
      const stream = client.stream('app.logs', LOGS)[Symbol.asyncIterator]();
      await stream.next();
      client.close();
      await until(() => served.fake.openLogs === 0, 'the engine stops');
    });
  });

  describe('topics', () => {
    it.each(TOPICS)('%s begins with a snapshot of rows as its schema says', async (topic) => {
      const client = await served.client();
      const rows = await new Promise<ReadonlyMap<string, unknown>>((resolve, reject) => {
        client.subscribe(topic, (event) => event.kind === 'snapshot' && resolve(event.rows), reject);
      });
      expect(rows.size).toBe(TOPIC_ROWS[topic]);
      for (const row of rows.values()) expect(topics[topic].row.parse(row)).toEqual(row);
    });

    it.each(TOPICS)('%s sends what changed', async (topic) => {
      const client = await served.client();
      const changes: unknown[] = [];
      let begun = false;
      client.subscribe(
        topic,
        (event) => {
          if (event.kind === 'snapshot') begun = true;
          else changes.push(...event.upsert.map(([, row]) => topics[topic].row.parse(row)));
        },
        (error) => expect.fail(error.message),
      );
      await until(() => begun, 'the snapshot');
      served.fake.put(application('web'));
      served.fake.changeCluster();
      served.fake.putTask('2', {
        kind: 'sync',
        title: 'Render',
        state: 'succeeded',
        message: 'done',
        startedAt: 1,
        finishedAt: 2,
      });
      served.clock.advance(FRAME_MS);
      await until(() => changes.length === 1, 'the change');
    });

    it('coalesce changes to one frame, and build each row once for all clients', async () => {
      const clients = [await served.client(), await served.client()];
      const frames: Row<'applications'>[][] = [];
      let snapshots = 0;
      for (const client of clients) {
        client.subscribe(
          'applications',
          (event) => {
            if (event.kind === 'snapshot') snapshots += 1;
            else frames.push(event.upsert.map(([, row]) => row));
          },
          (error) => expect.fail(error.message),
        );
      }
      await until(() => snapshots === 2, 'both snapshots');
      served.fake.rowsBuilt = 0;
      for (let i = 0; i < 100; i++) {
        served.fake.put(application('web'));
        served.fake.put(application('api'));
      }
      expect(served.fake.rowsBuilt).toBe(0);
      served.clock.advance(FRAME_MS);
      await until(() => frames.length === 2, 'one frame a client');
      expect(served.fake.rowsBuilt).toBe(2);
      expect(frames.map((rows) => rows.map(({ name }) => name).sort())).toEqual([
        ['api', 'web'],
        ['api', 'web'],
      ]);
      served.clock.advance(10 * FRAME_MS);
      await clients[0]!.call('engine.version', {});
      expect(frames.length).toBe(2);
    });

    it('tell of what is gone', async () => {
      const client = await served.client();
      const removed: string[] = [];
      let begun = false;
      client.subscribe(
        'applications',
        (event) => {
          if (event.kind === 'snapshot') begun = true;
          else removed.push(...event.remove);
        },
        (error) => expect.fail(error.message),
      );
      await until(() => begun, 'the snapshot');
      served.fake.remove('web');
      served.clock.advance(FRAME_MS);
      await until(() => removed.length === 1, 'the removal');
      expect(removed).toEqual(['web']);
    });

    it('give only the rows that were asked for', async () => {
      const client = await served.client();
      const seen: string[] = [];
      const keys = ['web', 'later'];
      client.subscribe(
        'applications.full',
        (event) => {
          const rows = event.kind === 'snapshot' ? [...event.rows.keys()] : event.upsert.map(([key]) => key);
          seen.push(`${event.kind}: ${rows.join(',')}`);
        },
        (error) => expect.fail(error.message),
        keys,
      );
      await until(() => seen.length === 1, 'the snapshot');
      served.fake.rowsBuilt = 0;
      served.fake.put(application('other'));
      expect(served.clock.timers).toBe(0);
      served.fake.put(application('later'));
      served.fake.put(application('other'));
      served.clock.advance(FRAME_MS);
      await until(() => seen.length === 2, 'the change');
      expect(seen).toEqual(['snapshot: web', 'delta: later']);
      expect(served.fake.rowsBuilt).toBe(1);
    });

    it('cost nothing while nobody listens', async () => {
      const client = await served.client();
      served.fake.put(application('web'));
      expect(served.fake.listeners).toBe(0);
      expect(served.clock.timers).toBe(0);
      let begun = 0;
      const stops = TOPICS.map((topic) =>
        client.subscribe(
          topic,
          () => {
            begun += 1;
          },
          (error) => expect.fail(error.message),
        ),
      );
      await until(() => begun === TOPICS.length, 'all snapshots');
      // Applications also change with their clusters, and what is counted of a cluster with its applications.
      expect(served.fake.listeners).toBe(TOPICS.length + 2);
      served.fake.put(application('web'));
      expect(served.clock.timers).toBe(3);
      for (const stop of stops) stop();
      await until(() => served.fake.listeners === 0, 'nobody listens');
      expect(served.clock.timers).toBe(0);
    });

    it('are asked for anew after a gap', async () => {
      const real = await served.connect();
      const { Client } = await import('../../main/shell/client/client.ts');
      let drop = false;
      const client = new Client({
        ...real,
        // A channel that lost a frame.
        listen: (receive, closed) =>
          real.listen((frame) => {
            if (drop) drop = false;
            else receive(frame);
          }, closed),
      });
      const seen: string[] = [];
      client.subscribe(
        'applications',
        (event) => seen.push(event.kind === 'snapshot' ? `snapshot of ${event.rows.size}` : 'delta'),
        (error) => expect.fail(error.message),
      );
      await until(() => seen.length === 1, 'the snapshot');
      drop = true;
      served.fake.put(application('lost'));
      served.clock.advance(FRAME_MS);
      await until(() => !drop, 'a frame is lost');
      served.fake.put(application('next'));
      served.clock.advance(FRAME_MS);
      await until(() => seen.length === 2, 'the answer to the gap');
      expect(seen).toEqual(['snapshot of 1', 'snapshot of 3']);
      client.close();
    });

    it('refuse a topic that does not exist', async () => {
      const client = await served.client();
      const error = await new Promise<Error>((resolve) =>
        client.subscribe('weather' as TopicName, () => undefined, resolve),
      );
      expect(error).toMatchObject({ code: 'InvalidArgument', message: 'unknown topic "weather"' });
    });
  });

  describe('frames', () => {
    it('that are none get a typed refusal', async () => {
      const { transport, frames } = await raw();
      const hostile: unknown[] = [
        null,
        [],
        'text',
        7,
        {},
        { type: 'request', name: 'engine.version' },
        { type: 'request', id: '1', name: 'engine.version' },
        { type: 'request', id: -1, name: 'engine.version' },
        { type: 'request', id: 1.5, name: 'engine.version' },
        { type: 'request', id: 2 ** 60, name: 'engine.version' },
        { type: 'request', id: 1, name: 5 },
        { type: 'subscribe', id: 1 },
        { type: 'subscribe', id: 1, topic: 'applications', keys: 'all' },
        { type: 'subscribe', id: 1, topic: 'applications', keys: Array.from({ length: 1001 }, String) },
        { type: 'more', id: 1, count: 0 },
        { type: 'more', id: 1, count: '5' },
        { type: 'explode', id: 1 },
      ];
      for (const frame of hostile) transport.send(frame as never);
      await until(() => frames.length === hostile.length, 'an answer to each');
      for (const frame of frames) {
        expect(frame).toMatchObject({ type: 'error', id: -1, error: { code: 'InvalidArgument' } });
      }
      transport.close();
    });

    it('for what is not under way are ignored', async () => {
      const { transport, frames } = await raw();
      transport.send({ type: 'cancel', id: 99 });
      transport.send({ type: 'unsubscribe', id: 99 });
      transport.send({ type: 'more', id: 99, count: 5 });
      transport.send({ type: 'request', id: 1, name: 'engine.version', input: {} });
      await until(() => frames.length === 1, 'the answer');
      expect(frames[0]).toMatchObject({ type: 'result', id: 1 });
      transport.close();
    });

    it('with an id that is in use are refused, and the first goes on', async () => {
      served.fake.fault.hang = true;
      const { transport, frames } = await raw();
      transport.send({ type: 'request', id: 1, name: 'app.sync', input: GOOD['app.sync'] });
      transport.send({ type: 'request', id: 1, name: 'engine.version', input: {} });
      transport.send({ type: 'subscribe', id: 1, topic: 'applications' });
      await until(() => frames.length === 2, 'two refusals');
      for (const frame of frames) {
        expect(frame).toMatchObject({ type: 'error', id: -1, error: { message: 'id 1 is in use' } });
      }
      transport.send({ type: 'cancel', id: 1 });
      await until(() => frames.length === 3, 'the end of the first');
      expect(frames[2]).toMatchObject({ id: 1, error: { code: 'Aborted' } });
      await until(() => served.fake.aborted === 1, 'the engine is told');
      transport.send({ type: 'request', id: 1, name: 'engine.version', input: {} });
      await until(() => frames.length === 4, 'the id is free again');
      expect(frames[3]).toMatchObject({ type: 'result', id: 1 });
      transport.close();
    });

    it('are refused when too many requests are open', async () => {
      served.fake.fault.hang = true;
      const { transport, frames } = await raw();
      for (let id = 0; id <= MAX_OPEN; id++)
        transport.send({ type: 'request', id, name: 'app.sync', input: GOOD['app.sync'] });
      await until(() => frames.length === 1, 'one refusal');
      expect(frames[0]).toMatchObject({ id: MAX_OPEN, error: { code: 'ResourceExhausted', retry: true } });
      transport.close();
      await until(() => served.fake.aborted === MAX_OPEN, 'a client that leaves takes its requests along');
    });
  });

  it('keeps two clients apart', async () => {
    served.fake.fault.hang = true;
    const [a, b] = [await served.client(), await served.client()];
    const ended: string[] = [];
    const first = a.call('app.sync', GOOD['app.sync']).catch((error: Error) => void ended.push(`a: ${error.message}`));
    const controller = new AbortController();
    const second = b
      .call('app.sync', GOOD['app.sync'], controller.signal)
      .catch((error: Error) => void ended.push(`b: ${error.message}`));
    await b.call('engine.version', {});
    controller.abort();
    await second;
    expect(ended).toEqual(['b: the request was cancelled']);
    a.close();
    await first;
    expect(ended[1]).toBe('a: the engine ended the connection');
    await expect(a.call('engine.version', {})).rejects.toMatchObject({ code: 'Unavailable' });
    expect(await b.call('engine.version', {})).toMatchObject({ argosy: 'v0' });
  });
});
