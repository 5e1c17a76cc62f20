/** What two servers cannot have in common: identities, times, addresses that each hands out itself. */

const FREE = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'time',
  'clusterIP',
  'nodePort',
  'healthCheckNodePort',
  'lastTransitionTime',
  'lastUpdateTime',
  'lastPhaseTransitionTime',
  'selfLink',
]);

export function normalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalized);
  if (typeof value === 'string') {
    return value
      .replace(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-XXXXX')
      .replace(/\b10\.96\.\d+\.\d+\b/g, 'ADDRESS')
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID');
  }
  if (typeof value !== 'object' || value === null) return value;
  const out: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const key = normalized(name) as string;
    if (FREE.has(name) && inner !== null && typeof inner !== 'object' && inner !== 'None' && inner !== '')
      out[key] = 'FREE';
    else out[key] = normalized(inner);
  }
  return out;
}
