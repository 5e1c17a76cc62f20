// The Go half of the build: sources → raw modules. The result depends only on the sources, go.sum and the Go version
// that go.mod names, so two machines get the same digests.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { limitMemory } from './memory-limit.mjs';

export const GO_DIR = join(import.meta.dirname, '../go');
export const ENGINES = ['helm', 'kustomize', 'tools', 'apply'];

/** Hard limit of one instance; the pools also set a soft one. */
const MAX_MEMORY_BYTES = 1 << 30;

/** Version of a module that go.mod requires, or of a line such as `toolchain`. */
export function requiredVersion(module) {
  const text = readFileSync(join(GO_DIR, 'go.mod'), 'utf8');
  const line = text.split('\n').find((l) => l.trim().split(' ')[0] === module);
  if (line === undefined) throw new Error(`go.mod does not name ${module}`);
  return line.trim().split(' ')[1];
}

/** Where modules come from and are kept: these settings may stay a developer's own. */
const SOURCES = ['GOPROXY', 'GONOPROXY', 'GOPRIVATE', 'GONOSUMDB', 'GOSUMDB', 'GOMODCACHE', 'GOCACHE'];
let sources;

/** Everything else that a developer has set for Go must not change the result. */
export function goEnvironment(extra = {}) {
  sources ??= JSON.parse(execFileSync('go', ['env', '-json', ...SOURCES], { encoding: 'utf8' }));
  return {
    ...process.env,
    ...sources,
    GOFLAGS: '',
    GOEXPERIMENT: '',
    GODEBUG: '',
    GOWORK: 'off',
    GOENV: 'off',
    CGO_ENABLED: '0',
    // Another patch release of Go gives other bytes. The go command fetches this one when it is another itself.
    GOTOOLCHAIN: requiredVersion('toolchain'),
    ...extra,
  };
}

const WASM = { GOOS: 'wasip1', GOARCH: 'wasm', GOWASM: '' };

export function compile(engines, outDir) {
  mkdirSync(outDir, { recursive: true });
  const helmVersion = requiredVersion('helm.sh/helm/v4'); // what .Capabilities.HelmVersion shows
  for (const name of engines) {
    const flags = ['-buildmode=c-shared', '-trimpath', '-buildvcs=false', '-mod=readonly'];
    const link = `-s -w -buildid= -X helm.sh/helm/v4/internal/version.version=${helmVersion}`;
    execFileSync('go', ['build', ...flags, '-ldflags', link, '-o', join(outDir, `${name}.go.wasm`), `./cmd/${name}`], {
      cwd: GO_DIR,
      stdio: 'inherit',
      env: goEnvironment(WASM),
    });
  }
  return new Map(
    engines.map((name) => [name, limitMemory(readFileSync(join(outDir, `${name}.go.wasm`)), MAX_MEMORY_BYTES)]),
  );
}

/** Every package that the engines link: {path, dir, module: {path, version, dir}} with no module for the standard library. */
export function linkedPackages() {
  const format =
    '{{.ImportPath}}\t{{.Dir}}\t{{with .Module}}{{.Path}}\t{{.Version}}\t{{.Dir}}\t{{if .Replace}}replaced{{end}}{{end}}';
  const list = execFileSync(
    'go',
    ['list', '-deps', '-mod=readonly', '-f', format, ...ENGINES.map((name) => `./cmd/${name}`)],
    {
      cwd: GO_DIR,
      env: goEnvironment(WASM),
      encoding: 'utf8',
      maxBuffer: 64 << 20,
    },
  );
  return list
    .trim()
    .split('\n')
    .map((line) => {
      const [path, dir, modulePath, version, moduleDir, replaced] = line.split('\t');
      const module = modulePath
        ? { path: modulePath, version, dir: moduleDir, own: version === '' || replaced !== '' }
        : undefined;
      return { path, dir, module };
    });
}

export function goRoot() {
  return execFileSync('go', ['env', 'GOROOT'], { cwd: GO_DIR, env: goEnvironment(), encoding: 'utf8' }).trim();
}
