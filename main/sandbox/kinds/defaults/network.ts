import { EMPTY, type Fact, GONE, same } from './facts.ts';

export const SERVICE: readonly Fact[] = [
  ['spec.type', 'ClusterIP'],
  ['spec.sessionAffinity', 'None'],
  ['spec{sessionAffinity=ClientIP}.sessionAffinityConfig+.clientIP+.timeoutSeconds', 10_800],
  ['spec{!sessionAffinity=ClientIP}.sessionAffinityConfig', () => GONE],
  ['spec.ports[].protocol', 'TCP'],
  ['spec.ports[].targetPort', same('port'), EMPTY],
  ['spec{type=ClusterIP|NodePort|LoadBalancer}.internalTrafficPolicy', 'Cluster'],
  ['spec{type=NodePort|LoadBalancer}.externalTrafficPolicy', 'Cluster'],
  ['spec{type=LoadBalancer}.allocateLoadBalancerNodePorts', true],
];

export const ENDPOINTS: readonly Fact[] = [['subsets[].ports[].protocol', 'TCP']];

export const ENDPOINT_SLICE: readonly Fact[] = [
  ['ports[].protocol', 'TCP'],
  ['ports[].name', ''],
];

export const NETWORK_POLICY: readonly Fact[] = [
  ['spec.ingress[].ports[].protocol', 'TCP'],
  ['spec.egress[].ports[].protocol', 'TCP'],
  // Whoever writes rules for what goes out means them; what comes in is always meant.
  [
    'spec.policyTypes',
    ({ egress }) => (Array.isArray(egress) && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress']),
    EMPTY,
  ],
];
