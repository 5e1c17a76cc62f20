import { splitYamlDocuments } from '../model/index.ts';
import { type Manifest, readObjects, unmarshalText, yamlFailure } from './documents.ts';
import { failure } from './failure.ts';
import type { RenderLimits } from './limits.ts';

/** The YAML that a tool printed. Every document must be an object: nothing of it came from another program. */
export function readToolOutput(
  text: string,
  what: string,
  limits: RenderLimits,
  originOf?: (source: string) => string,
): Manifest[] {
  if (text.length > limits.outputBytes) {
    throw failure('ResourceExhausted', `${what}: more than ${limits.outputBytes} bytes of manifests`, {
      subject: what,
      advice: 'Split the application.',
    });
  }
  const manifests: Manifest[] = [];
  let origin: string | undefined;
  for (const piece of split(text, what, limits.outputBytes)) {
    const source = SOURCE_LINE.exec(piece.text)?.[1];
    if (source !== undefined) origin = originOf?.(source);
    const file = origin ?? what;
    const options = { file, maxLength: limits.outputBytes, ...(origin === undefined ? {} : { origin }) };
    const { manifests: found, error } = readObjects(piece.text, options);
    if (error !== undefined) throw error;
    for (const manifest of found) manifests.push(manifest);
    if (manifests.length > limits.resources) {
      throw failure('ResourceExhausted', `${what}: more than ${limits.resources} objects`, { subject: what });
    }
  }
  return manifests;
}

/** Helm writes it at the head of each file's first document. */
const SOURCE_LINE = /^(?:---\s*\n)?# Source: (\S[^\n]*)\n/;

function split(text: string, what: string, maxLength: number) {
  try {
    return splitYamlDocuments(text, { file: what, maxLength });
  } catch (error) {
    throw yamlFailure(error, what, unmarshalText(what));
  }
}
