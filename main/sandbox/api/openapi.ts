import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import type { ClusterState } from '../cluster-state.ts';
import { customDocument } from '../crds/document.ts';

/** OpenAPI documents: those of the built-in groups as the real server gave them, those of custom groups made of their schemas. */
export class OpenApi {
  readonly #state: ClusterState;
  readonly #folder: string;
  readonly #hashes = new Map<string, string>();
  #custom: { generation: number; documents: ReadonlyMap<string, string> } | undefined;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#folder = path.join(state.builtIn.assets, 'kubernetes/openapi');
  }

  /** /openapi/v3 */
  index(): object {
    const paths: Record<string, object> = {};
    for (const name of this.#names()) {
      paths[name] = { serverRelativeURL: `/openapi/v3/${name}?hash=${this.#hash(name)}` };
    }
    return { paths };
  }

  /** /openapi/v3/apis/apps/v1; undefined when that is not served. */
  v3(name: string): { text: string; hash: string } | undefined {
    const text = this.#customDocuments().get(name) ?? this.#builtIn(name);
    return text === undefined ? undefined : { text, hash: this.#hash(name) };
  }

  v2(): string {
    return this.#builtIn('v2') ?? '{}';
  }

  /** The same for clients that read it as protobuf. */
  v2Protobuf(): Buffer {
    return zstdDecompressSync(readFileSync(path.join(this.#folder, 'v2.pb.zst')));
  }

  #names(): string[] {
    const names = new Set<string>();
    for (const kind of this.#state.kinds.all())
      names.add(kind.group === '' ? `api/${kind.version}` : `apis/${kind.group}/${kind.version}`);
    return [...names].sort();
  }

  #hash(name: string): string {
    const custom = this.#customDocuments().get(name);
    if (custom !== undefined) return digest(custom);
    let hash = this.#hashes.get(name);
    if (hash === undefined) {
      // Of the compressed bytes: nobody has to unpack a document to learn that it has not changed.
      hash = digest(readFileSync(this.#file(name)));
      this.#hashes.set(name, hash);
    }
    return hash;
  }

  #builtIn(name: string): string | undefined {
    if (!/^[a-z0-9./]+$/.test(name) || name.includes('..')) return undefined;
    const file = this.#file(name);
    return existsSync(file) ? zstdDecompressSync(readFileSync(file)).toString('utf8') : undefined;
  }

  #file(name: string): string {
    return path.join(this.#folder, `${name.replaceAll('/', '__')}.json.zst`);
  }

  #customDocuments(): ReadonlyMap<string, string> {
    const { kinds } = this.#state;
    if (this.#custom?.generation !== kinds.generation) {
      const groups = new Map<string, ReturnType<typeof Array.from<import('../kinds/kind.ts').Kind>>>();
      for (const kind of kinds.customKinds()) {
        const name = `apis/${kind.group}/${kind.version}`;
        groups.set(name, [...(groups.get(name) ?? []), kind]);
      }
      const documents = new Map(
        [...groups].map(([name, members]) => [name, JSON.stringify(customDocument(this.#state, members))]),
      );
      this.#custom = { generation: kinds.generation, documents };
    }
    return this.#custom.documents;
  }
}

function digest(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex').toUpperCase();
}
