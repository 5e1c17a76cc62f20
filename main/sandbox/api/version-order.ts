const SHAPE = /^v(\d+)(?:(alpha|beta)(\d+))?$/;

/** The order of Kubernetes versions, the best first: v2, v1, v2beta1, v1alpha2, others by name. */
export function compareVersions(a: string, b: string): number {
  const left = SHAPE.exec(a);
  const right = SHAPE.exec(b);
  if (left === null || right === null) {
    if (left !== null) return -1;
    if (right !== null) return 1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  const stage = (match: RegExpExecArray) => (match[2] === undefined ? 2 : match[2] === 'beta' ? 1 : 0);
  return (
    stage(right) - stage(left) || Number(right[1]) - Number(left[1]) || Number(right[3] ?? 0) - Number(left[3] ?? 0)
  );
}
