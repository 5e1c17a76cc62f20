// Every kustomization below a directory as cases {name, engine, program, sameError}. The files of a case start at the
// directory, because bases may be anywhere in it. `NAME.cases.json` beside the kustomization NAME is a list of
// {args, edit, flags}, where edit are the `kustomize edit` commands that Argo CD would run for args.overrides.

import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { findDirs, readTree } from './files.mjs';
import { runProgram } from './outcome.mjs';

const MAX_FILE_BYTES = 4 << 20;

export function kustomizeCases(root, kustomize, engines) {
  const files = Object.fromEntries(
    Object.entries(readTree(root)).filter(
      ([name, data]) => data.length < MAX_FILE_BYTES && !/\.(go|tsx?|png|svg|md|sum|lua)$/.test(name),
    ),
  );
  const cases = [];
  for (const dir of findDirs(root, /^(kustomization\.ya?ml|Kustomization)$/)) {
    const own = `${dir}.cases.json`;
    const list = existsSync(own) ? JSON.parse(readFileSync(own, 'utf8')) : [{ args: {} }];
    const path = relative(root, dir);
    for (const [i, { args, edit = [], flags = [] }] of list.entries()) {
      const program = async () => {
        if (edit.length === 0) return runProgram(kustomize, ['build', dir, ...flags], root);
        const work = mkdtempSync(join(tmpdir(), 'kustomize-'));
        try {
          cpSync(root, work, { recursive: true });
          for (const command of edit) {
            const result = await runProgram(kustomize, ['edit', ...command], join(work, path));
            if (!result.ok) return result;
          }
          const result = await runProgram(kustomize, ['build', join(work, path), ...flags], work);
          return { ...result, text: result.text.replaceAll(work, root) };
        } finally {
          rmSync(work, { recursive: true });
        }
      };
      cases.push({
        name: `kustomize ${path}#${i}`,
        engine: () => engines.kustomizeBuild({ path, ...args }, { files, treeKey: root }),
        program,
        sameError: (want, got) => want.replaceAll(root, '') === got,
      });
    }
  }
  return cases;
}
