// `npm test`: every layer, one after another; the last line says how many checks passed and failed.
//   npm test                 everything
//   npm test -- unit floors  only these layers
// A layer whose tools are missing is skipped with the reason, or its Debian packages are installed when that is possible;
// with CI=true a skipped layer is a failure.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'node_modules', '.bin');
const windows = process.platform === 'win32';
const node = join(bin, windows ? 'node.cmd' : 'node');
const ci = process.env.CI === 'true';
const scratch = mkdtempSync(join(tmpdir(), 'argosy-test-'));
const started = Date.now();

/** What a layer needs beyond Node: `probe` says whether it is there, `packages` are Debian's. */
const NEEDS = {
  go: { name: 'Go 1.26 or newer', probe: () => goVersion() >= 126 },
  git: { name: 'git', probe: () => runs('git', ['--version']), packages: ['git'] },
  sshd: { name: 'an SSH server', probe: () => existsSync('/usr/sbin/sshd'), packages: ['openssh-server'] },
  chromium: {
    name: 'Chromium',
    probe: () => runs('chromium', ['--version']),
    packages: ['chromium', 'fonts-inter', 'fonts-jetbrains-mono'],
  },
  keyring: {
    name: 'gnome-keyring with D-Bus',
    probe: () => runs('gnome-keyring-daemon', ['--version']) && runs('dbus-run-session', ['--version']),
    packages: ['gnome-keyring', 'dbus', 'libsecret-1-0', 'libsecret-tools'],
  },
};

const LAYERS = [
  { name: 'build', run: () => command('build', node, ['build.mjs']) },
  {
    name: 'types',
    run: async () => {
      const main = await command('types', tool('tsc'), ['-p', 'tsconfig.json']);
      return add(main, await command('types: renderer', tool('tsc'), ['-p', 'renderer/tsconfig.json']));
    },
  },
  { name: 'format', run: () => command('format', tool('biome'), ['ci', '--error-on-warnings', '.']) },
  { name: 'lint', run: () => command('lint', tool('oxlint'), ['--type-aware', '--deny-warnings']) },
  {
    name: 'floors',
    run: () =>
      command('floors', tool('depcruise'), ['--config', '.dependency-cruiser.cjs', 'main', 'preload', 'renderer']),
  },
  { name: 'unit', run: () => vitest('unit') },
  { name: 'contract', needs: ['git'], run: () => vitest('contract') },
  { name: 'hostile', run: () => vitest('hostile') },
  { name: 'packaging', needs: ['git'], run: () => vitest('packaging') },
  { name: 'cluster', needs: ['go'], run: prepareCluster },
  { name: 'conformance', needs: ['git'], run: conformance },
  { name: 'integration', needs: ['go', 'git', 'sshd', 'keyring'], run: () => onCluster(() => vitest('integration')) },
  { name: 'e2e', needs: ['go', 'git', 'chromium'], run: () => vitest('e2e') },
  { name: 'crash', needs: ['go', 'git'], run: () => onCluster(() => vitest('crash')) },
  {
    name: 'engines',
    needs: ['go'],
    run: async () => {
      const same = await command('engines: digests', node, ['main/engines/build.mjs', '--check']);
      return add(same, await counted('engines: comparison', node, ['test/engines/compare.mjs']));
    },
  },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !LAYERS.some((layer) => layer.name === name));
if (unknown.length > 0) {
  console.error(`No such layer: ${unknown.join(', ')}. Layers: ${LAYERS.map((layer) => layer.name).join(', ')}`);
  process.exit(2);
}

let total = { passed: 0, failed: 0 };
const notes = [];
let cluster;
for (const layer of LAYERS) {
  if (wanted.length > 0 && !wanted.includes(layer.name)) continue;
  const missing = (layer.needs ?? []).filter((need) => !provide(need)).map((need) => NEEDS[need].name);
  if (missing.length > 0) {
    const note = `${layer.name}: ${ci ? 'failed' : 'skipped'}, this machine lacks ${missing.join(' and ')}`;
    notes.push(note);
    if (ci) total = add(total, { passed: 0, failed: 1 });
    continue;
  }
  const begun = Date.now();
  const result = await layer.run();
  total = add(total, result);
  console.log(
    `== ${layer.name}: ${result.passed} passed, ${result.failed} failed (${Math.round((Date.now() - begun) / 1000)} s)\n`,
  );
  if (result.failed > 0) notes.push(`${layer.name}: ${result.failed} failed`);
}
await stopCluster();
rmSync(scratch, { recursive: true, force: true });
for (const note of notes) console.log(note);
console.log(`All layers took ${Math.round((Date.now() - started) / 1000)} s.`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);

// ---- running ----

/** One program as one check. */
async function command(title, file, args, env = {}) {
  console.log(`-- ${title}`);
  const code = await exitCode(file, args, () => undefined, env);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A program that ends with its own `N passed, N failed`. */
async function counted(title, file, args) {
  console.log(`-- ${title}`);
  let tail = '';
  const code = await exitCode(file, args, (text) => {
    tail = (tail + text).slice(-4000);
  });
  const last = [...tail.matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1);
  if (!last) return { passed: 0, failed: 1 };
  const failed = Number(last[2]);
  return { passed: Number(last[1]), failed: code === 0 ? failed : Math.max(1, failed) };
}

async function vitest(project, more = [], env = {}) {
  const report = join(scratch, `${project}.json`);
  const args = [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...more,
  ];
  console.log(`-- ${project}`);
  const file = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const code = await exitCode(node, [file, ...args], () => undefined, env);
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  notes.push(...failures(project, testResults));
  if (numPendingTests > 0) {
    const names = testResults.flatMap((suite) =>
      suite.assertionResults.filter((test) => test.status === 'skipped' || test.status === 'pending'),
    );
    notes.push(
      `${project}: ${numPendingTests} tests skipped (${names
        .slice(0, 3)
        .map((test) => test.title)
        .join('; ')}…)`,
    );
    if (ci) return { passed: numPassedTests, failed: numFailedTests + numPendingTests };
  }
  // A suite that could not even be loaded has no failed test in it.
  const failed = Math.max(
    numFailedTests,
    code === 0 ? 0 : Math.max(1, numFailedTestSuites > 0 && numFailedTests === 0 ? 1 : 0),
  );
  return { passed: numPassedTests, failed };
}

/** The failed tests by name with the beginning of their message, for the end of a long log. */
function failures(project, testResults) {
  return testResults.flatMap((suite) => {
    const failed = suite.assertionResults.filter((test) => test.status === 'failed');
    if (suite.status !== 'failed') return [];
    if (failed.length === 0) return [`${project}: ${suite.name}: ${String(suite.message).slice(0, 1000)}`];
    return failed.map((test) => `${project}: ${test.fullName}\n${test.failureMessages.join('\n').slice(0, 1000)}`);
  });
}

function exitCode(file, args, listen = () => undefined, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: windows,
      env: {
        ...process.env,
        PATH: `${bin}${windows ? ';' : ':'}${process.env.PATH}`,
        NO_COLOR: '1',
        ...env,
        ...(cluster ? { ARGOSY_TEST_KUBECONFIG: cluster.kubeconfig } : {}),
      },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        process.stdout.write(chunk);
        listen(String(chunk));
      });
    }
    child.on('error', (error) => {
      console.error(String(error));
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

function tool(name) {
  return join(bin, windows ? `${name}.cmd` : name);
}

function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}

// ---- the API server that all suites share ----

/** Its own Go tests; they share the build cache with the program that `startCluster` builds. */
async function prepareCluster() {
  const args = ['-C', join('test', 'cluster', 'go'), 'test', '-trimpath', '-vet=off', '-count=1', './...'];
  return command('cluster: tests of the API server for tests', 'go', args, { CGO_ENABLED: '0' });
}

/** One suite, two servers: the sandbox fleet always, the real API server where it can be built. */
async function conformance() {
  const real = provide('go');
  if (!real) {
    notes.push(
      `conformance: ${ci ? 'failed' : 'skipped'} on the real API server, this machine lacks ${NEEDS.go.name}; the sandbox alone was asked`,
    );
    if (ci) return { passed: 0, failed: 1 };
  }
  const sandbox = await startSandbox();
  if (!sandbox) return { passed: 0, failed: 1 };
  const env = { ARGOSY_SANDBOX_KUBECONFIG: sandbox.kubeconfig, ...(real ? {} : { ARGOSY_WITHOUT_CLUSTER: '1' }) };
  // The files own their namespaces and folders, and mostly wait for Pods: more of them than cores cost nothing.
  const beside = ['--fileParallelism', '--maxWorkers=4'];
  try {
    return await (real ? onCluster(() => vitest('conformance', beside, env)) : vitest('conformance', beside, env));
  } finally {
    await sandbox.stop();
  }
}

/** In a process of its own, which ends with its standard input. */
function startSandbox() {
  const home = join(scratch, 'sandbox');
  const child = spawn(node, ['test/conformance/world/sandbox.ts', home], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
    shell: windows,
  });
  return new Promise((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0) return;
      const ended = new Promise((done) => child.once('close', done));
      const stop = () => {
        child.stdin.end();
        return ended;
      };
      resolve({ kubeconfig: text.slice(0, end), stop });
    });
    child.on('close', (code) => {
      if (code !== 0) console.error(`the sandbox ended with code ${code}`);
      resolve(undefined);
    });
  });
}

async function onCluster(run) {
  if (!cluster) cluster = await startCluster();
  if (!cluster) return { passed: 0, failed: 1 };
  return run();
}

function startCluster() {
  mkdirSync(join(scratch, 'cluster'), { recursive: true });
  const child = spawn(node, ['test/cluster/start.ts', join(scratch, 'cluster')], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: process.env,
  });
  return new Promise((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const kubeconfig = /^\s*kubeconfig\s+(.+)$/m.exec(text)?.[1];
      if (kubeconfig && text.includes('Ctrl-C')) resolve({ child, kubeconfig });
    });
    child.on('close', (code) => {
      console.error(`the API server ended with code ${code}`);
      resolve(undefined);
    });
  });
}

async function stopCluster() {
  if (!cluster) return;
  cluster.child.removeAllListeners('close');
  const ended = new Promise((resolve) => cluster.child.once('close', resolve));
  cluster.child.kill('SIGTERM');
  await ended;
}

// ---- what the machine has ----

function provide(need) {
  const { probe, packages } = NEEDS[need];
  if (probe()) return true;
  if (!packages || process.platform !== 'linux' || process.getuid?.() !== 0 || !runs('apt-get', ['--version']))
    return false;
  console.log(`-- installing ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env });
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  });
  return probe();
}

function runs(file, args) {
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}

function goVersion() {
  const { stdout, status } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  const match = /^go(\d+)\.(\d+)/.exec(stdout ?? '');
  return status === 0 && match ? Number(match[1]) * 100 + Number(match[2]) : 0;
}
