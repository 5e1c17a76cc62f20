/** The writing side of Git's smart HTTP: what `git push` and isomorphic-git speak (gitprotocol-pack(5); there is no version 2 of it). */

import { BadObject, type GitObject, namedBy, type ObjectType, readStored, storeObject } from './objects.ts';
import { AGENT, FLUSH, GitProtocolError, OBJECT_ID, onBand, pkt, readUntilFlush, ZERO } from './packets.ts';
import { isRefName, type RefChange, readRef, swapRefs } from './refs.ts';
import { BRANCH, type SandboxRepository } from './repository.ts';
import { BadPack, type PackLimits, unpack } from './unpack.ts';
import { refsOf } from './upload-pack.ts';

const MOST_REFS = 100;
const LIMITS: PackLimits = { objects: 50_000, bytesOfOne: 16 * 1024 * 1024, bytes: 128 * 1024 * 1024 };
const CAPABILITIES = `report-status delete-refs side-band-64k ofs-delta atomic object-format=sha1 ${AGENT}`;

/** GET info/refs for somebody who wants to push. */
export async function advertiseForPush(repository: SandboxRepository): Promise<Buffer> {
  const refs = (await refsOf(repository)).filter(({ name }) => name !== 'HEAD');
  const lines = refs.length === 0 ? [{ name: 'capabilities^{}', oid: ZERO }] : refs;
  return Buffer.concat([
    pkt('# service=git-receive-pack\n'),
    FLUSH,
    ...lines.map(({ name, oid }, index) => pkt(`${oid} ${name}${index === 0 ? `\0${CAPABILITIES}` : ''}\n`)),
    FLUSH,
  ]);
}

/** POST git-receive-pack. What is refused is told to the client in its report; objects that no reference was given are not kept. */
export async function receivePack(repository: SandboxRepository, body: Buffer): Promise<Buffer> {
  // A client with much to send asks first, with nothing, whether it may.
  if (body.equals(FLUSH)) return Buffer.alloc(0);
  const { lines, rest } = readUntilFlush(body, MOST_REFS);
  const { changes, capabilities } = changesIn(lines);
  const refusals = new Map<RefChange, string>();
  let unpacked = 'ok';
  try {
    const pack = body.subarray(rest);
    const objects =
      pack.length === 0
        ? new Map<string, GitObject>()
        : await unpack(pack, LIMITS, (oid) => readStored(repository.folder, oid));
    for (const change of changes) {
      const refusal = await refused(repository, change, objects);
      if (refusal !== undefined) refusals.set(change, refusal);
    }
  } catch (error) {
    if (!(error instanceof BadPack)) throw error;
    unpacked = error.message;
    for (const change of changes) refusals.set(change, 'the pack was refused');
  }
  const whole = capabilities.has('atomic');
  if (whole && refusals.size > 0)
    for (const change of changes)
      if (!refusals.has(change)) refusals.set(change, 'another reference of the same push was refused');
  const wanted = changes.filter((change) => !refusals.has(change));
  for (const [index, refusal] of (await swapRefs(repository.folder, wanted, whole)).entries())
    if (refusal !== undefined) refusals.set(wanted[index]!, refusal);
  if (!capabilities.has('report-status')) return Buffer.alloc(0);
  const report = Buffer.concat([
    pkt(`unpack ${unpacked}\n`),
    ...changes.map((change) => {
      const refusal = refusals.get(change);
      return pkt(refusal === undefined ? `ok ${change.ref}\n` : `ng ${change.ref} ${refusal}\n`);
    }),
    FLUSH,
  ]);
  return capabilities.has('side-band-64k') ? Buffer.concat([...onBand(1, report), FLUSH]) : report;
}

function changesIn(lines: readonly string[]): {
  readonly changes: readonly RefChange[];
  readonly capabilities: ReadonlySet<string>;
} {
  const capabilities = new Set<string>();
  const changes: RefChange[] = [];
  const seen = new Set<string>();
  // Who has a part of the history only says first where it ends; the objects that come are checked all the same.
  const commands = lines.filter((line) => !/^shallow [0-9a-f]{40}\n?$/.test(line));
  for (const [index, line] of commands.entries()) {
    const [command = '', words = ''] = line.split('\0', 2) as [string?, string?];
    if (index === 0) for (const word of words.trim().split(' ')) capabilities.add(word);
    const [before = '', after = '', ...name] = command.split(' ');
    const ref = name.join(' ');
    if (!OBJECT_ID.test(before) || !OBJECT_ID.test(after) || ref === '')
      throw new GitProtocolError('protocol error: this is no update of a reference');
    if (seen.has(ref)) throw new GitProtocolError('protocol error: a reference is updated twice');
    seen.add(ref);
    changes.push({ ref, before: before === ZERO ? undefined : before, after: after === ZERO ? undefined : after });
  }
  if (changes.length === 0) throw new GitProtocolError('protocol error: nothing is pushed');
  return { changes, capabilities };
}

/** Why a reference may not become this; else its objects are stored. */
async function refused(
  repository: SandboxRepository,
  { ref, after }: RefChange,
  objects: ReadonlyMap<string, GitObject>,
): Promise<string | undefined> {
  if (!isRefName(ref)) return 'this is no name of a branch or a tag';
  if (after === undefined) {
    if (ref === `refs/heads/${BRANCH}`) return 'the branch that is checked out stays';
    return (await readRef(repository.folder, ref)) === undefined ? 'there is no such reference' : undefined;
  }
  try {
    const fresh = await newTo(repository, after, ref.startsWith('refs/heads/') ? 'commit' : undefined, objects);
    for (const oid of fresh) storeObject(repository.folder, oid, objects.get(oid)!);
    return undefined;
  } catch (error) {
    if (error instanceof BadObject) return error.message;
    throw error;
  }
}

/**
 * The objects of the push that the new tip reaches, each after all that it names: a process that is killed while it stores them leaves whole
 * what it leaves. So what the repository has need not be looked into.
 */
async function newTo(
  repository: SandboxRepository,
  tip: string,
  type: ObjectType | undefined,
  objects: ReadonlyMap<string, GitObject>,
): Promise<readonly string[]> {
  const fresh: string[] = [];
  const types = new Map<string, ObjectType>();
  type Step = { readonly oid: string; readonly type?: ObjectType | undefined; readonly leave?: true };
  const steps: Step[] = [{ oid: tip, type }];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    const { oid } = step;
    if (step.leave === true) {
      fresh.push(oid);
      continue;
    }
    let is = types.get(oid);
    if (is === undefined) {
      const stored = await readStored(repository.folder, oid);
      const object = stored ?? objects.get(oid);
      if (object === undefined) throw new BadObject(`the object ${oid} is missing`);
      is = object.type;
      types.set(oid, is);
      if (stored === undefined) steps.push({ oid, leave: true }, ...namedBy(object));
    }
    if (step.type !== undefined && is !== step.type) throw new BadObject(`${oid} is a ${is}, not a ${step.type}`);
  }
  return fresh;
}
