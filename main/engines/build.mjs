// npm run build:engines                 builds assets/engines from go/ (needs Go and its module proxy or cache)
// npm run build:engines -- --check      builds aside, writes nothing, and says which digests or licences differ
// npm run build:engines -- helm tools   only these engines

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { compile, ENGINES } from './build/compile.mjs';
import { licences } from './build/licences.mjs';

const { values: flags, positionals } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    out: { type: 'string', default: join(import.meta.dirname, '../../assets/engines') },
  },
  allowPositionals: true,
});
const engines = positionals.length > 0 ? positionals : ENGINES;
const unknown = engines.filter((name) => !ENGINES.includes(name));
if (unknown.length > 0) throw new Error(`no engine is called ${unknown.join(', ')}; there are ${ENGINES.join(', ')}`);

const out = resolve(flags.out);
const sumsFile = join(out, 'SHA256SUMS');
const licencesFile = join(out, 'LICENSES');
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const packedFile = (name) => join(out, `${name}.wasm.zst`);

/** Digest of what a packed artefact holds, undefined when there is none. */
function packedDigest(name) {
  return existsSync(packedFile(name)) ? sha256(zstdDecompressSync(readFileSync(packedFile(name)))) : undefined;
}

function readSums() {
  if (!existsSync(sumsFile)) return new Map();
  return new Map([...readFileSync(sumsFile, 'utf8').matchAll(/^(\w{64}) {2}(\S+)\.wasm$/gm)].map((m) => [m[2], m[1]]));
}

const started = performance.now();
const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
const work = mkdtempSync(join(tmpdir(), 'engines-'));
try {
  const modules = compile(engines, work);
  console.log(`compiled ${engines.join(', ')} in ${seconds()}`);
  if (flags.check) check(modules);
  else write(modules);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function check(modules) {
  const sums = readSums();
  let failed = 0;
  const say = (good, text) => {
    console.log(`${good ? 'same     ' : 'DIFFERENT'} ${text}`);
    if (!good) failed++;
  };
  for (const [name, wasm] of modules) {
    const built = sha256(wasm);
    say(built === sums.get(name), `${name}.wasm: built ${built}, SHA256SUMS ${sums.get(name)}`);
    const packed = packedDigest(name);
    if (packed !== sums.get(name)) say(false, `${name}.wasm.zst holds ${packed}, SHA256SUMS ${sums.get(name)}`);
  }
  say(existsSync(licencesFile) && readFileSync(licencesFile, 'utf8') === licences(), 'LICENSES');
  console.log(`${modules.size + 1 - Math.min(failed, modules.size + 1)} passed, ${failed} failed in ${seconds()}`);
  process.exitCode = failed > 0 ? 1 : 0;
}

function write(modules) {
  const sums = readSums();
  const files = new Map();
  for (const [name, wasm] of modules) {
    const digest = sha256(wasm);
    sums.set(name, digest);
    // Compressing takes longer than compiling.
    if (packedDigest(name) === digest) {
      console.log(`${name.padEnd(10)} unchanged`);
      continue;
    }
    const params = { [constants.ZSTD_c_compressionLevel]: 19, [constants.ZSTD_c_windowLog]: 25 };
    const packed = zstdCompressSync(wasm, { params, pledgedSrcSize: wasm.length });
    files.set(packedFile(name), packed);
    console.log(`${name.padEnd(10)} ${wasm.length} bytes, packed ${packed.length}`);
  }
  const lines = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, digest]) => `${digest}  ${name}.wasm\n`);
  files.set(sumsFile, lines.join(''));
  files.set(licencesFile, licences());
  // All at the end and by renaming: modules and digests that do not fit together are refused by whoever reads them.
  mkdirSync(out, { recursive: true });
  for (const [file, content] of files) writeFileSync(`${file}.new`, content);
  for (const file of files.keys()) renameSync(`${file}.new`, file);
  console.log(`done in ${seconds()}`);
}
