/** Every rule by `group/Kind`, in the order of health-rules §3. Rules of one form stand here as data, the others by name. */

import type { Check } from '../compiled/index.ts';
import { health, word } from '../fields.ts';
import * as argo from './argo.ts';
import { always, first, join, scan, status, type Verdict, when } from './clauses.ts';
import * as databases from './databases.ts';
import * as delivery from './delivery.ts';
import { gateway, gatewayClass, microgateway, policyWithAncestors, route } from './gateway-api.ts';
import * as infrastructure from './infrastructure.ts';
import * as kruise from './kruise.ts';
import * as messaging from './messaging.ts';
import * as observability from './observability.ts';
import {
  byValue,
  classicAws,
  crossplane,
  type FluxCounters,
  flux,
  gloo,
  keda,
  knativeOperator,
  oneCondition,
  rabbitTopology,
  sapService,
  strimzi,
} from './patterns.ts';
import { promoterRules } from './promoter.ts';
import { threescaleRules } from './threescale.ts';

const fluxSource: FluxCounters = {
  suspend: true,
  busyWhenReady: 'Unknown',
  alsoOk: ['ArtifactInStorage'],
  needed: 2,
  outdated: 'ArtifactOutdated',
};

/** Repositories of type oci have nothing in their status. */
const helmRepository: Check = (object) => {
  const verdict = flux(fluxSource)(object);
  if (verdict?.status === 'Suspended') return verdict;
  const spec = object['spec'] as { readonly type?: unknown } | null | undefined;
  return spec?.type === 'oci'
    ? health('Healthy', "Helm repositories of type 'oci' do not contain any information in the status.")
    : verdict;
};

const grafanaOrganization: Check = (object): Verdict => {
  const ready = first(object, 'Ready');
  if (ready === undefined) return health('Progressing', 'Waiting ...');
  return health(
    ready.status === 'True' ? 'Healthy' : ready.status === 'False' ? 'Degraded' : 'Progressing',
    ready.message,
  );
};

const jaeger = byValue(['status', 'phase'], {
  values: { Running: ['Healthy', 'Jaeger is Running'], Failed: ['Degraded', 'Jaeger Failed For Some Reason'] },
  absent: ['Progressing', 'Waiting for Jaeger'],
});

const certificateIssuing: Check = (object) => {
  const issuing = status(object, 'conditions');
  const busy = Array.isArray(issuing) ? first(object, 'Issuing') : undefined;
  if (busy?.status === 'True') return health('Progressing', busy.message);
  return oneCondition('Waiting for certificate')(object);
};

const kyvernoPolicy = scan(
  [
    when(
      'Ready',
      'True',
      'Healthy',
      'Policy is ready',
      (condition) => condition.reason === 'Succeeded' && condition.message === 'Ready',
    ),
  ],
  always('Progressing', 'Waiting for Policy to be ready'),
);

export const RULES: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['acid.zalan.do/postgresql', databases.zalandoPostgres],
  [
    'addons.cluster.x-k8s.io/ClusterResourceSet',
    oneCondition('Initializing cluster resource set', {
      type: 'ResourcesApplied',
      healthy: 'cluster resource set is applied',
    }),
  ],
  ['apiextensions.k8s.io/CustomResourceDefinition', argo.customResourceDefinition],
  ['apps.kruise.io/AdvancedCronJob', kruise.advancedCronJob],
  ['apps.kruise.io/BroadcastJob', kruise.broadcastJob],
  ['apps.kruise.io/CloneSet', kruise.cloneSet],
  ['apps.kruise.io/DaemonSet', kruise.kruiseDaemonSet],
  ['apps.kruise.io/StatefulSet', kruise.kruiseStatefulSet],
  ['apps.openshift.io/DeploymentConfig', infrastructure.deploymentConfig],
  ['argoproj.io/AnalysisRun', argo.analysisRun],
  ['argoproj.io/ApplicationSet', argo.applicationSet],
  ['argoproj.io/CronWorkflow', argo.cronWorkflow],
  ['argoproj.io/EventBus', argo.eventBus],
  ['argoproj.io/Experiment', argo.experiment],
  ['argoproj.io/Rollout', argo.rollout],
  ['astra.netapp.io/AppVault', databases.astraAppVault],
  [
    'astra.netapp.io/Application',
    oneCondition('No status available', {
      healthy: (_condition, object) =>
        join`Astra Application Ready, protectionState: ${status(object, 'protectionState')}`,
      degraded: (condition) => `Astra Application Degraded, message: ${word(condition.message ?? undefined)}`,
    }),
  ],
  ['astra.netapp.io/Backup', databases.astraBackup],
  ['astra.netapp.io/ExecHook', databases.astraExecHook],
  ['astra.netapp.io/ExecHooksRun', databases.astraBackup],
  ['astra.netapp.io/ResourceBackup', databases.astraBackup],
  ['astra.netapp.io/ResticVolumeBackup', databases.astraBackup],
  ['astra.netapp.io/Schedule', databases.astraSchedule],
  ['astra.netapp.io/Snapshot', databases.astraBackup],
  ['batch/CronJob', argo.cronJob],
  ['beat.k8s.elastic.co/Beat', databases.beat],
  ['bitnami.com/SealedSecret', oneCondition('Waiting for Sealed Secret to be decrypted', { type: 'Synced' })],
  ['camel.apache.org/Integration', oneCondition('Waiting for Integration')],
  ...Object.entries(threescaleRules),
  ['cassandra.rook.io/Cluster', databases.rookCassandra],
  ['cdi.kubevirt.io/DataVolume', databases.dataVolume],
  ['ceph.rook.io/CephCluster', databases.cephCluster],
  ['ceph.rook.io/CephObjectStore', databases.cephObjectStore],
  ['cert-manager.io/Certificate', certificateIssuing],
  ['cert-manager.io/ClusterIssuer', oneCondition('Initializing ClusterIssuer')],
  ['cert-manager.io/Issuer', oneCondition('Initializing issuer')],
  ['certmanager.k8s.io/Certificate', oneCondition('Waiting for certificate')],
  ['certmanager.k8s.io/Issuer', oneCondition('Initializing issuer')],
  ['clickhouse-keeper.altinity.com/ClickHouseKeeperInstallation', databases.clickHouse('ClickHouseKeeper')],
  ['clickhouse.altinity.com/ClickHouseInstallation', databases.clickHouse('ClickHouse')],
  ['cloudfront.aws.crossplane.io/Distribution', classicAws('distribution')],
  ['cluster.x-k8s.io/Cluster', infrastructure.clusterApiCluster],
  ['cluster.x-k8s.io/Machine', infrastructure.machine],
  ['cluster.x-k8s.io/MachineDeployment', infrastructure.machineDeployment],
  ['cluster.x-k8s.io/MachineHealthCheck', infrastructure.machineHealthCheck],
  ['cluster.x-k8s.io/MachinePool', infrastructure.machinePool],
  ['controlplane.cluster.x-k8s.io/AWSManagedControlPlane', infrastructure.awsManagedControlPlane],
  ...['Alert', 'RecordingRuleGroupSet'].map((kind): [string, Check] => [
    `coralogix.com/${kind}`,
    oneCondition('Waiting for status to be updated', { type: 'RemoteSynced', healthy: 'Resource is ready' }),
  ]),
  ['core.gardener.cloud/Shoot', infrastructure.gardenerShoot],
  ['core.humio.com/HumioAction', observability.humioObject],
  ['core.humio.com/HumioAlert', observability.humioObject],
  ['core.humio.com/HumioCluster', observability.humioCluster],
  ['core.humio.com/HumioIngestToken', observability.humioObject],
  ['core.humio.com/HumioParser', observability.humioObject],
  ['core.humio.com/HumioRepository', observability.humioObject],
  ['core.humio.com/HumioView', observability.humioObject],
  ['core.spinkube.dev/SpinApp', delivery.spinApp],
  ['datadoghq.com/DatadogMetric', observability.datadogMetric],
  ['db.atlasgo.io/AtlasMigration', databases.atlasMigration],
  ['db.atlasgo.io/AtlasSchema', databases.atlasSchema],
  ['elasticsearch.k8s.elastic.co/Elasticsearch', databases.elasticsearch],
  ['external-secrets.io/ClusterExternalSecret', observability.clusterExternalSecret],
  ['external-secrets.io/ClusterSecretStore', oneCondition('Waiting for ClusterSecretStore')],
  ['external-secrets.io/ExternalSecret', oneCondition('Waiting for ExternalSecret')],
  ['external-secrets.io/PushSecret', oneCondition('Waiting for PushSecret')],
  ['external-secrets.io/SecretStore', oneCondition('Waiting for SecretStore')],
  ['flagger.app/Canary', delivery.flaggerCanary],
  ['flink.apache.org/FlinkDeployment', delivery.flinkDeployment],
  ['game.kruise.io/GameServer', kruise.gameServer],
  ['game.kruise.io/GameServerSet', kruise.gameServerSet],
  ['gateway.networking.k8s.io/BackendTLSPolicy', policyWithAncestors(false)],
  ['gateway.networking.k8s.io/GRPCRoute', route(false)],
  ['gateway.networking.k8s.io/Gateway', gateway],
  ['gateway.networking.k8s.io/GatewayClass', gatewayClass],
  ['gateway.networking.k8s.io/HTTPRoute', route(true)],
  ...['Gateway', 'MatchableHttpGateway', 'RouteOption', 'RouteTable', 'VirtualHostOption', 'VirtualService'].map(
    (kind): [string, Check] => [`gateway.solo.io/${kind}`, gloo],
  ),
  ...['Proxy', 'Settings', 'Upstream', 'UpstreamGroup'].map((kind): [string, Check] => [`gloo.solo.io/${kind}`, gloo]),
  ['grafana.integreatly.org/Grafana', observability.grafana],
  ['grafana.integreatly.org/GrafanaDashboard', observability.grafanaContent],
  ['grafana.integreatly.org/GrafanaDatasource', observability.grafanaDatasource],
  ['grafana.integreatly.org/GrafanaFolder', observability.grafanaContent],
  [
    'helm.toolkit.fluxcd.io/HelmRelease',
    flux({ suspend: true, busyWhenReady: 'Unknown', alsoOk: ['Released', 'TestSuccess'], needed: 2 }),
  ],
  ['iam.aws.crossplane.io/Policy', classicAws('Policy')],
  ['iam.aws.crossplane.io/Role', classicAws('Role')],
  ['iam.aws.crossplane.io/RolePolicyAttachment', classicAws('RolePolicyAttachment')],
  ['iammanager.keikoproj.io/Iamrole', infrastructure.iamRole],
  [
    'image.toolkit.fluxcd.io/ImagePolicy',
    flux({
      suspend: false,
      busyWhenReady: 'False',
      reasons: ['NewGeneration', 'AccessingRepository', 'ApplyingPolicy'],
      needed: 1,
    }),
  ],
  [
    'image.toolkit.fluxcd.io/ImageRepository',
    flux({ suspend: true, busyWhenReady: 'False', reasons: ['NewGeneration', 'Scanning'], needed: 1 }),
  ],
  ['image.toolkit.fluxcd.io/ImageUpdateAutomation', flux({ suspend: true, busyWhenReady: 'Unknown', needed: 1 })],
  ['install.istio.io/IstioOperator', observability.istioOperator],
  ['jaegertracing.io/Jaeger', jaeger],
  ['k8s.keycloak.org/Keycloak', observability.keycloak],
  ['k8s.mariadb.com/Backup', databases.mariadbBackup],
  ['k8s.mariadb.com/Database', databases.mariadbObject],
  ['k8s.mariadb.com/Grant', databases.mariadbObject],
  ['k8s.mariadb.com/MariaDB', databases.mariadb],
  ['k8s.mariadb.com/SqlJob', databases.mariadbSqlJob],
  ['k8s.mariadb.com/User', databases.mariadbObject],
  ['kafka.banzaicloud.io/KafkaCluster', messaging.banzaiKafka],
  ['kafka.strimzi.io/Kafka', strimzi('Waiting for Kafka Cluster')],
  ['kafka.strimzi.io/KafkaBridge', strimzi('Waiting for KafkaBridge')],
  ['kafka.strimzi.io/KafkaConnect', strimzi('Waiting for Kafka Connect')],
  ['kafka.strimzi.io/KafkaConnector', strimzi('Waiting for KafkaConnector')],
  ['kafka.strimzi.io/KafkaTopic', strimzi('Waiting for Kafka Topic')],
  ['kafka.strimzi.io/KafkaUser', strimzi('Waiting for Kafka User')],
  [
    'karpenter.k8s.aws/EC2NodeClass',
    oneCondition('Waiting for EC2NodeClass to be ready', { healthy: 'EC2NodeClass is ready' }),
  ],
  ['karpenter.sh/NodeClaim', infrastructure.nodeClaim],
  ['karpenter.sh/NodePool', oneCondition('Waiting for NodePool to be ready')],
  [
    'keda.sh/ScaledJob',
    keda((c) => c.type === 'Ready' && (c.status === 'False' || c.status === 'Unknown'), 'Waiting for ScaledJob'),
  ],
  [
    'keda.sh/ScaledObject',
    keda(
      (c) => (c.type === 'Ready' && c.status === 'False') || (c.type === 'Fallback' && c.status === 'True'),
      'Creating HorizontalPodAutoscaler Object',
    ),
  ],
  ['kiali.io/Kiali', observability.kiali],
  ['kubernetes-client.io/ExternalSecret', observability.oldExternalSecret],
  ['kubevirt.io/VirtualMachine', infrastructure.virtualMachine],
  ['kubevirt.io/VirtualMachineInstance', infrastructure.virtualMachineInstance],
  ['kustomize.toolkit.fluxcd.io/Kustomization', flux({ suspend: true, busyWhenReady: 'Unknown', needed: 1 })],
  ['kyverno.io/Policy', kyvernoPolicy],
  ['lifecycle.keptn.sh/KeptnAppVersion', delivery.keptn('status')],
  ['lifecycle.keptn.sh/KeptnEvaluation', delivery.keptn('overallStatus')],
  ['lifecycle.keptn.sh/KeptnTask', delivery.keptn('status')],
  ['lifecycle.keptn.sh/KeptnWorkloadInstance', delivery.keptn('status')],
  ['lifecycle.keptn.sh/KeptnWorkloadVersion', delivery.keptn('status')],
  ['logstash.k8s.elastic.co/Logstash', databases.logstash],
  ['mariadb.mmontes.io/MariaDB', databases.mariadb],
  ['metrics.keptn.sh/Analysis', delivery.keptnAnalysis],
  ['metrics.keptn.sh/KeptnMetric', delivery.keptnMetric],
  ['minio.min.io/Tenant', databases.minioTenant],
  ['monitoring.coreos.com/Prometheus', observability.prometheus],
  ['networking.gke.io/ManagedCertificate', infrastructure.managedCertificate],
  ['nmstate.io/NodeNetworkConfigurationPolicy', infrastructure.nodeNetworkPolicy],
  [
    'notification.toolkit.fluxcd.io/Receiver',
    flux({ suspend: true, busyWhenReady: 'False', needed: 1, busy: 'Degraded' }),
  ],
  ['numaflow.numaproj.io/InterStepBufferService', messaging.numaflow({ progressive: true, paused: {} })],
  [
    'numaflow.numaproj.io/MonoVertex',
    messaging.numaflow({
      progressive: true,
      bad: 'Subresources are unhealthy',
      paused: { Paused: 'MonoVertex is paused' },
    }),
  ],
  [
    'numaflow.numaproj.io/Pipeline',
    messaging.numaflow({
      progressive: true,
      bad: 'Subresources are unhealthy',
      paused: { Paused: 'Pipeline is paused', Pausing: 'Pipeline is paused' },
    }),
  ],
  ['numaflow.numaproj.io/Vertex', messaging.numaflow({ progressive: false, paused: { Paused: 'Vertex is paused' } })],
  [
    'numaplane.numaproj.io/ISBServiceRollout',
    messaging.numaplane({ progressive: true, failure: (r) => r === 'ISBSvcFailed', unknown: 'Unknown status' }),
  ],
  [
    'numaplane.numaproj.io/MonoVertexRollout',
    messaging.numaplane({
      progressive: true,
      failure: (r) => r === 'MonoVertexFailed',
      pause: 'MonoVertexPausingOrPaused',
      unknown: 'Unknown MonoVertex status',
    }),
  ],
  [
    'numaplane.numaproj.io/NumaflowControllerRollout',
    messaging.numaplane({ progressive: false, failure: (r) => r !== 'Progressing', unknown: 'Unknown status' }),
  ],
  [
    'numaplane.numaproj.io/PipelineRollout',
    messaging.numaplane({
      progressive: true,
      failure: (r) => r === 'PipelineFailed',
      pause: 'PipelinePausingOrPaused',
      unknown: 'Unknown Pipeline status',
    }),
  ],
  ['objectbucket.io/ObjectBucketClaim', databases.objectBucketClaim],
  ['ocs.openshift.io/StorageCluster', databases.storageCluster],
  ['onepassword.com/OnePasswordItem', oneCondition('Waiting for controller to report status')],
  ['openfaas.com/Function', delivery.openFaas],
  ['opentelemetry.io/OpenTelemetryCollector', observability.openTelemetryCollector],
  ['operator.knative.dev/KnativeEventing', knativeOperator(['Ready', 'InstallSucceeded'], ['Ready'])],
  [
    'operator.knative.dev/KnativeServing',
    knativeOperator(
      ['Ready', 'InstallSucceeded', 'DependenciesInstalled', 'DeploymentsAvailable'],
      ['Ready', 'DeploymentsAvailable'],
    ),
  ],
  ['operator.openshift.io/IngressController', infrastructure.ingressController],
  ['operators.coreos.com/Subscription', infrastructure.olmSubscription],
  ['pkg.crossplane.io/Provider', infrastructure.crossplaneProvider],
  ['platform.confluent.io/Connect', messaging.confluent],
  ['platform.confluent.io/Connector', messaging.confluentConnector],
  ['platform.confluent.io/ControlCenter', messaging.confluent],
  ['platform.confluent.io/Kafka', messaging.confluent],
  ['platform.confluent.io/KsqlDB', messaging.confluent],
  ['platform.confluent.io/SchemaRegistry', messaging.confluent],
  ['platform.confluent.io/Zookeeper', messaging.confluent],
  ['policy.open-cluster-management.io/CertificatePolicy', delivery.ocmCertificatePolicy],
  ['policy.open-cluster-management.io/ConfigurationPolicy', delivery.ocmConfigurationPolicy],
  ['policy.open-cluster-management.io/OperatorPolicy', delivery.ocmOperatorPolicy],
  ['policy.open-cluster-management.io/Policy', delivery.ocmPolicy],
  ['policy/PodDisruptionBudget', argo.podDisruptionBudget],
  ['postgresql.cnpg.io/Cluster', databases.cnpgCluster],
  ['proclaim.dogmatiq.io/DNSSDServiceInstance', observability.dnsServiceInstance],
  ['projectcontour.io/ExtensionService', observability.contourExtension],
  ['projectcontour.io/HTTPProxy', observability.contourProxy],
  ...Object.entries(promoterRules),
  ['psmdb.percona.com/PerconaServerMongoDB', databases.perconaMongo],
  ['pulumi.com/Stack', delivery.pulumiStack],
  ['pxc.percona.com/PerconaXtraDBCluster', databases.perconaXtraDb],
  ...['Binding', 'Exchange', 'Permission', 'Policy', 'Queue', 'Shovel', 'User', 'Vhost'].map(
    (kind): [string, Check] => [`rabbitmq.com/${kind}`, rabbitTopology(kind.toLowerCase())],
  ),
  ['rabbitmq.com/RabbitmqCluster', databases.rabbitCluster],
  ['rds.aws.crossplane.io/DBCluster', classicAws('DBCluster')],
  ['rds.aws.crossplane.io/DBInstance', classicAws('DBInstance')],
  ['rollouts.kruise.io/Rollout', kruise.kruiseRollout],
  ['route.openshift.io/Route', infrastructure.openshiftRoute],
  // The spelling is upstream's.
  ['route53.aws.crossplane.io/ResourceRecordSet', classicAws('resourcrecordset')],
  ['s3.aws.crossplane.io/Bucket', classicAws('Bucket')],
  ['services.cloud.sap.com/ServiceBinding', sapService],
  ['services.cloud.sap.com/ServiceInstance', sapService],
  ['serving.knative.dev/Service', delivery.knativeService],
  ['serving.kserve.io/InferenceService', delivery.inferenceService],
  ['snapshot.storage.k8s.io/VolumeSnapshot', argo.volumeSnapshot],
  ['snapshot.storage.k8s.io/VolumeSnapshotContent', argo.volumeSnapshot],
  ['solr.apache.org/SolrCloud', databases.solrCloud],
  ['source.toolkit.fluxcd.io/Bucket', flux(fluxSource)],
  ['source.toolkit.fluxcd.io/GitRepository', flux(fluxSource)],
  ['source.toolkit.fluxcd.io/HelmChart', flux(fluxSource)],
  ['source.toolkit.fluxcd.io/HelmRepository', helmRepository],
  ['source.toolkit.fluxcd.io/OCIRepository', flux(fluxSource)],
  ['sparkoperator.k8s.io/SparkApplication', delivery.sparkApplication],
  ['spot.io/SpotDeployment', delivery.spotDeployment],
  ['stacks.crossplane.io/ClusterStackInstall', infrastructure.clusterStackInstall],
  ['tower.ansible.com/AnsibleJob', delivery.ansibleJob],
  ['trident.netapp.io/TridentBackendConfig', databases.tridentBackend],
  ['trident.netapp.io/TridentOrchestrator', databases.tridentOrchestrator],
  ['work.karmada.io/ClusterResourceBinding', infrastructure.karmadaBinding],
  ['work.karmada.io/ResourceBinding', infrastructure.karmadaBinding],
  ['zookeeper.pravega.io/ZookeeperCluster', databases.zookeeper],
]);

/** Rules of whole groups, by the end of the group (`*.` first) or the group itself; tried in this order (health-rules §1.2). */
export const WILDCARDS: readonly (readonly [pattern: string, rule: Check])[] = [
  ['*.cnrm.cloud.google.com', infrastructure.configConnector],
  [
    '*.crossplane.io',
    crossplane(
      [
        'Composition',
        'CompositionRevision',
        'DeploymentRuntimeConfig',
        'ClusterProviderConfig',
        'ProviderConfig',
        'ProviderConfigUsage',
        'ControllerConfig',
      ],
      ['Ready', 'Healthy', 'Offered', 'Established', 'ValidPipeline', 'RevisionHealthy'],
    ),
  ],
  ['*.services.k8s.aws', infrastructure.awsController],
  ['*.upbound.io', crossplane(['ClusterProviderConfig', 'ProviderConfig', 'ProviderConfigUsage'], ['Ready'])],
  ['grafana-org-operator.kubitus-project.gitlab.io', grafanaOrganization],
  ['microgateway.airlock.com', microgateway],
  ['operator.victoriametrics.com', observability.victoriaMetrics],
];
