import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { parse } from 'yaml';

export interface Answer {
  readonly code: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly warnings: readonly string[];
}

interface Kubeconfig {
  readonly clusters: readonly {
    readonly name: string;
    readonly cluster: { server: string; 'certificate-authority-data': string };
  }[];
  readonly users: readonly { readonly name: string; readonly user: { token: string } }[];
}

/** A client that hides nothing: what goes out and what comes back, as they are. */
export class RawClient {
  readonly server: string;
  readonly token: string;
  readonly #agent: Agent;

  constructor(kubeconfigPath: string, context?: string) {
    const { clusters, users } = parse(readFileSync(kubeconfigPath, 'utf8')) as Kubeconfig;
    const { cluster } = clusters.find(({ name }) => name === context) ?? clusters[0]!;
    this.server = cluster.server;
    this.token = (users.find(({ name }) => name === context) ?? users[0]!).user.token;
    this.#agent = new Agent({ keepAlive: true, ca: Buffer.from(cluster['certificate-authority-data'], 'base64') });
  }

  send(
    method: string,
    path: string,
    body?: unknown,
    type = 'application/json',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const payload =
      body === undefined ? undefined : typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const call = request(
        this.server,
        {
          method,
          // As it is: a path that climbs must arrive climbing.
          path,
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${this.token}`,
            accept: 'application/json',
            'user-agent': 'contract/1',
            ...(payload === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(payload) }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            const warning = response.headers['warning'];
            resolve({
              code: response.statusCode ?? 0,
              text,
              body: text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {},
              warnings: warning === undefined ? [] : [String(warning)],
            });
          });
        },
      );
      call.on('error', reject);
      call.end(payload);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
