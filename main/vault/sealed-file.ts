import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { ArgosyError } from '../model/index.ts';
import { readPrivate, writePrivate } from './private-file.ts';

/** `AGS1 | nonce 12 | tag 16 | ciphertext`, AES-256-GCM. A file that is renamed to another record does not open: the id is bound in. */
const MAGIC = Buffer.from('AGS1');
const HEAD = MAGIC.length + 12 + 16;
const LARGEST = 2 * 1024 * 1024;

export function sealedPath(folder: string, id: string): string {
  return path.join(folder, `${createHash('sha256').update(id).digest('hex')}.sealed`);
}

export async function writeSealed(folder: string, id: string, value: string, key: Uint8Array): Promise<void> {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(id));
  const body = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  await writePrivate(sealedPath(folder, id), Buffer.concat([MAGIC, nonce, cipher.getAuthTag(), body]));
}

/** Undefined: no such file. Throws when it is there and does not open. */
export async function readSealed(
  folder: string,
  id: string,
  key: () => Promise<Uint8Array | undefined>,
): Promise<string | undefined> {
  const bytes = await readPrivate(sealedPath(folder, id), LARGEST);
  if (bytes === undefined) return undefined;
  const known = bytes.length > HEAD && bytes.subarray(0, MAGIC.length).equals(MAGIC) ? await key() : undefined;
  if (known === undefined) throw unreadable(id);
  const decipher = createDecipheriv('aes-256-gcm', known, bytes.subarray(4, 16), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(id));
  decipher.setAuthTag(bytes.subarray(16, HEAD));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(HEAD)), decipher.final()]).toString('utf8');
  } catch (error) {
    throw unreadable(id, error);
  }
}

export async function removeSealed(folder: string, id: string): Promise<void> {
  await rm(sealedPath(folder, id), { force: true });
}

function unreadable(id: string, cause?: unknown): ArgosyError {
  return new ArgosyError(
    'FailedPrecondition',
    'the sealed value is damaged, or was sealed with a key that the keychain no longer has',
    {
      subject: id,
      advice: 'Enter this credential again.',
      cause,
    },
  );
}
