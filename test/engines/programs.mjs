// The official programs, built from the versions that the engines' go.mod names. Cached by go.sum: a changed library is
// a changed program. `go install module@version` takes the program's own module graph, as its makers release it.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { GO_DIR, goEnvironment, requiredVersion } from '../../main/engines/build/compile.mjs';

const CACHE = join(import.meta.dirname, '../../.cache/engine-programs');

const PROGRAMS = {
  helm: {
    module: 'helm.sh/helm/v4',
    path: 'helm.sh/helm/v4/cmd/helm',
    versionVariable: 'helm.sh/helm/v4/internal/version.version',
  },
  kustomize: { module: 'sigs.k8s.io/kustomize/kustomize/v5', path: 'sigs.k8s.io/kustomize/kustomize/v5' },
};

/** Paths of the built programs by name. */
export function officialPrograms() {
  const key = createHash('sha256')
    .update(readFileSync(join(GO_DIR, 'go.sum')))
    .update(readFileSync(import.meta.filename))
    .digest('hex')
    .slice(0, 16);
  const dir = join(CACHE, key);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  for (const [name, { module, path, versionVariable }] of Object.entries(PROGRAMS)) {
    if (existsSync(join(dir, name + suffix))) continue;
    const version = requiredVersion(module);
    const started = performance.now();
    mkdirSync(CACHE, { recursive: true });
    const work = mkdtempSync(join(CACHE, 'build-'));
    try {
      const link = `-s -w${versionVariable ? ` -X ${versionVariable}=${version}` : ''}`;
      execFileSync('go', ['install', '-trimpath', '-ldflags', link, `${path}@${version}`], {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: goEnvironment({ GOBIN: work, GOOS: '', GOARCH: '' }),
      });
      mkdirSync(dir, { recursive: true });
      renameSync(join(work, name + suffix), join(dir, name + suffix));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
    console.log(`built ${path}@${version} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  return Object.fromEntries(Object.keys(PROGRAMS).map((name) => [name, join(dir, name + suffix)]));
}
