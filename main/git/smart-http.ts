import { ArgosyError, type CommitSha } from '../model/index.ts';
import type { RemoteRefs } from './backend.ts';
import { failureFrom } from './failure.ts';
import type { HttpSession } from './http.ts';
import { isObjectId } from './objects.ts';
import { line, type Packet, packets, pkt } from './pkt-line.ts';
import { remoteRefs } from './remote-refs.ts';

/**
 * Git's protocol version 2 over HTTP, the two commands that a reader needs. isomorphic-git speaks version 1, where a server
 * refuses a commit by id unless configured otherwise, and where its second shallow fetch downloads the whole tree again.
 */
const V2 = { 'git-protocol': 'version=2' };
const MOST_REFS = 200_000;
const AGENT = 'agent=argosy';

export interface Service {
  /** Base address, after a redirect. */
  readonly base: string;
  readonly version: 1 | 2;
  readonly capabilities: ReadonlyMap<string, string>;
  /** Version 1 servers answer with the references at once. */
  readonly refs?: RemoteRefs;
}

/** The first request: what can this server do? */
export async function discover(http: HttpSession, address: string, signal?: AbortSignal): Promise<Service> {
  const path = '/info/refs?service=git-upload-pack';
  const answer = await http.get(address.replace(/\/+$/, '') + path, V2, signal);
  if (!answer.url.endsWith(path)) {
    throw new ArgosyError('FailedPrecondition', 'the server redirects to something that is no repository', {
      subject: address,
    });
  }
  const base = answer.url.slice(0, -path.length);
  const lines: string[] = [];
  let flushes = 0;
  try {
    for await (const packet of packets(answer.body)) {
      if (packet === 'flush') flushes++;
      const text = line(packet);
      if (text !== '' && !text.startsWith('# service=')) lines.push(text);
      if (lines.length > MOST_REFS) throw tooMany(address);
    }
  } catch (error) {
    if (error instanceof ArgosyError) throw error;
    throw new ArgosyError('NotFound', `'${address}' does not appear to be a git repository`, {
      subject: address,
      advice: 'Check the URL: the server answers, but not as a Git server.',
      cause: error,
    });
  }
  if (flushes === 0) {
    throw new ArgosyError('NotFound', `'${address}' does not appear to be a git repository`, {
      subject: address,
      advice: 'Check the URL: the server answers, but not as a Git server.',
    });
  }
  refuseErrors(lines[0], address);
  if (lines[0] === 'version 2') return { base, version: 2, capabilities: capabilityMap(lines.slice(1)) };
  return versionOne(base, lines);
}

export async function listRefs(http: HttpSession, service: Service, signal?: AbortSignal): Promise<RemoteRefs> {
  if (service.refs !== undefined) return service.refs;
  const request = `${command('ls-refs', service)}0001${pkt('peel\n')}${pkt('symrefs\n')}0000`;
  const refs = new Map<string, CommitSha>();
  let target: string | undefined;
  let head: CommitSha | undefined;
  for await (const packet of await ask(http, service, request, signal)) {
    const text = line(packet);
    refuseErrors(text, service.base);
    const [id, name, ...attributes] = text.split(' ');
    if (id === undefined || name === undefined || !isObjectId(id)) continue;
    const attribute = (key: string) => attributes.find((one) => one.startsWith(`${key}:`))?.slice(key.length + 1);
    if (name === 'HEAD') {
      head = id as CommitSha;
      target = attribute('symref-target');
    } else {
      refs.set(name, (attribute('peeled') ?? id) as CommitSha);
      if (refs.size > MOST_REFS) throw tooMany(service.base);
    }
  }
  return remoteRefs(refs, target, head);
}

export interface PackWish {
  readonly want: readonly CommitSha[];
  /** Commits that are there in full: without their parents when `shallow`, with all of them otherwise. */
  readonly have: readonly CommitSha[];
  /** Without the parents of what is wanted. */
  readonly shallow: boolean;
  /** For example `tree:0`: commits alone. Left out where the server has no filters. */
  readonly filter?: string;
}

/** The pack that completes what is wanted. */
export async function* fetchPack(
  http: HttpSession,
  service: Service,
  wish: PackWish,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const features = service.capabilities.get('fetch')?.split(' ') ?? [];
  const shallow = wish.shallow && features.includes('shallow');
  const request = [
    command('fetch', service),
    '0001',
    // Without thin packs a server sends the whole tree again: it leaves out only what it may refer to.
    pkt('thin-pack\n'),
    pkt('ofs-delta\n'),
    ...(shallow ? [...wish.have.map((id) => pkt(`shallow ${id}\n`)), pkt('deepen 1\n')] : []),
    ...(wish.filter !== undefined && features.includes('filter') ? [pkt(`filter ${wish.filter}\n`)] : []),
    ...wish.want.map((id) => pkt(`want ${id}\n`)),
    // A server without shallow clones sends everything, so what is here without its parents is of no use to it.
    ...(shallow || !wish.shallow ? wish.have.map((id) => pkt(`have ${id}\n`)) : []),
    pkt('done\n'),
    '0000',
  ].join('');
  let section = '';
  for await (const packet of await ask(http, service, request, signal)) {
    if (typeof packet === 'string') section = packet === 'delimiter' ? '' : section;
    else if (section === '') {
      section = line(packet);
      refuseErrors(section, service.base);
    } else if (section === 'packfile') {
      // Side bands: 1 pack, 2 progress, 3 the server's last words.
      if (packet[0] === 1) yield packet.subarray(1);
      else if (packet[0] === 3) throw failureFrom(packet.toString('utf8', 1).trim(), service.base);
    }
  }
}

async function ask(
  http: HttpSession,
  service: Service,
  request: string,
  signal: AbortSignal | undefined,
): Promise<AsyncGenerator<Packet>> {
  const headers = {
    ...V2,
    'content-type': 'application/x-git-upload-pack-request',
    accept: 'application/x-git-upload-pack-result',
  };
  const answer = await http.post(`${service.base}/git-upload-pack`, headers, Buffer.from(request), signal);
  return packets(answer.body);
}

function command(name: string, service: Service): string {
  const format = service.capabilities.get('object-format');
  return [
    pkt(`command=${name}\n`),
    ...(service.capabilities.has('agent') ? [pkt(`${AGENT}\n`)] : []),
    ...(format === undefined ? [] : [pkt(`object-format=${format}\n`)]),
  ].join('');
}

function capabilityMap(lines: readonly string[]): Map<string, string> {
  return new Map(
    lines.map((text) => {
      const at = text.indexOf('=');
      return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** `<id> SP <name> NUL <capabilities>`, then `<id> SP <name>`; `<tag>^{}` is what a tag peels to. */
function versionOne(base: string, lines: readonly string[]): Service {
  const refs = new Map<string, CommitSha>();
  let head: CommitSha | undefined;
  const words = lines[0]?.split('\0')[1]?.split(' ') ?? [];
  for (const text of lines) {
    const [id, name] = text.split('\0')[0]!.split(' ');
    if (id === undefined || name === undefined || !isObjectId(id) || name === 'capabilities^{}') continue;
    if (name === 'HEAD') head = id as CommitSha;
    else refs.set(name.endsWith('^{}') ? name.slice(0, -3) : name, id as CommitSha);
  }
  const target = words.find((word) => word.startsWith('symref=HEAD:'))?.slice('symref=HEAD:'.length);
  return { base, version: 1, capabilities: capabilityMap(words), refs: remoteRefs(refs, target, head) };
}

function refuseErrors(text: string | undefined, subject: string): void {
  if (text?.startsWith('ERR ')) throw failureFrom(text.slice(4).trim(), subject);
}

function tooMany(subject: string): ArgosyError {
  return new ArgosyError('ResourceExhausted', `the repository has more than ${MOST_REFS} references`, { subject });
}
