import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { NewObject } from './authoring.ts';
import { headerOf } from './encode.ts';

const compressed = promisify(deflate);

/** Writes objects as files of their own, each whole or not at all; an object is in place before what refers to it. */
export async function writeLoose(objectsFolder: string, objects: readonly NewObject[]): Promise<void> {
  for (const object of [...objects].sort((a, b) => RANK[a.kind] - RANK[b.kind])) {
    const folder = join(objectsFolder, object.id.slice(0, 2));
    const path = join(folder, object.id.slice(2));
    if (existsSync(path)) continue;
    await mkdir(folder, { recursive: true });
    const fresh = join(folder, `tmp_obj_${randomBytes(6).toString('hex')}`);
    try {
      await writeFile(fresh, await compressed(Buffer.concat([Buffer.from(headerOf(object)), object.bytes])), {
        mode: 0o444,
        flag: 'wx',
      });
      await rename(fresh, path);
    } catch (error) {
      await rm(fresh, { force: true });
      throw error;
    }
  }
}

const RANK: Readonly<Record<NewObject['kind'], number>> = { blob: 0, tree: 1, commit: 2 };
