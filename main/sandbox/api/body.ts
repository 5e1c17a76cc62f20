import type { Readable } from 'node:stream';
import { parseYaml, YamlError } from '../../model/index.ts';
import { jsonFault } from './json-fault.ts';
import { badRequest, StatusError } from './status-error.ts';

/** The real server's limit. Bytes. */
export const LARGEST_BODY = 3 * 1024 * 1024;
const MOST_DRAINED = 64 * 1024 * 1024;
const DEEPEST = 500;

export function readBytes(request: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY) chunks.push(chunk);
      else {
        // The rest is read and forgotten: a client that is still sending would not see the answer otherwise.
        chunks.length = 0;
        reject(new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${LARGEST_BODY}`));
        if (size > MOST_DRAINED) request.destroy();
      }
    });
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('aborted', () => reject(new Error('the client has gone')));
    request.once('close', () => reject(new Error('the client has gone')));
  });
}

export async function readBody(request: Readable): Promise<string> {
  return (await readBytes(request)).toString('utf8');
}

export function mediaType(header: string | undefined): string {
  return (header ?? '').split(';', 1)[0]!.trim().toLowerCase();
}

/** A JSON or YAML body. `what` names the kind that was expected. */
export function parseBody(bytes: Buffer, type: string, what: string): unknown {
  const text = bytes.toString('utf8');
  if (type === 'application/yaml') return parseAnyYaml(text);
  if (type !== 'application/json' && type !== '') {
    throw new StatusError(
      415,
      'UnsupportedMediaType',
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    );
  }
  return parseJson(
    text,
    (error) =>
      `the object provided is unrecognized (must be of type ${what}): couldn't get version/kind; json parse error: ${error} (${beginning(bytes)})`,
  );
}

export function parseJson(text: string, explain: (error: string) => string): unknown {
  checkDepth(text);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badRequest(explain(jsonFault(text)));
  }
}

/** JSON is YAML, so this is what an apply is sent as, whatever it holds. */
export function parseAnyYaml(text: string): unknown {
  const first = text.trimStart()[0];
  if (first === '{') {
    checkDepth(text);
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // Not JSON after all: flow style YAML begins with a brace too.
    }
  }
  try {
    return parseYaml(text, { duplicateKeys: 'last' });
  } catch (error) {
    if (error instanceof YamlError) throw badRequest(`error decoding YAML: ${error.message}`);
    throw error;
  }
}

function checkDepth(text: string): void {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inText) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inText = false;
    } else if (code === 0x22) inText = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > DEEPEST) throw badRequest('json: exceeded max depth');
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
}

/** The beginning of a body, as the server shows it: bytes, unless it looks like JSON. */
function beginning(bytes: Buffer): string {
  if (bytes.length === 0) return '<empty>';
  const part = bytes.subarray(0, 30);
  return `${part.toString(bytes[0] === 0x7b ? 'utf8' : 'hex')}${bytes.length > 30 ? ' ...' : ''}`;
}

/** `duplicate field "data.a"` for each name that stands twice in an object of a JSON text. */
export function duplicateFields(text: string): readonly string[] {
  const found = new Set<string>();
  const stack: { names: Set<string> | undefined; label: string; index: number }[] = [];
  let at = 0;
  let key: string | undefined;
  const path = (last: string) =>
    [...stack.slice(1).map(({ label }) => label), last]
      .filter((each) => each !== '')
      .join('.')
      .replaceAll('.[', '[');
  const label = () => {
    const top = stack[stack.length - 1];
    if (top === undefined) return '';
    return top.names === undefined ? `[${top.index}]` : (key ?? '');
  };
  while (at < text.length) {
    const sign = text[at]!;
    switch (sign) {
      case '{':
        stack.push({ names: new Set(), label: label(), index: 0 });
        key = undefined;
        at++;
        break;
      case '[':
        stack.push({ names: undefined, label: label(), index: 0 });
        at++;
        break;
      case '}':
      case ']':
        stack.pop();
        at++;
        break;
      case ',': {
        const top = stack[stack.length - 1];
        if (top !== undefined && top.names === undefined) top.index++;
        at++;
        break;
      }
      case '"': {
        let end = at + 1;
        while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
        const top = stack[stack.length - 1];
        let after = end + 1;
        while (after < text.length && /\s/.test(text[after]!)) after++;
        if (top?.names !== undefined && text[after] === ':') {
          key = JSON.parse(text.slice(at, end + 1)) as string;
          if (top.names.has(key)) found.add(`duplicate field ${JSON.stringify(path(key))}`);
          top.names.add(key);
        }
        at = end + 1;
        break;
      }
      default:
        at++;
    }
  }
  return [...found];
}
