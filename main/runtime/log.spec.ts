import { describe, expect, it } from 'vitest';
import { createLogger, isSecretField, type LogLevel, silentLogger } from './log.ts';
import { REDACTED, Redactor } from './redact.ts';
import { ManualClock } from './testing/manual-clock.ts';

function capture(level: LogLevel | 'silent' = 'debug', redactor?: Redactor) {
  const lines: string[] = [];
  const clock = new ManualClock(Date.UTC(2026, 0, 2, 3, 4, 5));
  const log = createLogger({ sink: (line) => lines.push(line), level, clock, ...(redactor ? { redactor } : {}) });
  return { log, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('logger', () => {
  it('writes one JSON line with time, level, text and fields', () => {
    const { log, lines } = capture();
    log.info('synced', { app: 'guestbook', resources: 3 });
    expect(lines).toEqual([
      '{"time":"2026-01-02T03:04:05.000Z","level":"info","msg":"synced","app":"guestbook","resources":3}',
    ]);
  });

  it('writes nothing below its level', () => {
    const { log, lines } = capture('warn');
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    expect(lines).toHaveLength(2);
    expect([log.enabled('info'), log.enabled('warn')]).toEqual([false, true]);
    const silent = capture('silent');
    silent.log.error('e');
    silent.log.child({ a: 1 }).error('f');
    silentLogger.child({}).error('g');
    expect(silent.lines).toEqual([]);
  });

  it('gives the fields of each ancestor to a child', () => {
    const { log, parsed } = capture();
    log.child({ app: 'a' }).child({ cluster: 'c' }).info('x', { n: 1 });
    expect(parsed()[0]).toMatchObject({ app: 'a', cluster: 'c', n: 1 });
  });

  it('never writes fields whose names say secret, at any depth', () => {
    const { log, lines } = capture();
    log.info('x', {
      password: 'canary-1',
      repo: { sshPrivateKey: 'canary-2', 'bearer-token': 'canary-3', user: 'git' },
      list: [{ client_secret: 'canary-4' }],
    });
    log.child({ token: 'canary-5' }).info('y');
    expect(lines.join('\n')).not.toContain('canary');
    expect(lines[0]).toContain('"user":"git"');
    expect(isSecretField('Private_Key')).toBe(true);
    expect(isSecretField('tokenCount')).toBe(false);
  });

  it('writes a Secret without its data', () => {
    const { log, lines } = capture();
    log.info('x', { object: { kind: 'Secret', data: { a: 'Y2FuYXJ5' }, stringData: { a: 'canary' } } });
    log.info('x', { object: { kind: 'ConfigMap', data: { a: 'shown' } } });
    expect(lines[0]).not.toMatch(/canary|Y2FuYXJ5/);
    expect(lines[1]).toContain('shown');
  });

  it('takes registered secrets out of texts, names, errors and their causes', () => {
    const redactor = new Redactor();
    redactor.add('canary-value');
    const { log, lines } = capture('debug', redactor);
    log.error('failed with canary-value', {
      error: new Error('outer canary-value', { cause: new Error('inner canary-value') }),
      'name canary-value': 1,
      deep: { text: ['canary-value'], url: new URL('https://u:canary-value@h/') },
    });
    expect(lines.join('')).not.toContain('canary-value');
    expect(lines.join('')).toContain(REDACTED);
  });

  it('keeps the line one line and its own keys its own', () => {
    const { log, lines, parsed } = capture();
    log.info('first\n{"level":"error"}', { msg: 'forged', level: 'error', time: 'never' });
    expect(lines[0]).not.toContain('\n');
    expect(parsed()[0]).toMatchObject({ level: 'info', field_msg: 'forged', field_level: 'error' });
  });

  it('survives cycles, depth, size and values that JSON does not know', () => {
    const { log, parsed } = capture();
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    let deep: unknown = 'bottom';
    for (let n = 0; n < 100; n++) deep = { deep };
    log.info('x', {
      cycle,
      deep,
      big: 10n,
      nan: Number.NaN,
      bytes: new Uint8Array(5),
      map: new Map([['k', 1]]),
      none: undefined,
      long: 'a'.repeat(10_000),
      many: Array.from({ length: 1000 }, (_, n) => n),
    });
    const line = parsed()[0]!;
    expect(line).toMatchObject({
      cycle: { self: '[circular]' },
      big: '10',
      nan: 'NaN',
      bytes: '[5 bytes]',
      map: { k: 1 },
    });
    expect((line['long'] as string).length).toBeLessThan(4200);
    expect((line['many'] as unknown[]).at(-1)).toBe('[936 more]');
  });

  it('cuts a line that would be too long and stays JSON', () => {
    const { log, lines, parsed } = capture();
    log.info('x', Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`f${n}`, 'a'.repeat(1000)])));
    expect(lines[0]!.length).toBeLessThan(17_000);
    expect(parsed()[0]).toHaveProperty('cut');
  });

  it('shows a stack for a bug and none for an error that a person can mend', () => {
    const { log, parsed } = capture();
    const mendable = Object.assign(new Error('repository not accessible'), {
      name: 'ArgosyError',
      code: 'Unavailable',
    });
    log.error('x', { error: mendable });
    log.error('x', { error: new TypeError('bug') });
    expect(parsed()[0]!['error']).toEqual({
      name: 'ArgosyError',
      message: 'repository not accessible',
      code: 'Unavailable',
    });
    expect(parsed()[1]!['error']).toHaveProperty('stack');
  });
});
