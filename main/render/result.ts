import type { Condition, ContentHash, KubeObject, SourceType } from '../model/index.ts';
import type { RenderRequest } from './request.ts';

export interface RenderedResource {
  /**
   * As rendered: no tracking, no namespace defaulting. Frozen by agreement: shared between applications and calls.
   * May be a getter that parses when first asked, so a spread copy of the resource lacks it.
   */
  readonly object: KubeObject;
  /** Of the canonical JSON. */
  readonly hash: ContentHash;
  /** Where it came from, for messages: path inside the repository when known. */
  readonly origin?: string;
}

export interface RenderResult {
  /** Of everything that was read and every parameter: equal keys, equal resources. */
  readonly key: ContentHash;
  readonly sourceType: SourceType;
  readonly resources: readonly RenderedResource[];
  readonly warnings: readonly Condition[];
  /** True when no tool and no parser ran for this answer. */
  readonly cached: boolean;
}

/**
 * A failure is an ArgosyError whose message is what Argo CD puts behind
 * `failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = `; the caller knows the number.
 */
export interface Renderer {
  render(request: RenderRequest, signal?: AbortSignal): Promise<RenderResult>;
  /** How often a tool or parser really ran, and how often an answer was remembered. */
  counters(): { readonly renders: number; readonly hits: number };
  close(): Promise<void>;
}

/** Persistence for results across restarts; the store room satisfies it. Values are opaque bytes, keys are content hashes. */
export interface RenderCache {
  get(key: string): Uint8Array | undefined;
  /** `secret`: the value holds Secrets and must not reach the disk in clear. */
  put(key: string, value: Uint8Array, secret?: boolean): void;
}
