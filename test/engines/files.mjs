import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Reads a directory, links followed, as {relative path: content}. */
export function readTree(root) {
  const files = {};
  const open = new Set(); // real paths above, against links in a circle
  const walk = (dir, prefix) => {
    const real = realpathSync(dir);
    if (open.has(real)) return;
    open.add(real);
    for (const name of readdirSync(dir)) {
      if (name === '.git' || name === 'node_modules') continue;
      const path = join(dir, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat?.isDirectory()) walk(path, `${prefix}${name}/`);
      else if (stat?.isFile()) files[prefix + name] = readFileSync(path);
    }
    open.delete(real);
  };
  walk(root, '');
  return files;
}

/** Directories below root that hold a matching name; links are not followed. */
export function findDirs(root, marker) {
  const found = new Set();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const hidden = /[\\/](node_modules|\.git)([\\/]|$)/.test(entry.parentPath);
    if (marker.test(entry.name) && entry.isFile() && !hidden) found.add(entry.parentPath);
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}
