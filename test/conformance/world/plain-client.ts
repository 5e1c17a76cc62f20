import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { parse } from 'yaml';
import type { KubeObject } from '../../../main/model/index.ts';

/** Who writes, as the API server records it. */
const MANAGER = 'kubectl-edit';

/** A refusal of the API server. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: { server: string; 'certificate-authority-data'?: string } }[];
  readonly users: readonly {
    readonly user: { token?: string; 'client-certificate-data'?: string; 'client-key-data'?: string };
  }[];
}

/** The suite's own eyes and hands on a cluster: it shares no line with what is tested. Paths are the API's own. */
export class PlainClient {
  readonly server: string;
  readonly #agent: Agent;
  readonly #token: string | undefined;

  constructor(kubeconfigPath: string) {
    const { clusters, users } = parse(readFileSync(kubeconfigPath, 'utf8')) as Kubeconfig;
    const { cluster } = clusters[0]!;
    const { user } = users[0]!;
    const bytes = (text: string | undefined) => (text === undefined ? undefined : Buffer.from(text, 'base64'));
    this.server = cluster.server;
    this.#token = user.token;
    this.#agent = new Agent({
      keepAlive: true,
      ca: bytes(cluster['certificate-authority-data']),
      cert: bytes(user['client-certificate-data']),
      key: bytes(user['client-key-data']),
    });
  }

  /** Undefined when there is no such object. */
  async get<T = KubeObject>(path: string): Promise<T | undefined> {
    try {
      return (await this.#send('GET', path)) as T;
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return undefined;
      throw error;
    }
  }

  async list(path: string): Promise<readonly KubeObject[]> {
    const { items } = (await this.#send('GET', path)) as { items: KubeObject[] };
    return items;
  }

  create<T = KubeObject>(path: string, object: unknown, manager = MANAGER): Promise<T> {
    return this.#send('POST', `${path}?fieldManager=${manager}`, object, 'application/json') as Promise<T>;
  }

  /** A merge patch. */
  patch(path: string, patch: unknown, manager = MANAGER): Promise<KubeObject> {
    const body = this.#send('PATCH', `${path}?fieldManager=${manager}`, patch, 'application/merge-patch+json');
    return body as Promise<KubeObject>;
  }

  /** A server-side apply. */
  apply(path: string, object: unknown, manager: string): Promise<KubeObject> {
    const body = this.#send('PATCH', `${path}?fieldManager=${manager}`, object, 'application/apply-patch+yaml');
    return body as Promise<KubeObject>;
  }

  /** Also of a subresource; `path` names it. */
  replace(path: string, object: unknown, manager = MANAGER): Promise<KubeObject> {
    return this.#send('PUT', `${path}?fieldManager=${manager}`, object, 'application/json') as Promise<KubeObject>;
  }

  async delete(path: string, propagationPolicy = 'Background'): Promise<void> {
    try {
      await this.#send(
        'DELETE',
        path,
        { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy },
        'application/json',
      );
    } catch (error) {
      if (!(error instanceof Refused && error.status === 404)) throw error;
    }
  }

  /**
   * Resolves with the object (undefined: it is gone) as soon as the condition holds, told by a watch.
   * `path` is the collection's.
   */
  async until(
    path: string,
    name: string,
    condition: (object: KubeObject | undefined) => boolean,
    what: string,
    patienceMs = 30_000,
  ): Promise<KubeObject | undefined> {
    const selector = `fieldSelector=${encodeURIComponent(`metadata.name=${name}`)}`;
    const listed = (await this.#send('GET', `${path}?${selector}`)) as {
      items: KubeObject[];
      metadata: { resourceVersion: string };
    };
    let current = listed.items[0];
    if (condition(current)) return current;
    const { resourceVersion } = listed.metadata;
    return new Promise((resolve, reject) => {
      const end = (run: () => void) => {
        clearTimeout(timer);
        stop();
        run();
      };
      const timer = setTimeout(
        () => end(() => reject(new Error(`never happened: ${what}; last seen: ${JSON.stringify(current)}`))),
        patienceMs,
      );
      const stop = this.#watch(
        `${path}?${selector}&watch=true&resourceVersion=${resourceVersion}`,
        (event) => {
          current = event.type === 'DELETED' ? undefined : event.object;
          if (condition(current)) end(() => resolve(current));
        },
        (error) => end(() => reject(error)),
      );
    });
  }

  /** Every event of a collection from now on, until the returned function is called. */
  async follow(path: string, listener: (event: WatchEvent) => void): Promise<() => void> {
    const { metadata } = (await this.#send('GET', path)) as { metadata: { resourceVersion: string } };
    return this.#watch(`${path}?watch=true&resourceVersion=${metadata.resourceVersion}`, listener, (error) => {
      throw error;
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #watch(path: string, listener: (event: WatchEvent) => void, failed: (error: Error) => void): () => void {
    let stopped = false;
    const call = request(
      new URL(path, this.server),
      { agent: this.#agent, headers: this.#headers(undefined) },
      (answer) => {
        let rest = '';
        answer.setEncoding('utf8');
        answer.on('data', (text: string) => {
          const lines = (rest + text).split('\n');
          rest = lines.pop()!;
          for (const line of lines) if (line !== '' && !stopped) listener(JSON.parse(line) as WatchEvent);
        });
        answer.on('error', () => undefined);
      },
    );
    call.on('error', (error) => {
      if (!stopped) failed(error);
    });
    call.end();
    return () => {
      stopped = true;
      call.destroy();
    };
  }

  #headers(contentType: string | undefined): Record<string, string> {
    return {
      accept: 'application/json',
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
    };
  }

  #send(method: string, path: string, body?: unknown, contentType?: string): Promise<unknown> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      ...this.#headers(contentType),
      ...(text === undefined ? {} : { 'content-length': Buffer.byteLength(text) }),
    };
    return new Promise((resolve, reject) => {
      const call = request(new URL(path, this.server), { method, agent: this.#agent, headers }, (answer) => {
        let said = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (said += chunk));
        answer.on('end', () => {
          const status = answer.statusCode ?? 0;
          const value = said.startsWith('{') ? (JSON.parse(said) as { message?: string }) : { message: said };
          if (status < 300) resolve(value);
          else reject(new Refused(status, `${method} ${path}: ${status} ${value.message ?? ''}`));
        });
      });
      call.on('error', reject);
      call.end(text);
    });
  }
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubeObject;
}
