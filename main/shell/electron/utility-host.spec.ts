import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HostProcess, HostReply, HostRequest } from '../../engines/index.ts';
import { utilityProcess } from './testing/electron.ts';
import { utilityHost } from './utility-host.ts';

describe('a utility process as host of the engines', () => {
  let folder: string;
  const started: HostProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'argosy-utility-'));
  });
  afterEach(() => {
    for (const host of started.splice(0)) host.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  function run(code: string) {
    const entry = join(folder, 'entry.mjs');
    writeFileSync(entry, code);
    const heard: unknown[] = [];
    let wake: (() => void) | undefined;
    let exits = 0;
    let exit: (reason: string) => void;
    const exited = new Promise<string>((resolve) => {
      exit = resolve;
    });
    const host = utilityHost(
      { entry, env: { ONLY: 'this' }, execArgv: ['--max-semi-space-size=1'] },
      {
        onMessage: (message: HostReply) => {
          heard.push(message);
          wake?.();
        },
        onExit: (reason) => {
          exits += 1;
          exit(reason);
        },
      },
    );
    started.push(host);
    const message = () =>
      new Promise<void>((resolve) => {
        wake = resolve;
        if (heard.length > 0) resolve();
      });
    return { host, heard, exited, message, exits: () => exits };
  }

  it('carries messages, with nothing of our environment', async () => {
    const { host, heard, message } = run(
      "process.on('message', (m) => process.send({ got: m, env: process.env.ONLY, path: process.env.PATH, args: process.execArgv }));",
    );
    host.send({ bytes: new Uint8Array([1, 2]) } as unknown as HostRequest);
    await message();
    expect(heard).toEqual([
      { got: { bytes: new Uint8Array([1, 2]) }, env: 'this', path: undefined, args: ['--max-semi-space-size=1'] },
    ]);
    expect(utilityProcess.forks.at(-1)!.options).toMatchObject({ stdio: ['ignore', 'ignore', 'pipe'] });
  });

  it('is ended at once, also when it computes for ever', async () => {
    const { host, message, exited, exits } = run(
      "process.on('SIGTERM', () => {}); process.on('message', () => { process.send({}); for (;;); });",
    );
    host.send({} as HostRequest);
    await message();
    host.kill();
    expect(await exited).toBe('engine process ended (SIGKILL)');
    host.kill();
    host.send({} as HostRequest);
    expect(exits()).toBe(1);
  });

  it('says what it wrote before it died', async () => {
    const { exited } = run("process.stderr.write('cannot begin'); process.exitCode = 3;");
    expect(await exited).toBe('engine process ended (3): cannot begin');
  });
});
