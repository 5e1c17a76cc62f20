import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long a link may lie in a terminal before it is followed. */
export const LINK_LIFE_MS = 10 * 60_000;
/** Links that have not been followed yet. */
const MAX_LINKS = 16;
/** Browsers that have followed a link; the oldest is signed out first. */
const MAX_SESSIONS = 64;

export interface Asked {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, which every current browser sends and no page can forge. */
  readonly fetchSite: string | undefined;
  readonly cookie: string | undefined;
  readonly authorization: string | undefined;
}

export type Verdict = { readonly admitted: true } | { readonly admitted: false; readonly status: 400 | 401 | 403 };

/**
 * Who may talk to the loopback server. Being on this machine is not enough: any web page can send requests to 127.0.0.1 and any
 * other account can open the port. A browser is let in by a link that works once and then carries a cookie; each request must name
 * this server as its host (a foreign name that resolves to 127.0.0.1 does not) and come from this server's own pages.
 */
export class Admission {
  readonly #port: number;
  readonly #now: () => number;
  /** Digests only: neither a link nor a cookie can be read out of memory. */
  readonly #links = new Map<string, number>();
  readonly #sessions = new Set<string>();
  /** For the owner's other processes; a page never learns it. */
  readonly ownerKey = randomBytes(32).toString('base64url');

  constructor(port: number, now: () => number) {
    this.#port = port;
    this.#now = now;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Cookies know no ports: the name keeps two servers of one machine apart. */
  get cookieName(): string {
    return `argosy-${this.#port}`;
  }

  /** A new one-time link. */
  link(): string {
    for (const [digest, until] of this.#links) if (until < this.#now()) this.#links.delete(digest);
    if (this.#links.size >= MAX_LINKS) this.#links.delete(this.#links.keys().next().value!);
    const token = randomBytes(32).toString('base64url');
    this.#links.set(digestOf(token), this.#now() + LINK_LIFE_MS);
    return `${this.origin}/enter?token=${token}`;
  }

  /** The value of the cookie for a link's token; undefined when it was used, is too old, or never was one. */
  enter(token: string): string | undefined {
    const digest = digestOf(token);
    const until = this.#links.get(digest);
    this.#links.delete(digest);
    if (until === undefined || until < this.#now()) return undefined;
    const session = randomBytes(32).toString('base64url');
    if (this.#sessions.size >= MAX_SESSIONS) this.#sessions.delete(this.#sessions.keys().next().value!);
    this.#sessions.add(digestOf(session));
    return session;
  }

  /** The Host header, for every request. */
  addressed({ host }: Asked): boolean {
    return host === `127.0.0.1:${this.#port}` || host === `localhost:${this.#port}`;
  }

  /** A page or a file. */
  mayRead(asked: Asked): Verdict {
    if (!this.addressed(asked)) return { admitted: false, status: 403 };
    if (asked.fetchSite !== undefined && asked.fetchSite !== 'same-origin' && asked.fetchSite !== 'none') {
      return { admitted: false, status: 403 };
    }
    if (asked.origin !== undefined && asked.origin !== `http://${asked.host}`) return { admitted: false, status: 403 };
    return this.#known(asked.cookie) ? { admitted: true } : { admitted: false, status: 401 };
  }

  /** The WebSocket: browsers always name the origin of the page there. */
  mayConnect(asked: Asked): Verdict {
    if (!this.addressed(asked) || asked.origin !== `http://${asked.host}`) return { admitted: false, status: 403 };
    return this.#known(asked.cookie) ? { admitted: true } : { admitted: false, status: 401 };
  }

  /** A process of the owner, which has read the key from a private file. Browsers name an origin with every POST: they are refused. */
  isOwner({ origin, fetchSite, authorization }: Asked): boolean {
    if (origin !== undefined || fetchSite !== undefined || authorization === undefined) return false;
    return timingSafeEqual(Buffer.from(digestOf(authorization)), Buffer.from(digestOf(`Bearer ${this.ownerKey}`)));
  }

  #known(header: string | undefined): boolean {
    const value = cookieOf(header, this.cookieName);
    if (value === undefined) return false;
    const digest = Buffer.from(digestOf(value));
    let known = false;
    for (const session of this.#sessions) known = timingSafeEqual(digest, Buffer.from(session)) || known;
    return known;
  }
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}
