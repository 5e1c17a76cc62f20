import { ArgosyError, type CommitSha } from '../model/index.ts';
import type { BranchChange } from './authoring.ts';
import { failureFrom } from './failure.ts';
import type { HttpSession } from './http.ts';
import { isObjectId } from './objects.ts';
import { line, packets, pkt } from './pkt-line.ts';
import { branchExists, branchMoved } from './push-failure.ts';
import { writePack } from './write-pack.ts';

const SERVICE = 'service=git-receive-pack';
const MOST_REFS = 200_000;

interface Receiver {
  readonly base: string;
  readonly refs: ReadonlyMap<string, CommitSha>;
  readonly capabilities: ReadonlySet<string>;
}

/** Moves one branch over smart HTTP: what the server says it is must be what is expected, and the server checks it once more. */
export async function pushOverHttp(
  http: HttpSession,
  address: string,
  change: BranchChange,
  signal?: AbortSignal,
): Promise<void> {
  const receiver = await discover(http, address, signal);
  const ref = `refs/heads/${change.branch}`;
  const now = receiver.refs.get(ref);
  if (now !== change.expected) {
    throw change.expected === undefined ? branchExists(change.branch, address) : branchMoved(change.branch, address);
  }
  const has = (name: string) => receiver.capabilities.has(name);
  if (!has('report-status')) throw tooOld(address);
  if (receiver.capabilities.has('object-format=sha256')) throw otherHash(address);
  const wishes = ['report-status', ...(has('side-band-64k') ? ['side-band-64k'] : []), 'agent=argosy'];
  const command = `${change.expected ?? '0'.repeat(40)} ${change.commit} ${ref}\0 ${wishes.join(' ')}`;
  const body = Buffer.concat([Buffer.from(`${pkt(command)}0000`), await writePack(change.objects)]);
  const answer = await http.post(
    `${receiver.base}/git-receive-pack`,
    {
      'content-type': 'application/x-git-receive-pack-request',
      accept: 'application/x-git-receive-pack-result',
    },
    body,
    signal,
  );
  await judge(packets(answer.body), has('side-band-64k'), ref, address);
}

async function discover(http: HttpSession, address: string, signal: AbortSignal | undefined): Promise<Receiver> {
  const path = `/info/refs?${SERVICE}`;
  const answer = await http.get(address.replace(/\/+$/, '') + path, {}, signal);
  if (!answer.url.endsWith(path)) throw noReceiver(address);
  const refs = new Map<string, CommitSha>();
  let capabilities: ReadonlySet<string> | undefined;
  try {
    for await (const packet of packets(answer.body)) {
      const text = line(packet);
      if (text.startsWith('ERR ')) throw failureFrom(text.slice(4).trim(), address);
      if (text === '' || text.startsWith('# ')) continue;
      const [entry, words] = text.split('\0');
      capabilities ??= new Set(words?.split(' ') ?? []);
      const [id, name] = entry!.split(' ');
      if (id === undefined || name === undefined || !isObjectId(id)) continue;
      refs.set(name, id as CommitSha);
      if (refs.size > MOST_REFS) {
        throw new ArgosyError('ResourceExhausted', `the repository has more than ${MOST_REFS} references`, {
          subject: address,
        });
      }
    }
  } catch (error) {
    throw error instanceof ArgosyError ? error : noReceiver(address, error);
  }
  if (capabilities === undefined) throw noReceiver(address);
  return { base: answer.url.slice(0, -path.length), refs, capabilities };
}

/** `unpack ok`, then `ok <ref>` or `ng <ref> <why>`; what hooks print comes beside it. */
async function judge(
  answer: AsyncIterable<Buffer | string>,
  banded: boolean,
  ref: string,
  subject: string,
): Promise<void> {
  let said = '';
  const report: Buffer[] = [];
  const lines: string[] = [];
  try {
    for await (const packet of answer) {
      if (typeof packet === 'string') continue;
      if (!banded) lines.push(line(packet));
      else if (packet[0] === 1) report.push(packet.subarray(1));
      else if (said.length < 8192) said += packet.toString('utf8', 1);
    }
    for await (const packet of packets(once(Buffer.concat(report)))) lines.push(line(packet));
  } catch (error) {
    // Whether the branch has moved is not known: who pushed looks.
    throw error instanceof ArgosyError ? error : unclear(subject, error);
  }
  const words = said
    .split(/[\r\n]+/)
    .filter((one) => one.trim() !== '')
    .map((one) => `remote: ${one.trim()}\n`)
    .join('');
  const unpack = lines.find((one) => one.startsWith('unpack '));
  if (lines.includes(`ok ${ref}`) && unpack === 'unpack ok') return;
  const refusal = lines.find((one) => one.startsWith(`ng ${ref} `))?.slice(`ng ${ref} `.length);
  if (refusal !== undefined) throw failureFrom(`${words}! [remote rejected] ${ref} (${refusal})`, subject);
  if (unpack !== undefined && unpack !== 'unpack ok') throw failureFrom(`${words}remote ${unpack}`, subject);
  throw unclear(subject, undefined, words);
}

function unclear(subject: string, cause: unknown, words = ''): ArgosyError {
  return new ArgosyError(
    'Unavailable',
    `${words}the server did not say in the Git protocol whether it took the commit`,
    {
      subject,
      advice: 'Look at the branch before you try again.',
      cause,
    },
  );
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function noReceiver(address: string, cause?: unknown): ArgosyError {
  return new ArgosyError('FailedPrecondition', `'${address}' takes no pushes`, {
    subject: address,
    advice: 'Check the URL: the server answers, but not as a Git server that can be pushed to.',
    cause,
  });
}

function tooOld(address: string): ArgosyError {
  return new ArgosyError('FailedPrecondition', 'the server does not report whether a push succeeded', {
    subject: address,
    advice: 'Install Git: it also speaks to very old servers.',
  });
}

function otherHash(address: string): ArgosyError {
  return new ArgosyError('FailedPrecondition', 'a SHA-256 repository needs Git on this machine, and there is none', {
    subject: address,
    advice: 'Install Git.',
  });
}
