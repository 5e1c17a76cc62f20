// What of others is in the application, and on what terms: every package of the lock file that is shipped, with its licence's text, and what is in the
// engines. Texts that are equal are kept once.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const NAMES = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;
/** Bytes. A licence is a few kilobytes. */
const LONGEST = 100_000;

/** @returns {{ packages: { name: string, version: string, licence: string, texts: number[] }[], texts: string[] }} */
export function collectLicences(root) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const texts = [];
  const known = new Map();
  const keep = (text) => {
    let at = known.get(text);
    if (at === undefined) {
      at = texts.push(text) - 1;
      known.set(text, at);
    }
    return at;
  };
  const packages = Object.entries(lock.packages)
    .filter(([path, one]) => path !== '' && one.dev !== true && one.link !== true)
    .map(([path, one]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: one.version ?? '',
      licence: typeof one.license === 'string' ? one.license : '',
      texts: textsOf(join(root, path)).map(keep),
    }));
  const unique = new Map(packages.map((one) => [`${one.name}@${one.version}`, one]));
  const engines = readFileSync(join(root, 'assets', 'engines', 'LICENSES'), 'utf8');
  const all = [...unique.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return {
    packages: [
      { name: 'Helm, Kustomize and the other engines', version: '', licence: '', texts: [keep(engines)] },
      ...all,
    ],
    texts,
  };
}

/** None for a package of another platform, which is not installed here; its licence is named all the same. */
function textsOf(folder) {
  let files;
  try {
    files = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  return files
    .filter((file) => file.isFile() && NAMES.test(file.name))
    .map((file) => readFileSync(join(folder, file.name), 'utf8').slice(0, LONGEST).replaceAll('\r\n', '\n').trim());
}

/** For esbuild: `argosy:licences` is the list as a module, a chunk of its own that is loaded when somebody asks. */
export function licencesPlugin(root) {
  return {
    name: 'licences',
    setup(build) {
      build.onResolve({ filter: /^argosy:licences$/ }, ({ path }) => ({ path, namespace: 'licences' }));
      build.onLoad({ filter: /.*/, namespace: 'licences' }, () => ({
        contents: JSON.stringify(collectLicences(root)),
        loader: 'json',
      }));
    },
  };
}
