import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type ClusterState, timestamp } from '../cluster-state.ts';
import { StatusError } from './status-error.ts';

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

export const ADMINISTRATOR: User = { name: 'argosy-sandbox', groups: ['system:masters', 'system:authenticated'] };
const ANONYMOUS: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

const LONGEST_SECONDS = 2 ** 32;
const SHORTEST_SECONDS = 600;

/** Who asks: the administrator by the cluster's token, a ServiceAccount by one that it was given. */
export class Authenticator {
  readonly #state: ClusterState;
  readonly #token: Buffer;
  readonly #key: Buffer;

  /** `token` is the administrator's; tokens of ServiceAccounts are signed with a key made of it. */
  constructor(state: ClusterState, token: string) {
    this.#state = state;
    this.#token = Buffer.from(token);
    this.#key = createHmac('sha256', token).update('service accounts').digest();
  }

  user(headers: IncomingHttpHeaders): User {
    const { authorization } = headers;
    if (authorization === undefined || authorization === '') return ANONYMOUS;
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    if (token !== undefined) {
      const given = Buffer.from(token);
      if (given.length === this.#token.length && timingSafeEqual(given, this.#token)) return ADMINISTRATOR;
      const account = this.#account(token);
      if (account !== undefined) return account;
    }
    throw new StatusError(401, 'Unauthorized', 'Unauthorized');
  }

  /** A token for a ServiceAccount, and when it ends. */
  issue(
    namespace: string,
    name: string,
    uid: string,
    seconds: number | undefined,
  ): { token: string; expirationTimestamp: string; seconds: number } {
    const lifetime = Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, seconds ?? 3600));
    const until = Math.floor(this.#state.clock.now() / 1000) + lifetime;
    const header = encode({ alg: 'HS256', typ: 'JWT' });
    const claims = encode({ sub: `system:serviceaccount:${namespace}:${name}`, uid, exp: until });
    const body = `${header}.${claims}`;
    return {
      token: `${body}.${this.#sign(body)}`,
      expirationTimestamp: timestamp(this.#state.clock, lifetime),
      seconds: lifetime,
    };
  }

  #account(token: string): User | undefined {
    const parts = token.split('.');
    if (parts.length !== 3) return undefined;
    const wanted = Buffer.from(this.#sign(`${parts[0]}.${parts[1]}`));
    const given = Buffer.from(parts[2]!);
    if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) return undefined;
    const { sub, uid, exp } = JSON.parse(Buffer.from(parts[1]!, 'base64url').toString('utf8')) as {
      sub: string;
      uid: string;
      exp: number;
    };
    if (exp * 1000 <= this.#state.clock.now()) return undefined;
    const [, , namespace = '', name = ''] = sub.split(':');
    // A token ends with its account.
    if (this.#state.store.get('/serviceaccounts', `${namespace}/${name}`)?.object.metadata.uid !== uid)
      return undefined;
    return named(sub, []);
  }

  #sign(body: string): string {
    return createHmac('sha256', this.#key).update(body).digest('base64url');
  }
}

/** A user by name, with the groups that every such user is in. */
export function named(name: string, groups: readonly string[]): User {
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
  const own = account === null ? [] : ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`];
  return { name, groups: [...new Set([...groups, ...own, 'system:authenticated'])] };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
