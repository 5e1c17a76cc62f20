import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesIn, type SandboxRepository } from './repository.ts';

export interface ContentApplication {
  /** Where a setting without a place of its own goes. */
  readonly file: string;
  readonly settings: Readonly<
    Record<string, { readonly file: string; readonly path: readonly (string | number)[]; readonly prefix?: string }>
  >;
  readonly break: {
    readonly cluster: string;
    readonly namespace: string;
    readonly deployment: string;
    readonly service?: string;
  };
}

/** A commit for a tour: a text of one of the files is exchanged, or settings are. */
export interface PreparedCommit {
  readonly application: string;
  readonly message: string;
  readonly set?: Readonly<Record<string, string>>;
  readonly replace?: { readonly file: string; readonly from: string; readonly to: string };
}

export interface Content {
  readonly applications: Readonly<Record<string, ContentApplication>>;
  readonly prepared: Readonly<Record<string, PreparedCommit>>;
  /** What is seeded as if somebody had changed it by hand. */
  readonly drifted: {
    readonly cluster: string;
    readonly application: string;
    readonly file: string;
    readonly namespace: string;
    readonly replicas: number;
  };
}

export function readContent(assets: string): Content {
  return JSON.parse(readFileSync(path.join(assets, 'content.json'), 'utf8')) as Content;
}

export const AUTHOR = { name: 'Argosy sandbox', email: 'sandbox@argosy.invalid' };
const PLACE = '{{repository}}';

/** The first commit. */
export async function seedRepository(repository: SandboxRepository, assets: string, url: string): Promise<void> {
  await repository.init();
  const files = new Map(
    [...filesIn(path.join(assets, 'content'))].map(([file, text]) => [file, text.replaceAll(PLACE, url)]),
  );
  await repository.commit('Begin the sandbox fleet', files, AUTHOR);
}

/** Applications name the repository by its address: a new one is a commit. */
export async function follow(repository: SandboxRepository, before: string, now: string): Promise<void> {
  const changes = new Map<string, string>();
  for (const file of await repository.files()) {
    if (!file.startsWith('fleet/')) continue;
    const text = await repository.read(file);
    if (text?.includes(before)) changes.set(file, text.replaceAll(before, now));
  }
  if (changes.size > 0) await repository.commit('Follow the repository to its new address', changes, AUTHOR);
}
