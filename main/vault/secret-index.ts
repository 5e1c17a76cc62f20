import { rename } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../runtime/index.ts';
import { describe } from './memory-store.ts';
import { readPrivate, writePrivate } from './private-file.ts';
import type { SecretDescriptor } from './secret-store.ts';

export interface IndexEntry {
  readonly descriptor: SecretDescriptor;
  readonly where: 'keychain' | 'sealed';
}

const LARGEST = 16 * 1024 * 1024;

/** The descriptors of all secrets, in a file, because a keychain keeps a value and a name and nothing else. No values. */
export async function openIndex(folder: string, logger: Logger) {
  const file = path.join(folder, 'index.json');
  const entries = await load(file, logger);
  const save = () => writePrivate(file, Buffer.from(`${JSON.stringify([...entries.values()])}\n`));
  return {
    get: (id: string) => entries.get(id),
    first: (where: IndexEntry['where']) => {
      for (const [id, entry] of entries) if (entry.where === where) return id;
      return undefined;
    },
    list: () => [...entries.values()].map(({ descriptor }) => descriptor),
    async put(entry: IndexEntry) {
      entries.set(entry.descriptor.ref, entry);
      await save();
    },
    async delete(id: string) {
      if (entries.delete(id)) await save();
    },
  };
}

async function load(file: string, logger: Logger): Promise<Map<string, IndexEntry>> {
  const entries = new Map<string, IndexEntry>();
  const bytes = await readPrivate(file, LARGEST);
  if (bytes === undefined) return entries;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (!Array.isArray(value)) throw new Error('it is not a list');
    for (const item of value as readonly IndexEntry[]) {
      const { descriptor, where } = item;
      if (typeof descriptor.ref !== 'string' || typeof descriptor.kind !== 'string')
        throw new Error('an entry has no ref or kind');
      entries.set(descriptor.ref, {
        descriptor: describe(descriptor.ref, descriptor, Number(descriptor.updatedAt)),
        where: where === 'sealed' ? 'sealed' : 'keychain',
      });
    }
  } catch (error) {
    // The values are elsewhere and are found without it; only what is shown about them is lost.
    logger.warn('the list of secrets is damaged and begins anew; the secrets themselves are untouched', {
      file,
      error,
    });
    await rename(file, `${file}.damaged`);
    entries.clear();
  }
  return entries;
}
