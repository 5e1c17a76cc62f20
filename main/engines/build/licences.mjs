// The licences of everything that the engines contain, from the module cache: a text for every licence file that stands
// in the directory of a linked package or above it, up to its module. Equal texts are printed once.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { goRoot, linkedPackages, requiredVersion } from './compile.mjs';

const LICENCE_FILE = /^(licen[cs]e|copying|notice|copyright|patents)([.-].*)?$/i;
/** The same on every machine, whatever its language. */
const byCode = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const CODE = /\.go$/i;

export function licences() {
  /** text → names of what it covers */
  const texts = new Map();
  const modules = new Map();
  const add = (covered, dir) => {
    let found = false;
    for (const name of readdirSync(dir).sort(byCode)) {
      if (!LICENCE_FILE.test(name) || CODE.test(name)) continue;
      const text = readFileSync(join(dir, name), 'utf8').replaceAll('\r\n', '\n').trim();
      const names = texts.get(text) ?? new Set();
      names.add(`${covered} (${name})`);
      texts.set(text, names);
      found = true;
    }
    return found;
  };

  for (const { dir, module } of linkedPackages()) {
    if (module === undefined || module.own) continue;
    const root = `${module.path} ${module.version}`;
    for (let at = dir; ; at = dirname(at)) {
      const below = relative(module.dir, at);
      const found = add(below === '' ? root : `${root}, ${below}`, at);
      if (below === '') {
        modules.set(root, (modules.get(root) ?? false) || found);
        break;
      }
    }
  }
  const without = [...modules].filter(([, found]) => !found).map(([name]) => name);
  if (without.length > 0) throw new Error(`no licence file in ${without.join(', ')}`);
  add(`The Go standard library and runtime, ${requiredVersion('toolchain')}`, goRoot());

  const sections = [...texts].map(([text, names]) => ({ names: [...names].sort(byCode), text }));
  sections.sort((a, b) => byCode(a.names[0], b.names[0]));
  const rule = '='.repeat(100);
  return [
    'The engines in this directory contain the Go standard library and the modules below, under these licences.\n',
    ...[...modules.keys()].sort(byCode).map((name) => `  ${name}\n`),
    ...sections.map(({ names, text }) => `\n${rule}\n${names.join('\n')}\n${rule}\n\n${text}\n`),
  ].join('');
}
