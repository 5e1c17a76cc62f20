import { expect } from 'vitest';
import { EngineError, type EngineErrorCode } from '../engine-error.ts';

/** A ConfigMap as kustomize prints it. */
export const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

export const CHART = {
  'Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
  'templates/a.yaml': configMap('{{ .Values.who }}'),
};

/** Endless: one in Go's template loop, one in Jsonnet's tail calls. */
export const ENDLESS_TEMPLATE = '{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}';
export const ENDLESS_JSONNET = 'local f(x) = f(x + 1) tailstrict; f(0)';

export async function failure(run: Promise<unknown>): Promise<EngineError> {
  const outcome: unknown = await run.then(
    () => 'it succeeded',
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(EngineError);
  return outcome as EngineError;
}

export async function expectFailure(run: Promise<unknown>, code: EngineErrorCode, text: RegExp): Promise<void> {
  const error = await failure(run);
  expect({ code: error.code, message: error.message }).toEqual({ code, message: expect.stringMatching(text) });
}
