import { describe, expect, it } from 'vitest';
import { findImports } from './jsonnet-imports.ts';

describe('imports of a Jsonnet text', () => {
  it('are found in every form, and not in comments or texts', () => {
    const text = `
      local a = import 'a.libsonnet'; // import 'no'
      local b = importstr "b\\u002ftxt"; # import 'no'
      /* import 'no' */
      local c = importbin @'c''d.bin', s = "import 'no'", t = 'importstr "no"';
      (import "x\\"y") + important + import(1)
    `;
    expect(findImports(text)).toEqual([
      { path: 'a.libsonnet', code: true },
      { path: 'b/txt', code: false },
      { path: "c'd.bin", code: false },
      { path: 'x"y', code: true },
    ]);
  });
});
