// node test/engines/compare.mjs [--helm DIR]... [--kustomize DIR]...
//
// Renders every chart and kustomization with the engines and with the official programs of the same versions (built with
// Go, cached under .cache/) and compares byte by byte. Without directories: those beside this file.

import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createEngines } from '../../main/engines/index.ts';
import { helmCases } from './helm-cases.mjs';
import { kustomizeCases } from './kustomize-cases.mjs';
import { compare, runEngine } from './outcome.mjs';
import { officialPrograms } from './programs.mjs';

const AT_A_TIME = 2;

const { values } = parseArgs({
  options: { helm: { type: 'string', multiple: true }, kustomize: { type: 'string', multiple: true } },
});
const own = values.helm === undefined && values.kustomize === undefined;
const directories = (given, name) =>
  own ? [join(import.meta.dirname, name)] : (given ?? []).map((dir) => resolve(dir));

const started = performance.now();
const programs = officialPrograms();
const built = performance.now();
const engines = createEngines({ deadlineMs: 120_000 });
const cases = [
  ...directories(values.helm, 'charts').flatMap((dir) => helmCases(dir, programs.helm, engines)),
  ...directories(values.kustomize, 'kustomizations').flatMap((dir) => kustomizeCases(dir, programs.kustomize, engines)),
];

const kinds = new Map();
let failed = 0;
const queue = cases.values();
await Promise.all(
  Array.from({ length: AT_A_TIME }, async () => {
    for (const { name, engine, program, sameError } of queue) {
      const result = await compare(program, await runEngine(engine()), sameError);
      kinds.set(result.kind, (kinds.get(result.kind) ?? 0) + 1);
      if (result.passed) continue;
      failed++;
      console.log(
        `--- ${result.kind}: ${name}\n  program ${excerpt(result.want, result.got)}\n  engine  ${excerpt(result.got, result.want)}`,
      );
    }
  }),
);
await engines.close();

const seconds = (from, to) => `${((to - from) / 1000).toFixed(0)} s`;
console.log([...kinds].map(([kind, count]) => `${count} ${kind}`).join(', '));
console.log(`programs ${seconds(started, built)}, comparing ${seconds(built, performance.now())}`);
console.log(`${cases.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 || cases.length === 0 ? 1 : 0;

/** From a little before the first difference. */
function excerpt(text, other) {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  return JSON.stringify(text.slice(Math.max(0, at - 60), at + 340));
}
