/** Branded ids: text that came from one place cannot be handed to another by mistake. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };

/** 40 (SHA-1) or 64 (SHA-256) lower-case hex characters. */
export type CommitSha = Brand<string, 'CommitSha'>;
export type TreeId = Brand<string, 'TreeId'>;
export type BlobId = Brand<string, 'BlobId'>;

/** SHA-256 of canonical JSON, hex. */
export type ContentHash = Brand<string, 'ContentHash'>;

/** A destination's API server URL without a trailing slash. */
export type ClusterServer = Brand<string, 'ClusterServer'>;

/** `name` in the control-plane namespace, `namespace_name` elsewhere (reference, conventions). */
export type AppKey = Brand<string, 'AppKey'>;

/** RFC 3339 in UTC with seconds, as Kubernetes writes times. */
export type Timestamp = Brand<string, 'Timestamp'>;
