/**
 * What rendering costs (issue 3 §5: P1, P2, P7, P9): `node bench/render.ts [--json FILE]`. A row counts renders and reads; times are
 * those of this machine. Each part runs in a process of its own, so that memory and CPU belong to it.
 */
import { execFileSync, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngines } from '../main/engines/index.ts';
import { createRepositories, createSystemBackend, findGit, type Repositories } from '../main/git/index.ts';
import type { ApplicationSource, CommitSha } from '../main/model/index.ts';
import { createRenderer, type RenderContext, type Renderer, type SourceTree } from '../main/render/index.ts';
import { silentLogger, systemClock } from '../main/runtime/index.ts';
import { openStore, type Store } from '../main/store/index.ts';

interface Row {
  readonly what: string;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Of the engine's own process; 0 where there is no /proc. */
  readonly toolCpuMs: number;
  readonly rssMB: number;
  readonly renders: number;
  readonly blobs: number;
  readonly trees: number;
}

const APPS = 500;
const PARTS: Readonly<Record<string, (folder: string) => Promise<Row[]>>> = { directory, restart, helm, helmRestart };

async function main(): Promise<void> {
  const [part, folder] = process.argv.slice(2);
  const run = part === undefined ? undefined : PARTS[part];
  if (run !== undefined && folder !== undefined) {
    process.send?.(await run(folder));
    return;
  }
  const work = mkdtempSync(join(tmpdir(), 'argosy-bench-render-'));
  const rows: Row[] = [];
  try {
    makeRepository(work);
    for (const name of Object.keys(PARTS)) rows.push(...(await inProcess(name, work)));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const at = process.argv.indexOf('--json');
  if (at >= 0) writeFileSync(process.argv[at + 1]!, `${JSON.stringify(rows, null, 2)}\n`);
  console.table(rows);
}

function inProcess(part: string, folder: string): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [part, folder]);
    let rows: Row[] | undefined;
    child.on('message', (message) => {
      rows = message as Row[];
    });
    child.on('error', reject);
    child.on('exit', (code) => (rows === undefined ? reject(new Error(`${part} ended with ${code}`)) : resolve(rows)));
  });
}

// ---- the repository: 500 folders of one ConfigMap, and one chart of three objects ----

function makeRepository(work: string): void {
  const files: Record<string, string> = {
    'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'charts/web/values.yaml': 'replicas: 1\nport: 80\nname: web\n',
    'charts/web/templates/config.yaml': `${object('v1', 'ConfigMap')}data:\n  replicas: {{ .Values.replicas | quote }}\n`,
    'charts/web/templates/service.yaml': `${object('v1', 'Service')}spec:\n  ports: [{port: {{ .Values.port }}}]\n`,
    'charts/web/templates/account.yaml': object('v1', 'ServiceAccount'),
  };
  for (let n = 0; n < APPS; n++) files[`apps/app-${n}/config.yaml`] = configMap(n, 'first');
  commit(work, files, 'first');
  commit(work, { 'apps/app-7/config.yaml': configMap(7, 'second') }, 'second');
}

function object(apiVersion: string, kind: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: {{ .Release.Name }}\n  labels: {app: {{ .Values.name }}}\n`;
}

function configMap(n: number, text: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app-${n}\ndata:\n  text: ${text}\n`;
}

function commit(work: string, files: Readonly<Record<string, string>>, tag: string): void {
  const folder = join(work, 'repository');
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' });
  mkdirSync(folder, { recursive: true });
  if (tag === 'first') git('init', '-q', '-b', 'main');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  git('add', '-A');
  git('-c', 'user.name=bench', '-c', 'user.email=bench@example.com', 'commit', '-q', '-m', tag);
  git('tag', tag);
}

// ---- what one process has ----

interface Stage {
  readonly url: string;
  readonly repositories: Repositories;
  readonly store: Store;
  readonly renderer: Renderer;
  readonly reads: { blobs: number; trees: number };
  close(): Promise<void>;
}

async function open(folder: string): Promise<Stage> {
  const program = await findGit(process.env);
  if (program === undefined) throw new Error('this bench needs git');
  const common = { clock: systemClock, log: silentLogger };
  const backend = await createSystemBackend({ ...common, program, folder: join(folder, 'git'), env: process.env });
  const repositories = createRepositories({
    ...common,
    backend,
    accessFor: async (url) => ({ url }),
    random: Math.random,
  });
  const store = openStore({ path: join(folder, 'store.db'), clock: systemClock, logger: silentLogger });
  const engines = createEngines();
  const cache = {
    get: (key: string) => store.cacheGet('render', key),
    put: (key: string, value: Uint8Array) => store.cachePut('render', key, value),
  };
  const renderer = createRenderer({ engines, cache, clock: systemClock, logger: silentLogger });
  return {
    url: join(folder, 'repository'),
    repositories,
    store,
    renderer,
    reads: { blobs: 0, trees: 0 },
    async close() {
      await renderer.close();
      await engines.close();
      await store.flush();
      store.close();
      await repositories.close();
    },
  };
}

async function treeOf(stage: Stage, revision: string): Promise<SourceTree> {
  const { repositories, url, reads } = stage;
  const { commit } = await repositories.resolve({ url, revision, freshness: 'latest' });
  await repositories.commit(url, commit as CommitSha);
  return {
    commit,
    treeAt: (path, signal) => repositories.treeAt(url, commit, path, signal),
    entries: (tree, signal) => {
      reads.trees++;
      return repositories.tree(url, tree, signal);
    },
    blob: (id, maxBytes, signal) => {
      reads.blobs++;
      return repositories.blob(url, id, maxBytes, signal);
    },
  };
}

const CONTEXT: Omit<RenderContext, 'appName'> = {
  appNamespace: 'argocd',
  project: 'default',
  destinationNamespace: 'web',
  kubeVersion: '1.35.0',
  apiVersions: Array.from({ length: 120 }, (_, n) => `group-${n}.example.com/v1/Kind${n}`),
  capabilitiesDigest: 'bench',
  settings: {
    helmEnabled: true,
    kustomizeEnabled: true,
    jsonnetEnabled: true,
    kustomizeBuildOptions: '',
    maxDirectoryBytes: 10 << 20,
  },
};

async function measure(
  stage: Stage,
  what: string,
  sourceOf: (n: number) => Partial<ApplicationSource>,
  revision: string,
): Promise<Row> {
  const before = { ...stage.reads, renders: stage.renderer.counters().renders };
  const cpu = process.cpuUsage();
  const toolCpu = childrenCpuMs();
  const start = performance.now();
  const tree = await treeOf(stage, revision);
  let objects = 0;
  await Promise.all(
    Array.from({ length: APPS }, async (_, n) => {
      const source = { repoURL: 'https://git.example.com/repo.git', targetRevision: 'main', ...sourceOf(n) };
      const { resources } = await stage.renderer.render({ source, tree, context: { ...CONTEXT, appName: `app-${n}` } });
      // What a comparison would look at.
      for (const { object } of resources) if (object.kind !== '') objects++;
    }),
  );
  const wallMs = Math.round(performance.now() - start);
  const { user, system } = process.cpuUsage(cpu);
  return {
    what: `${what}: ${objects} objects`,
    wallMs,
    cpuMs: Math.round((user + system) / 1000),
    toolCpuMs: childrenCpuMs() - toolCpu,
    rssMB: Math.round(process.memoryUsage.rss() / 2 ** 20),
    renders: stage.renderer.counters().renders - before.renders,
    blobs: stage.reads.blobs - before.blobs,
    trees: stage.reads.trees - before.trees,
  };
}

/** User and system time of the child processes that still run (utime and stime are in hundredths of a second). */
function childrenCpuMs(): number {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
    return children.reduce((sum, pid) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      return sum + 10 * (Number(fields[11]) + Number(fields[12]));
    }, 0);
  } catch {
    return 0;
  }
}

const folderOf = (n: number) => ({ path: `apps/app-${n}` });
const chartOf = (n: number) => ({
  path: 'charts/web',
  helm: {
    parameters: [
      { name: 'replicas', value: `${n}` },
      { name: 'name', value: `app-${n}` },
    ],
  },
});

async function directory(folder: string): Promise<Row[]> {
  const stage = await open(folder);
  const rows = [
    await measure(stage, '500 directories, cold', folderOf, 'first'),
    await measure(stage, '500 directories, again', folderOf, 'first'),
    await measure(stage, '500 directories, a commit that changes one', folderOf, 'second'),
  ];
  await stage.close();
  return rows;
}

async function restart(folder: string): Promise<Row[]> {
  const stage = await open(folder);
  const rows = [await measure(stage, '500 directories, after a restart', folderOf, 'second')];
  await stage.close();
  return rows;
}

async function helm(folder: string): Promise<Row[]> {
  const stage = await open(folder);
  const rows = [
    await measure(stage, '500 × one chart, cold', chartOf, 'first'),
    await measure(stage, '500 × one chart, a commit elsewhere', chartOf, 'second'),
  ];
  await stage.close();
  return rows;
}

async function helmRestart(folder: string): Promise<Row[]> {
  const stage = await open(folder);
  const rows = [await measure(stage, '500 × one chart, after a restart', chartOf, 'second')];
  await stage.close();
  return rows;
}

await main();
