import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The names of the rules that a house of these files breaks. */
function broken(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'argosy-floors-'));
  folders.push(folder);
  cpSync(join(root, '.dependency-cruiser.cjs'), join(folder, '.dependency-cruiser.cjs'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const program = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const { stdout } = spawnSync(
    process.execPath,
    [program, '--config', '.dependency-cruiser.cjs', '-T', 'json', 'main', 'preload', 'renderer'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  const { summary } = JSON.parse(stdout) as {
    summary: { totalCruised: number; violations: { rule: { name: string } }[] };
  };
  // A check that sees no file passes always: it must have seen them.
  expect(summary.totalCruised).toBeGreaterThanOrEqual(Object.keys(files).length);
  return summary.violations.map(({ rule }) => rule.name);
}

const house = {
  'main/model/index.ts': 'export const a = 1;\n',
  'main/git/index.ts': "export { b } from './b.ts';\n",
  'main/git/b.ts': "import { a } from '../model/index.ts';\nexport const b = a;\n",
  'main/engine/index.ts': "import { b } from '../git/index.ts';\nexport const c = b;\n",
  'preload/contract/index.ts': 'export const d = 1;\n',
  'renderer/page.tsx': "import { d } from '../preload/contract/index.ts';\nexport const Page = () => <p>{d}</p>;\n",
};

describe('the house plan', () => {
  it('lets a house stand that keeps to it', () => expect(broken(house)).toEqual([]));

  it.each([
    [
      'an import from a floor above',
      { 'main/model/up.ts': "import { b } from '../git/index.ts';\nexport const x = b;\n" },
      'model-imports-only-from-floors-below-0',
    ],
    [
      'an import of the engine by a page',
      { 'renderer/up.tsx': "import { c } from '../main/engine/index.ts';\nexport const Up = () => <p>{c}</p>;\n" },
      'the-renderer-knows-the-contract-only',
    ],
    [
      'a type from a floor above',
      { 'main/model/up.ts': "import type { b } from '../git/index.ts';\nexport type X = typeof b;\n" },
      'model-imports-only-from-floors-below-0',
    ],
    [
      'an import from a room beside',
      { 'main/store/index.ts': "import { b } from '../git/index.ts';\nexport const x = b;\n" },
      'store-imports-only-from-floors-below-1',
    ],
    [
      'reaching past a face',
      { 'main/render/index.ts': "import { b } from '../git/b.ts';\nexport const x = b;\n" },
      'git-is-entered-by-its-face',
    ],
    [
      'electron outside its shell',
      { 'main/engine/e.ts': "import 'electron';\n" },
      'only-the-electron-shell-imports-electron',
    ],
    [
      'a contract that knows the engine',
      { 'preload/contract/x.ts': "import { c } from '../../main/engine/index.ts';\nexport const x = c;\n" },
      'the-contract-stands-on-nothing-of-main',
    ],
    [
      'a circle',
      {
        'main/git/x.ts': "import { y } from './y.ts';\nexport const x = y;\n",
        'main/git/y.ts': "import { x } from './x.ts';\nexport const y = () => x;\n",
      },
      'no-circles',
    ],
  ])('refuses %s', (_what, files, rule) => expect(broken({ ...house, ...files })).toContain(rule));
});
