import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files for one command, readable by this user only, gone when the command has ended. */
export interface OneShot {
  file(name: string, text: string): Promise<string>;
  remove(): Promise<void>;
}

/** @param folder in memory where the system has such a place (`runFolder`). */
export function oneShot(folder: string): OneShot {
  let own: string | undefined;
  return {
    async file(name, text) {
      if (own === undefined) {
        own = join(folder, randomBytes(12).toString('hex'));
        await mkdir(own, { recursive: true, mode: 0o700 });
      }
      const path = join(own, name);
      await writeFile(path, text, { mode: 0o600, flag: 'wx' });
      return path;
    },
    async remove() {
      if (own !== undefined) await rm(own, { recursive: true, force: true });
    },
  };
}
