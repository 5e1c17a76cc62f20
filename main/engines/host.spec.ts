// The real host process with real engines: what it costs, what it survives, what it sees.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createEngines } from './create.ts';
import { EngineError } from './engine-error.ts';
import { forkHost, type SpawnHost } from './spawn-host.ts';
import { CHART, ENDLESS_JSONNET, ENDLESS_TEMPLATE, expectFailure } from './testing/cases.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'engines-spec-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Notes the processes that it starts. */
function watched(spawnHost: SpawnHost = forkHost) {
  const pids: number[] = [];
  const spawnWatched: SpawnHost = (setup, events) => {
    const host = spawnHost(setup, events);
    pids.push(host.pid!);
    return host;
  };
  return { pids, spawnHost: spawnWatched };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
const ended = (pid: number) => vi.waitFor(() => expect(alive(pid)).toBe(false), { timeout: 10_000 });

describe('a host process', () => {
  it('ends when idle and starts again when needed', async () => {
    const { pids, spawnHost } = watched();
    const engines = createEngines({ spawnHost, idleMs: 20 });
    expect(await engines.jq({ query: '.', input: 1 })).toEqual([1]);
    await ended(pids[0]!);
    expect(await engines.jq({ query: '.', input: 2 })).toEqual([2]);
    expect(pids).toHaveLength(2);
    await engines.close();
    await ended(pids[1]!);
  });

  it('dies with a call that does not end, at once', async () => {
    const { pids, spawnHost } = watched();
    const engines = createEngines({ spawnHost });
    await expectFailure(engines.jsonnet({ code: ENDLESS_JSONNET }, { deadlineMs: 200 }), 'DEADLINE', /200 ms/);
    await ended(pids[0]!);
    await expectFailure(
      engines.jsonnet({ code: ENDLESS_JSONNET }, { signal: AbortSignal.timeout(200) }),
      'ABORTED',
      /aborted/,
    );
    await expectFailure(
      engines.helmTemplate({}, { files: { ...CHART, 'templates/x.yaml': ENDLESS_TEMPLATE }, deadlineMs: 200 }),
      'DEADLINE',
      /200 ms/,
    );
    expect(await engines.jsonnet({ code: '1' })).toBe('1\n');
    await engines.close();
    for (const pid of pids) await ended(pid);
  });

  it('finishes the neighbour of a call that does not end', async () => {
    const engines = createEngines({ maxWorkers: 2 });
    await Promise.all([1, 2].map((n) => engines.jsonnet({ code: String(n) })));
    const endless = expectFailure(
      engines.jsonnet({ code: ENDLESS_JSONNET }, { deadlineMs: 100 }),
      'DEADLINE',
      /100 ms/,
    );
    const neighbour = engines.jsonnet({ code: 'std.length(std.range(1, 100000))' });
    await endless;
    expect(await neighbour).toBe('100000\n');
    await engines.close();
  });

  it('reports exhausted stack and memory, and goes on', async () => {
    const engines = createEngines();
    const deep = engines.jsonnet(
      { code: 'local f(x) = f(x + 1) + 1; f(0)', maxStack: 10_000_000 },
      { deadlineMs: 60_000 },
    );
    const large = engines.lua(
      { script: 'local s = "x" while true do s = s .. s end', limits: { timeoutMs: 60_000 } },
      { deadlineMs: 60_000 },
    );
    await Promise.all([
      expectFailure(deep, 'STACK_OVERFLOW', /stack/),
      expectFailure(large, 'OUT_OF_MEMORY', /memory/),
    ]);
    expect(await engines.lua({ script: 'return 1' })).toBe(1);
    await engines.close();
  }, 120_000);

  it('refuses a result that would only fill memory', async () => {
    const engines = createEngines();
    const large = engines.goTemplate({ texts: ['{{ repeat 70000000 "x" }}'], data: {} }, { deadlineMs: 60_000 });
    await expectFailure(large, 'TOO_LARGE', /limit is 64 MiB/);
    await engines.close();
  });

  it('runs what a killed process left unfinished again', async () => {
    const { pids, spawnHost } = watched();
    const engines = createEngines({ spawnHost, maxWorkers: 2 });
    await Promise.all([1, 2].map((n) => engines.jsonnet({ code: String(n) })));
    const slow = [3, 4].map((n) =>
      engines.jsonnet({ code: `${n} + 0 * std.foldl(function(a, b) a + b, std.range(1, 30000), 0)` }),
    );
    process.kill(pids[0]!, 'SIGKILL');
    expect(await Promise.all(slow)).toEqual(['3\n', '4\n']);
    expect(engines.counters().tools.starts).toBeGreaterThan(1);
    await engines.close();
  });

  it('ends when the application is killed, even in the middle of a call', async () => {
    const face = JSON.stringify(new URL('./index.ts', import.meta.url).href);
    const spawnFile = JSON.stringify(new URL('./spawn-host.ts', import.meta.url).href);
    const script = `
      import { createEngines } from ${face};
      import { forkHost } from ${spawnFile};
      const engines = createEngines({ spawnHost: (setup, events) => {
        const host = forkHost(setup, events);
        console.log(host.pid);
        return host;
      } });
      await engines.jsonnet({ code: '1' });
      console.log('busy');
      await engines.jsonnet({ code: ${JSON.stringify(ENDLESS_JSONNET)} }, { deadlineMs: 600000 });`;
    const application = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    application.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    await vi.waitFor(() => expect(out).toContain('busy'), { timeout: 20_000 });
    const pid = Number.parseInt(out, 10);
    expect(alive(pid)).toBe(true);
    application.kill('SIGKILL');
    await ended(pid);
  });

  it('inherits no environment, arguments or options', async () => {
    const entry = join(dir, 'report.mjs');
    writeFileSync(
      entry,
      'process.send({ env: process.env, argv: process.argv.slice(2), execArgv: process.execArgv });',
    );
    vi.stubEnv('CANARY_SECRET', 'canary');
    const seen = await new Promise<{ env: object }>((resolve) => {
      forkHost(
        { entry, env: { A: 'b' }, execArgv: [] },
        { onMessage: (message) => resolve(message as never), onExit: () => {} },
      );
    });
    vi.unstubAllEnvs();
    expect(Object.keys(seen.env).filter((name) => !name.startsWith('NODE_CHANNEL') && name !== 'SystemRoot')).toEqual([
      'A',
    ]);
    expect(seen).toMatchObject({ argv: [], execArgv: [] });
  });

  it('that does not start tells why', async () => {
    expect(() => createEngines({ hostEntry: join(dir, 'missing.mjs') })).toThrow(/missing\.mjs/);
    const broken = join(dir, 'broken.mjs');
    writeFileSync(broken, 'throw new Error("a broken bundle");');
    const engines = createEngines({ hostEntry: broken });
    await expectFailure(engines.jq({ query: '.', input: 1 }), 'CRASHED', /a broken bundle/);
    await engines.close();
  });
});

describe('the entry of a host process', () => {
  it('works as one bundled file', async () => {
    const outfile = join(dir, 'bundled.mjs');
    const entry = fileURLToPath(new URL('./host-entry.ts', import.meta.url));
    await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node24' });
    const engines = createEngines({ hostEntry: outfile });
    expect(await engines.jq({ query: '.a', input: { a: 1 } })).toEqual([1]);
    await engines.close();
  });

  it("speaks through Electron's port where there is one", async () => {
    const shim = join(dir, 'electron.mjs');
    writeFileSync(
      shim,
      `import { isMainThread } from 'node:worker_threads';
       if (isMainThread) {
         process.parentPort = {
           postMessage: (message) => process.send({ electron: message }),
           on: (event, listener) => process.on(event, (data) => listener({ data })),
         };
       }`,
    );
    const electron: SpawnHost = (setup, events) =>
      forkHost(
        { ...setup, execArgv: [...setup.execArgv, '--import', shim] },
        {
          ...events,
          onMessage: (message) => events.onMessage((message as unknown as { electron: typeof message }).electron),
        },
      );
    const engines = createEngines({ spawnHost: electron });
    expect(await engines.jq({ query: '.a', input: { a: 1 } })).toEqual([1]);
    await engines.close();
  });
});

describe('artefacts', () => {
  it('are refused when they are not what the build made, or not there', async () => {
    expect(() => createEngines({ assetsDir: dir })).toThrow(EngineError);
    writeFileSync(
      join(dir, 'SHA256SUMS'),
      ['helm', 'kustomize', 'tools', 'apply'].map((name) => `${'0'.repeat(64)}  ${name}.wasm\n`).join(''),
    );
    const engines = createEngines({ assetsDir: dir });
    expect(engines.digest('helm')).toBe('0'.repeat(64));
    await expectFailure(engines.jq({ query: '.', input: 1 }), 'START_FAILED', /tools\.wasm\.zst/);
    await engines.close();
  });
});
