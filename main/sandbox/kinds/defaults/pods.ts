import { at, EMPTY, type Fact, filledFrom, type Rule, same } from './facts.ts';

/** Without a tag, or with the tag that moves, an image is looked for at every start; a digest never changes. */
const pullPolicy: Rule = ({ image }, now) => {
  if (now !== undefined) return now;
  const [, tag = 'latest'] = /:([^/:@]+)$/.exec(String(image ?? '')) ?? [];
  return tag === 'latest' && !String(image ?? '').includes('@') ? 'Always' : 'IfNotPresent';
};

const HTTP: readonly Fact[] = [
  ['path', '/'],
  ['scheme', 'HTTP'],
];

const PROBE: readonly Fact[] = [
  ['periodSeconds', 10, EMPTY],
  ['timeoutSeconds', 1, EMPTY],
  ['failureThreshold', 3, EMPTY],
  ['successThreshold', 1, EMPTY],
  ...at('httpGet', HTTP),
  ['grpc.service', ''],
];

const CONTAINER: readonly Fact[] = [
  ['imagePullPolicy', pullPolicy],
  ['ports[].protocol', 'TCP'],
  ...['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((probe) => at(probe, PROBE)),
  ...at('lifecycle.preStop.httpGet', HTTP),
  ...at('lifecycle.postStart.httpGet', HTTP),
  ['env[].valueFrom.fieldRef.apiVersion', 'v1'],
  ['env[].valueFrom.resourceFieldRef.divisor', '0'],
  ['terminationMessagePath', '/dev/termination-log'],
  ['terminationMessagePolicy', 'File'],
];

/** A volume with nothing but a name is an empty folder. */
const emptyUnlessSomething: Rule = (volume) =>
  Object.entries(volume).some(([field, value]) => field !== 'name' && value !== undefined && value !== null)
    ? undefined
    : {};

/** 0644. */
const READABLE = 0o644;

export const CLAIM: readonly Fact[] = [['volumeMode', 'Filesystem']];

const VOLUME: readonly Fact[] = [
  ['emptyDir', emptyUnlessSomething],
  ['hostPath.type', ''],
  ['secret.defaultMode', READABLE],
  ['configMap.defaultMode', READABLE],
  ['projected.defaultMode', READABLE],
  ['downwardAPI.defaultMode', READABLE],
  ['downwardAPI.items[].fieldRef.apiVersion', 'v1'],
  ['projected.sources[].downwardAPI.items[].fieldRef.apiVersion', 'v1'],
  ['projected.sources[].serviceAccountToken.expirationSeconds', 3600],
  ...at('ephemeral.volumeClaimTemplate.spec', CLAIM),
];

/** What every description of a Pod fills in, also in a template. */
export const POD_SPEC: readonly Fact[] = [
  ['restartPolicy', 'Always'],
  ['terminationGracePeriodSeconds', 30],
  ['dnsPolicy', 'ClusterFirst'],
  ['schedulerName', 'default-scheduler'],
  ['securityContext', {}],
  // The old name of the field is kept equal to the new one.
  ['serviceAccountName', same('serviceAccount')],
  ['serviceAccount', same('serviceAccountName')],
  // On the node's own network, a port of the container is a port of the node.
  ['{hostNetwork=true}.containers[].ports[].hostPort', same('containerPort')],
  ['{hostNetwork=true}.initContainers[].ports[].hostPort', same('containerPort')],
  ...['containers[]', 'initContainers[]', 'ephemeralContainers[]'].flatMap((list) => at(list, CONTAINER)),
  ...at('volumes[]', VOLUME),
];

/** A Pod itself: who is limited without a request asks for as much. */
export const POD: readonly Fact[] = [
  ...at('spec', POD_SPEC),
  ['spec.containers[].resources.requests', filledFrom('limits')],
  ['spec.initContainers[].resources.requests', filledFrom('limits')],
  ['spec.enableServiceLinks', true],
];
