import { ArgosyError } from '../model/index.ts';

const LONGEST_ID = 255;
/** Bytes: a kubeconfig with certificates is a tenth of this. */
const LARGEST_VALUE = 1024 * 1024;

export function checkId(id: string): void {
  let printable = id.length > 0 && id.length <= LONGEST_ID;
  for (let at = 0; at < id.length; at++) if (id.charCodeAt(at) < 0x20 || id.charCodeAt(at) === 0x7f) printable = false;
  if (!printable)
    throw new ArgosyError('InvalidArgument', `the id of a secret has 1 to ${LONGEST_ID} printable characters`);
}

export function checkValue(id: string, value: string): void {
  const size = Buffer.byteLength(value);
  if (size > 0 && size <= LARGEST_VALUE && value.isWellFormed()) return;
  throw new ArgosyError(
    'InvalidArgument',
    size === 0
      ? 'the secret is empty'
      : size > LARGEST_VALUE
        ? `the secret is larger than ${LARGEST_VALUE} bytes`
        : 'the secret is not Unicode text',
    { subject: id },
  );
}
