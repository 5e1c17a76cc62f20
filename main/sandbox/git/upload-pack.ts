/** The reading side of Git's smart HTTP, protocol version 2 and the older form: what `git fetch` and Argosy's own readers speak. */

import fs from 'node:fs';
import git from 'isomorphic-git';
import {
  AGENT,
  DELIMITER,
  FLUSH,
  GitProtocolError,
  OBJECT_ID,
  onBand,
  type Packet,
  pkt,
  readPackets,
  ZERO,
} from './packets.ts';
import { isRefName, readRef } from './refs.ts';
import { BRANCH, type SandboxRepository } from './repository.ts';

export interface Ref {
  readonly name: string;
  readonly oid: string;
}

/** HEAD, branches and tags. */
export async function refsOf(repository: SandboxRepository): Promise<readonly Ref[]> {
  const { folder: gitdir } = repository;
  const refs: Ref[] = [];
  const head = await repository.head();
  if (head !== undefined) refs.push({ name: 'HEAD', oid: head });
  const named = [
    ...(await git.listBranches({ fs, gitdir })).sort().map((branch) => `refs/heads/${branch}`),
    ...(await git.listTags({ fs, gitdir })).sort().map((tag) => `refs/tags/${tag}`),
  ];
  for (const name of named) {
    // The lock of a reference lies beside it while it is moved, and is a file like a reference.
    const oid = isRefName(name) ? await readRef(gitdir, name) : undefined;
    if (oid !== undefined) refs.push({ name, oid });
  }
  return refs;
}

/** GET info/refs. `version` is what the client asks for. */
export async function advertise(repository: SandboxRepository, version: number): Promise<Buffer> {
  const service = [pkt('# service=git-upload-pack\n'), FLUSH];
  if (version === 2) {
    const lines = ['version 2', AGENT, 'ls-refs=unborn', 'fetch=shallow', 'server-option', 'object-format=sha1'];
    return Buffer.concat([...service, ...lines.map((line) => pkt(`${line}\n`)), FLUSH]);
  }
  const capabilities = `side-band-64k shallow no-progress allow-tip-sha1-in-want allow-reachable-sha1-in-want symref=HEAD:refs/heads/${BRANCH} object-format=sha1 ${AGENT}`;
  const refs = await refsOf(repository);
  const lines =
    refs.length === 0
      ? [`${ZERO} capabilities^{}\0${capabilities}`]
      : refs.map(({ name, oid }, index) => `${oid} ${name}${index === 0 ? `\0${capabilities}` : ''}`);
  return Buffer.concat([...service, ...lines.map((line) => pkt(`${line}\n`)), FLUSH]);
}

/** POST git-upload-pack. */
export async function uploadPack(repository: SandboxRepository, body: Buffer, version: number): Promise<Buffer> {
  const packets = readPackets(body);
  if (version !== 2) return fetchOld(repository, packets);
  const [command] = packets;
  switch (command) {
    case 'command=ls-refs':
      return listRefs(repository, packets);
    case 'command=fetch':
      return fetchNew(repository, packets);
    default:
      throw new GitProtocolError(`unknown command '${String(command).slice(0, 100)}'`);
  }
}

async function listRefs(repository: SandboxRepository, packets: readonly Packet[]): Promise<Buffer> {
  const prefixes = packets
    .filter((line) => line.startsWith('ref-prefix '))
    .map((line) => line.slice('ref-prefix '.length));
  const symrefs = packets.includes('symrefs');
  const refs = (await refsOf(repository)).filter(
    ({ name }) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)),
  );
  const lines = refs.map(({ name, oid }) =>
    pkt(`${oid} ${name}${symrefs && name === 'HEAD' ? ` symref-target:refs/heads/${BRANCH}` : ''}\n`),
  );
  return Buffer.concat([...lines, FLUSH]);
}

interface Wanted {
  readonly wants: readonly string[];
  readonly haves: readonly string[];
  readonly shallow: ReadonlySet<string>;
  readonly depth: number | undefined;
  readonly done: boolean;
}

function wantedIn(packets: readonly Packet[]): Wanted {
  const wants: string[] = [];
  const haves: string[] = [];
  const shallow = new Set<string>();
  let depth: number | undefined;
  let done = false;
  for (const packet of packets) {
    const [word, value = ''] = packet.split(' ', 2) as [string, string?];
    if (word === 'want' || word === 'have' || word === 'shallow') {
      if (!OBJECT_ID.test(value)) throw new GitProtocolError(`protocol error: bad object id '${value.slice(0, 60)}'`);
      if (word === 'want') wants.push(value);
      else if (word === 'have') haves.push(value);
      else shallow.add(value);
    } else if (word === 'deepen') depth = Math.max(1, Number.parseInt(value, 10) || 1);
    else if (word === 'done') done = true;
  }
  return { wants, haves, shallow, depth, done };
}

async function fetchNew(repository: SandboxRepository, packets: readonly Packet[]): Promise<Buffer> {
  const wanted = wantedIn(packets);
  const common = await known(repository, wanted.haves);
  const parts: Buffer[] = [];
  if (!wanted.done) {
    parts.push(pkt('acknowledgments\n'));
    if (common.length === 0) return Buffer.concat([...parts, pkt('NAK\n'), FLUSH]);
    for (const oid of common) parts.push(pkt(`ACK ${oid}\n`));
    parts.push(pkt('ready\n'), DELIMITER);
  }
  const selection = await select(repository, wanted, common);
  if (wanted.depth !== undefined) {
    parts.push(
      pkt('shallow-info\n'),
      ...selection.shallow.map((oid) => pkt(`shallow ${oid}\n`)),
      ...selection.unshallow.map((oid) => pkt(`unshallow ${oid}\n`)),
      DELIMITER,
    );
  }
  parts.push(pkt('packfile\n'), ...(await sideBand(repository, selection.objects)), FLUSH);
  return Buffer.concat(parts);
}

async function fetchOld(repository: SandboxRepository, packets: readonly Packet[]): Promise<Buffer> {
  const wanted = wantedIn(packets);
  const common = await known(repository, wanted.haves);
  const parts: Buffer[] = [];
  const selection = await select(repository, wanted, common);
  if (wanted.depth !== undefined)
    parts.push(
      ...selection.shallow.map((oid) => pkt(`shallow ${oid}\n`)),
      ...selection.unshallow.map((oid) => pkt(`unshallow ${oid}\n`)),
      FLUSH,
    );
  const last = common[common.length - 1];
  if (!wanted.done) {
    // A client that deepens first asks for the new border alone.
    if (wanted.haves.length > 0 || wanted.depth === undefined)
      parts.push(pkt(last === undefined ? 'NAK\n' : `ACK ${last}\n`));
    return Buffer.concat(parts);
  }
  parts.push(
    pkt(last === undefined ? 'NAK\n' : `ACK ${last}\n`),
    ...(await sideBand(repository, selection.objects)),
    FLUSH,
  );
  return Buffer.concat(parts);
}

async function known(repository: SandboxRepository, oids: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const oid of oids) if ((await typeOf(repository, oid)) === 'commit') found.push(oid);
  return found;
}

async function typeOf(repository: SandboxRepository, oid: string): Promise<string | undefined> {
  try {
    return (await git.readObject({ fs, gitdir: repository.folder, oid, format: 'parsed' })).type;
  } catch {
    return undefined; // not ours: the client has it from elsewhere
  }
}

interface Selection {
  readonly objects: readonly string[];
  readonly shallow: readonly string[];
  readonly unshallow: readonly string[];
}

/** What the client lacks: objects of the wanted commits that no common commit reaches. */
async function select(repository: SandboxRepository, wanted: Wanted, common: readonly string[]): Promise<Selection> {
  if (wanted.wants.length === 0) throw new GitProtocolError('protocol error: nothing is wanted');
  const has = new Set<string>();
  for (const oid of common) await walk(repository, oid, undefined, wanted.shallow, has, new Set());
  const objects = new Set<string>();
  const border = new Set<string>();
  for (const oid of wanted.wants) {
    if ((await typeOf(repository, oid)) === undefined) throw new GitProtocolError(`upload-pack: not our ref ${oid}`);
    await walk(repository, oid, wanted.depth, new Set(), objects, border);
  }
  const unshallow = [...wanted.shallow].filter(
    (oid) => wanted.depth !== undefined && objects.has(oid) && !border.has(oid),
  );
  return {
    objects: [...objects].filter((oid) => !has.has(oid)),
    shallow: [...border].filter((oid) => !wanted.shallow.has(oid)),
    unshallow,
  };
}

async function walk(
  repository: SandboxRepository,
  start: string,
  depth: number | undefined,
  stops: ReadonlySet<string>,
  into: Set<string>,
  border: Set<string>,
): Promise<void> {
  const { folder: gitdir } = repository;
  const queue: { oid: string; depth: number }[] = [{ oid: start, depth: 1 }];
  const seen = new Set<string>();
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { oid } = next;
    if (seen.has(oid)) continue;
    seen.add(oid);
    const { type } = await git.readObject({ fs, gitdir, oid, format: 'parsed' });
    into.add(oid);
    if (type === 'tag') {
      queue.push({ oid: (await git.readTag({ fs, gitdir, oid })).tag.object, depth: next.depth });
      continue;
    }
    if (type === 'tree') {
      await walkTree(repository, oid, into);
      continue;
    }
    if (type !== 'commit') continue;
    const { commit } = await git.readCommit({ fs, gitdir, oid });
    await walkTree(repository, commit.tree, into);
    if (stops.has(oid)) continue;
    if (depth !== undefined && next.depth >= depth) {
      if (commit.parent.length > 0) border.add(oid);
      continue;
    }
    for (const parent of commit.parent) queue.push({ oid: parent, depth: next.depth + 1 });
  }
}

async function walkTree(repository: SandboxRepository, oid: string, into: Set<string>): Promise<void> {
  if (into.has(oid)) return;
  into.add(oid);
  const { tree } = await git.readTree({ fs, gitdir: repository.folder, oid });
  for (const entry of tree) {
    if (entry.type === 'tree') await walkTree(repository, entry.oid, into);
    else if (entry.type === 'blob') into.add(entry.oid);
  }
}

async function sideBand(repository: SandboxRepository, objects: readonly string[]): Promise<Buffer[]> {
  const { packfile } = await git.packObjects({ fs, gitdir: repository.folder, oids: [...objects], write: false });
  return onBand(1, Buffer.from(packfile ?? new Uint8Array()));
}
