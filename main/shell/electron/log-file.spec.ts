import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLogFile } from './log-file.ts';

describe('the log file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'argosy-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has every line at once, for its owner only', () => {
    const log = openLogFile(join(folder, 'logs'));
    log.write('one');
    expect(readFileSync(log.path, 'utf8')).toBe('one\n');
    if (process.platform !== 'win32') expect(statSync(log.path).mode & 0o777).toBe(0o600);
    log.close();
    log.write('late');
    const again = openLogFile(join(folder, 'logs'));
    again.write('two');
    again.close();
    expect(readFileSync(log.path, 'utf8')).toBe('one\ntwo\n');
  });

  it('does not grow for ever', () => {
    const log = openLogFile(folder, 20);
    for (let n = 100; n < 120; n += 1) log.write(`line ${n}`);
    log.close();
    const [old, now] = [readFileSync(`${log.path}.1`, 'utf8'), readFileSync(log.path, 'utf8')];
    expect(old.length + now.length).toBeLessThanOrEqual(60);
    expect((old + now).endsWith('line 119\n')).toBe(true);
  });
});
