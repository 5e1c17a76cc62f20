/** The short word in the square of a node, by kind. What is not here is cut to four letters. */
const BADGES: ReadonlyMap<string, string> = new Map([
  ['Application', 'App'],
  ['ApplicationSet', 'Set'],
  ['AppProject', 'Proj'],
  ['Rollout', 'Roll'],
  ['AnalysisRun', 'Run'],
  ['Experiment', 'Exp'],
  ['Deployment', 'Dep'],
  ['ReplicaSet', 'RS'],
  ['StatefulSet', 'STS'],
  ['DaemonSet', 'DS'],
  ['Pod', 'Pod'],
  ['Job', 'Job'],
  ['CronJob', 'Cron'],
  ['ReplicationController', 'RC'],
  ['ControllerRevision', 'Rev'],
  ['PodTemplate', 'PT'],
  ['Service', 'Svc'],
  ['Endpoints', 'EP'],
  ['EndpointSlice', 'EPS'],
  ['Ingress', 'Ing'],
  ['IngressClass', 'IngC'],
  ['NetworkPolicy', 'NP'],
  ['Gateway', 'GW'],
  ['GatewayClass', 'GWC'],
  ['HTTPRoute', 'HTTP'],
  ['GRPCRoute', 'gRPC'],
  ['ConfigMap', 'CM'],
  ['Secret', 'Sec'],
  ['ExternalSecret', 'ES'],
  ['SealedSecret', 'SS'],
  ['Certificate', 'Cert'],
  ['Issuer', 'Iss'],
  ['ClusterIssuer', 'CIss'],
  ['Namespace', 'NS'],
  ['Node', 'Node'],
  ['ServiceAccount', 'SA'],
  ['Role', 'Role'],
  ['RoleBinding', 'RB'],
  ['ClusterRole', 'CR'],
  ['ClusterRoleBinding', 'CRB'],
  ['PersistentVolume', 'PV'],
  ['PersistentVolumeClaim', 'PVC'],
  ['StorageClass', 'SC'],
  ['VolumeSnapshot', 'Snap'],
  ['HorizontalPodAutoscaler', 'HPA'],
  ['PodDisruptionBudget', 'PDB'],
  ['PriorityClass', 'PC'],
  ['ResourceQuota', 'RQ'],
  ['LimitRange', 'LR'],
  ['Lease', 'Ls'],
  ['Event', 'Ev'],
  ['CustomResourceDefinition', 'CRD'],
  ['APIService', 'API'],
  ['MutatingWebhookConfiguration', 'MWH'],
  ['ValidatingWebhookConfiguration', 'VWH'],
  ['ServiceMonitor', 'SM'],
  ['PodMonitor', 'PM'],
  ['PrometheusRule', 'PR'],
]);

const LETTERS = 4;

/** `WidgetPool` becomes `WP`, `Widget` becomes `Widg`: capitals when there are several, otherwise the beginning. */
export function kindBadge(kind: string): string {
  const known = BADGES.get(kind);
  if (known !== undefined) return known;
  const letters = kind.slice(0, 64).replace(/[^\p{L}\p{N}]/gu, '');
  const capitals = letters.replace(/[^\p{Lu}]/gu, '');
  if (capitals.length > 1) return capitals.slice(0, LETTERS);
  return letters.slice(0, LETTERS) || '?';
}

/** `12 Pods`, `1 Pod`, `3 Ingresses`, `4 NetworkPolicies`. */
export function countOfKind(count: number, kind: string): string {
  const number = count.toLocaleString('en');
  if (count === 1) return `${number} ${kind}`;
  if (/[^aeiou]y$/i.test(kind)) return `${number} ${kind.slice(0, -1)}ies`;
  if (/(s|x|ch|sh)$/i.test(kind)) return kind === 'Endpoints' ? `${number} ${kind}` : `${number} ${kind}es`;
  return `${number} ${kind}s`;
}
