/** A simulated cluster says what it is in its version. */
export function isSandbox(kubeVersion: string | undefined): boolean {
  return kubeVersion?.endsWith('+argosy-sandbox') === true;
}
