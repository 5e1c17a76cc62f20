import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Where a server of this data folder can be asked for another link, by whoever may read the folder: its owner. */
const announcement = z.object({ port: z.number().int().min(1).max(65_535), key: z.string().min(32).max(128) });

export function announcementPath(home: string): string {
  return join(home, 'serve.json');
}

/** Resolves with the way to take it back. */
export async function announce(home: string, port: number, key: string): Promise<() => Promise<void>> {
  const path = announcementPath(home);
  await rm(path, { force: true });
  await writeFile(path, `${JSON.stringify({ port, key })}\n`, { mode: 0o600, flag: 'wx' });
  return () => rm(path, { force: true });
}

/** A link of the server that runs for this data folder; undefined when none does. */
export async function askForLink(home: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(announcementPath(home), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = announcement.safeParse(safeJson(text));
  if (!parsed.success) return undefined;
  const { port, key } = parsed.data;
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/link`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(2000),
    });
    return answer.ok ? (await answer.text()).trim() : undefined;
  } catch {
    // Left behind by a process that was killed; whoever has its port now is not ours.
    return undefined;
  }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
