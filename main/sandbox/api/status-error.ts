/** The API server's errors: an error is the Status object that a client gets. */

import { goText } from './json-fault.ts';

export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: StatusDetails | undefined;

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  body(): object {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      ...(this.reason === '' ? {} : { reason: this.reason }),
      ...(this.details === undefined ? {} : { details: this.details }),
      code: this.code,
    };
  }
}

export interface Named {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
}

/** `deployments.apps`, `pods`. */
export function qualified(kind: Named): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}

const of = (kind: Named, name: string): StatusDetails => ({
  name,
  ...(kind.group === '' ? {} : { group: kind.group }),
  kind: kind.plural,
});

export const notFound = (kind: Named, name: string) =>
  new StatusError(404, 'NotFound', `${qualified(kind)} "${goText(name)}" not found`, of(kind, name));

export const alreadyExists = (kind: Named, name: string) =>
  new StatusError(409, 'AlreadyExists', `${qualified(kind)} "${name}" already exists`, of(kind, name));

export const conflict = (kind: Named, name: string, why: string) =>
  new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(kind)} "${name}": ${why}`,
    of(kind, name),
  );

export const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

export const badRequest = (message: string) => new StatusError(400, 'BadRequest', message);

export const forbidden = (kind: Named, name: string, why: string, causes?: readonly StatusCause[]) =>
  new StatusError(403, 'Forbidden', `${qualified(kind)} "${name}" is forbidden: ${why}`, {
    ...of(kind, name),
    ...(causes === undefined ? {} : { causes }),
  });

export const unknownResource = () =>
  new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});

export const methodNotAllowed = () =>
  new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

export const internal = (message: string) => new StatusError(500, '', message);

/** One thing that validation found. `message` begins with the kind of fault, as the server writes it. */
export interface FieldFault {
  readonly field: string;
  readonly reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden'
    | 'FieldValueDuplicate'
    | 'FieldValueTypeInvalid'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany';
  readonly message: string;
}

export const required = (field: string, why = ''): FieldFault => ({
  field,
  reason: 'FieldValueRequired',
  message: why === '' ? 'Required value' : `Required value: ${why}`,
});
export const invalidValue = (field: string, value: unknown, why: string): FieldFault => ({
  field,
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${shown(value)}: ${why}`,
});
export const unsupported = (field: string, value: unknown, supported: readonly string[]): FieldFault => ({
  field,
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${shown(value)}: supported values: ${supported.map((each) => JSON.stringify(each)).join(', ')}`,
});
export const forbiddenField = (field: string, why: string): FieldFault => ({
  field,
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${why}`,
});
export const duplicate = (field: string, value: unknown): FieldFault => ({
  field,
  reason: 'FieldValueDuplicate',
  message: `Duplicate value: ${shown(value)}`,
});

function shown(value: unknown): string {
  return value === undefined || value === null ? 'null' : JSON.stringify(value);
}

export function invalid(
  kind: { readonly group: string; readonly kind: string },
  name: string,
  faults: readonly FieldFault[],
): StatusError {
  const texts = faults.map(({ field, message }) => `${field}: ${message}`);
  const qualifiedKind = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return new StatusError(422, 'Invalid', `${qualifiedKind} "${name}" is invalid: ${list}`, {
    ...(name === '' ? {} : { name }),
    ...(kind.group === '' ? {} : { group: kind.group }),
    kind: kind.kind,
    causes: faults.map(({ reason, message, field }) => ({ reason, message, field })),
  });
}
