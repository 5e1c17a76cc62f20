// Every chart below a directory as cases {name, engine, program, sameError}. `NAME.cases.json` beside the chart NAME is a
// list of {args, flags}: the same wish for the engine and for the program.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findDirs, readTree } from './files.mjs';
import { runProgram } from './outcome.mjs';

const STANDARD = [
  { args: {}, flags: [] },
  {
    args: {
      includeCRDs: true,
      skipTests: true,
      isUpgrade: true,
      kubeVersion: 'v1.29.3',
      apiVersions: ['monitoring.coreos.com/v1', 'foo/v1'],
    },
    flags: [
      '--include-crds',
      '--skip-tests',
      '--is-upgrade',
      '--kube-version',
      'v1.29.3',
      '--api-versions',
      'monitoring.coreos.com/v1,foo/v1',
    ],
  },
];

export function helmCases(root, helm, engines) {
  const cases = [];
  const add = (path, chart, files, list, cwd) => {
    for (const [i, { args, flags }] of list.entries()) {
      cases.push({
        name: `helm ${path}#${i}`,
        engine: () => engines.helmTemplate({ chart, releaseName: 'rel', namespace: 'ns', ...args }, { files }),
        program: () => runProgram(helm, ['template', 'rel', path, '--namespace', 'ns', ...flags], cwd),
        sameError: (want, got) => want.replaceAll(path, chart) === got,
      });
    }
  };
  for (const dir of findDirs(root, /^Chart\.yaml$/)) {
    const own = join(dirname(dir), `${basename(dir)}.cases.json`);
    // With cases of its own the tree starts at the parent, where shared values files are.
    if (existsSync(own))
      add(basename(dir), basename(dir), readTree(dirname(dir)), JSON.parse(readFileSync(own, 'utf8')), dirname(dir));
    else add(dir, '', readTree(dir), STANDARD, root);
  }
  for (const name of readdirSync(root, { recursive: true })) {
    const path = join(root, name);
    if (name.endsWith('.tgz') && statSync(path).isFile())
      add(path, 'c.tgz', { 'c.tgz': readFileSync(path) }, STANDARD, root);
  }
  return cases;
}
