import { describe, expect, it } from 'vitest';
import { type Case, judged } from '../testing/cases.ts';
import { RULES } from './index.ts';

const g1 = { generation: 1 };
const g2 = { generation: 2 };
const seen = (n: number, more: object = {}) => ({ observedGeneration: n, ...more });
const REPORT =
  ' Ensure your ArgoCD is current and then check for/file a bug report: https://github.com/argoproj/argo-cd/issues';

const tables: Readonly<Record<string, readonly Case[]>> = {
  'P1, one condition': [
    ['cert-manager.io/Issuer', { c: ['Ready=True|issued'] }, 'Healthy issued'],
    ['cert-manager.io/Issuer', { c: ['Ready=False|no account'] }, 'Degraded no account'],
    ['cert-manager.io/Issuer', { c: ['Ready=Unknown|hm'] }, 'Progressing Initializing issuer'],
    ['cert-manager.io/Issuer', { c: ['Other=True|x', 'Ready=True'] }, 'Healthy'],
    ['cert-manager.io/Issuer', { c: [] }, 'Progressing Initializing issuer'],
    ['cert-manager.io/Certificate', { c: ['Ready=True|ok', 'Issuing=True|renewing'] }, 'Progressing renewing'],
    ['cert-manager.io/Certificate', { c: ['Ready=False|expired', 'Issuing=False|x'] }, 'Degraded expired'],
    ['certmanager.k8s.io/Certificate', { c: ['Ready=True|ok', 'Issuing=True|renewing'] }, 'Healthy ok'],
    [
      'addons.cluster.x-k8s.io/ClusterResourceSet',
      { c: ['ResourcesApplied=True|x'] },
      'Healthy cluster resource set is applied',
    ],
    ['coralogix.com/Alert', { c: ['RemoteSynced=True|x'] }, 'Healthy Resource is ready'],
    ['coralogix.com/Alert', { c: ['RemoteSynced=False|x'] }, 'Degraded x'],
    ['karpenter.k8s.aws/EC2NodeClass', { c: ['Ready=True|x'] }, 'Healthy EC2NodeClass is ready'],
    ['argoproj.io/EventBus', { c: ['Deployed=True:r'] }, 'Healthy r'],
    ['argoproj.io/EventBus', { c: ['Deployed=False:r|m'] }, 'Degraded m'],
    [
      'astra.netapp.io/Application',
      { c: ['Ready=True'], s: { protectionState: 'Full' } },
      'Healthy Astra Application Ready, protectionState: Full',
    ],
    ['astra.netapp.io/Application', { c: ['Ready=False|no'] }, 'Degraded Astra Application Degraded, message: no'],
    ['bitnami.com/SealedSecret', { c: ['Synced=False|no key'] }, 'Degraded no key'],
  ],
  'P2, Strimzi': [
    ['kafka.strimzi.io/Kafka', { c: ['Ready=True|x'] }, 'Healthy'],
    ['kafka.strimzi.io/Kafka', { c: ['NotReady=True:Creating|creating'] }, 'Degraded creating'],
    ['kafka.strimzi.io/Kafka', { c: ['Ready=False', 'NotReady=False'] }, 'Progressing Waiting for Kafka Cluster'],
  ],
  'P3 and 3scale': [
    [
      'capabilities.3scale.net/Backend',
      { c: ['Invalid=False|x', 'Synced=True|x'] },
      'Healthy 3scale Backend is synced',
    ],
    ['capabilities.3scale.net/Backend', { c: ['Invalid=True|bad spec', 'Synced=True'] }, 'Degraded bad spec'],
    ['capabilities.3scale.net/Backend', { c: ['Failed=True'] }, 'Degraded 3scale Backend synchronization failed'],
    [
      'capabilities.3scale.net/Product',
      { c: ['Orphan=True'] },
      'Degraded 3scale Product references non-existing resources',
    ],
    ['capabilities.3scale.net/ProxyConfigPromote', { c: ['Failed=True'] }, 'Degraded 3cale ProxyConfigPromote failed'],
    [
      'capabilities.3scale.net/ProxyConfigPromote',
      { c: ['In-progress=True'] },
      'Progressing 3scale ProxyConfigPromote is in progress',
    ],
    [
      'capabilities.3scale.net/DeveloperAccount',
      { c: ['Waiting=True'] },
      'Suspended 3scale DeveloperAccount is waiting for approval',
    ],
    [
      'capabilities.3scale.net/DeveloperUser',
      { s: { developerUserState: 'suspended' }, c: ['Ready=True'] },
      'Suspended 3scale Developer user is waiting for admin approval',
    ],
    ['capabilities.3scale.net/DeveloperUser', { c: ['Ready=True'] }, 'Healthy 3scale DeveloperUser is ready'],
    ['capabilities.3scale.net/Application', { s: { state: 'suspended' } }, 'Suspended 3scale Application is suspended'],
    ['capabilities.3scale.net/Application', { c: ['Ready=True'] }, 'Healthy 3scale Application is ready'],
    ['capabilities.3scale.net/Application', { c: ['Ready=False'] }, 'Degraded 3scale Application is not ready'],
    [
      'capabilities.3scale.net/Application',
      { s: { adminId: 3 }, c: ['Ready=False|no'] },
      'Progressing Waiting for 3scale Application status...',
    ],
    [
      'capabilities.3scale.net/Tenant',
      { s: { tenantId: 1, adminId: 2 }, c: ['Ready=True'] },
      'Healthy 3scale Tenant is ready',
    ],
    [
      'capabilities.3scale.net/Tenant',
      { s: { tenantId: 1 }, c: ['Ready=True'] },
      'Progressing Waiting for 3scale Tenant status...',
    ],
    ['capabilities.3scale.net/Tenant', { c: ['Ready=False'] }, 'Degraded 3scale Tenant is degraded'],
    ['apps.3scale.net/APIManager', { s: { deployments: { ready: [] } } }, 'Healthy 3scale APIManager is available'],
    [
      'apps.3scale.net/APIManager',
      { s: { deployments: { ready: ['a'], starting: [] } } },
      'Progressing Waiting for 3scale APIManager status...',
    ],
    ['apps.3scale.net/APIManager', { c: ['Available=True'] }, 'Healthy 3scale APIManager is available'],
    [
      'apps.3scale.net/APIManager',
      { c: ['Available=False:NoDatabase'] },
      'Degraded 3scale APIManager is degraded: NoDatabase',
    ],
  ],
  'P4, Flux': [
    [
      'kustomize.toolkit.fluxcd.io/Kustomization',
      { spec: { suspend: true }, c: ['Ready=True:r'] },
      'Suspended Kustomization is suspended',
    ],
    ['kustomize.toolkit.fluxcd.io/Kustomization', { c: [] }, 'Degraded'],
    [
      'kustomize.toolkit.fluxcd.io/Kustomization',
      { c: ['Ready=True:ReconciliationSucceeded'] },
      'Healthy ReconciliationSucceeded',
    ],
    [
      'kustomize.toolkit.fluxcd.io/Kustomization',
      { c: ['Ready=Unknown:Progressing', 'Reconciling=True:x'] },
      'Progressing Progressing',
    ],
    [
      'kustomize.toolkit.fluxcd.io/Kustomization',
      { c: ['Ready=False:BuildFailed', 'Reconciling=True:x'] },
      'Degraded BuildFailed',
    ],
    ['helm.toolkit.fluxcd.io/HelmRelease', { c: ['Ready=True:a', 'Released=True:b'] }, 'Healthy a'],
    [
      'helm.toolkit.fluxcd.io/HelmRelease',
      { c: ['Ready=True:a', 'Released=True:b', 'TestSuccess=True:c'] },
      'Degraded a',
    ],
    [
      'image.toolkit.fluxcd.io/ImagePolicy',
      { c: ['Ready=False:a', 'Reconciling=True:ApplyingPolicy'] },
      'Progressing a',
    ],
    ['image.toolkit.fluxcd.io/ImagePolicy', { c: ['Ready=False:a', 'Reconciling=True:Other'] }, 'Degraded a'],
    ['image.toolkit.fluxcd.io/ImagePolicy', { spec: { suspend: true }, c: ['Ready=True:a'] }, 'Healthy a'],
    ['notification.toolkit.fluxcd.io/Receiver', { c: ['Ready=False:a', 'Reconciling=True:b'] }, 'Degraded a'],
    ['source.toolkit.fluxcd.io/GitRepository', { c: ['Ready=True:a', 'ArtifactInStorage=True:b'] }, 'Healthy a'],
    [
      'source.toolkit.fluxcd.io/GitRepository',
      { c: ['Ready=Unknown:a', 'Reconciling=True:b', 'ArtifactOutdated=True:c'] },
      'Progressing a c',
    ],
    [
      'source.toolkit.fluxcd.io/HelmRepository',
      { spec: { type: 'oci' }, c: ['Ready=False:a'] },
      "Healthy Helm repositories of type 'oci' do not contain any information in the status.",
    ],
    [
      'source.toolkit.fluxcd.io/HelmRepository',
      { spec: { type: 'oci', suspend: true } },
      'Suspended HelmRepository is suspended',
    ],
  ],
  'P5 and P6, Crossplane': [
    ['iam.aws.crossplane.io/Role', { c: ['Ready=True:Available', 'Synced=True:x'] }, 'Healthy Available'],
    [
      'iam.aws.crossplane.io/Role',
      { c: ['Ready=False:Creating', 'Synced=True:x'] },
      'Progressing Waiting for Role to be available',
    ],
    [
      'iam.aws.crossplane.io/Role',
      { c: ['Ready=True:a', 'Synced=False:ReconcilePaused'] },
      'Suspended ReconcilePaused',
    ],
    ['iam.aws.crossplane.io/Role', { c: ['Ready=False:a', 'Synced=False:ReconcileError|denied'] }, 'Degraded denied'],
    ['iam.aws.crossplane.io/Role', { c: [] }, 'Degraded'],
    ['apiextensions.crossplane.io/Composition', { s: {} }, 'Healthy Resource is up-to-date.'],
    ['nop.crossplane.io/NopResource', { s: {} }, 'Progressing Provisioning ...'],
    ['aws.crossplane.io/ProviderConfig', { s: { users: 2 } }, 'Healthy Resource is in use.'],
    ['nop.crossplane.io/NopResource', { c: ['Synced=True', 'Ready=True'] }, 'Healthy Resource is up-to-date.'],
    ['nop.crossplane.io/NopResource', { c: ['Ready=True', 'Synced=False|refused'] }, 'Degraded refused'],
    ['nop.crossplane.io/NopResource', { c: ['LastAsyncOperation=False|timeout'] }, 'Degraded timeout'],
    ['nop.crossplane.io/NopResource', { c: ['Ready=False|no'] }, 'Progressing Provisioning ...'],
    ['pkg.crossplane.io/Provider', { c: ['Installed=True:Active', 'Healthy=True:Good'] }, 'Healthy Active Good'],
    ['pkg.crossplane.io/Provider', { c: ['Installed=True:Active', 'Healthy=False:Bad'] }, 'Degraded Active Bad'],
    ['aws.upbound.io/Bucket', { c: ['Healthy=True'] }, 'Progressing Provisioning ...'],
    ['aws.upbound.io/Bucket', { c: ['Ready=True'] }, 'Healthy Resource is up-to-date.'],
    [
      'stacks.crossplane.io/ClusterStackInstall',
      { s: { conditionedStatus: { conditions: [{ type: 'Ready', status: 'True', reason: 'Done' }] } } },
      'Healthy Done',
    ],
    [
      'stacks.crossplane.io/ClusterStackInstall',
      { s: { conditionedStatus: { conditions: [{ type: 'Ready', status: 'False', reason: 'Wait' }] } } },
      'Progressing Wait',
    ],
  ],
  'P7, one value': [
    ['acid.zalan.do/postgresql', { s: { PostgresClusterStatus: 'Running' } }, 'Healthy Running'],
    ['acid.zalan.do/postgresql', { s: { PostgresClusterStatus: 'Updating' } }, 'Progressing Updating'],
    ['acid.zalan.do/postgresql', { s: { PostgresClusterStatus: 'SyncFailed' } }, 'Degraded SyncFailed'],
    ['astra.netapp.io/AppVault', { s: { state: 'available' } }, 'Healthy AppVault Available'],
    ['astra.netapp.io/AppVault', { s: { state: 'Failed' } }, 'Degraded AppVault Failed'],
    ['astra.netapp.io/AppVault', { s: { state: 'toString' } }, 'Progressing No status available'],
    ['astra.netapp.io/Backup', { s: { state: 'Completed' } }, 'Healthy Backup Completed'],
    ['astra.netapp.io/Snapshot', { s: { state: 'Running' } }, 'Progressing Snapshot Running'],
    ['astra.netapp.io/Backup', { s: { state: 'Removed' } }, 'Degraded Removed'],
    ['astra.netapp.io/ExecHook', { spec: { enabled: true } }, 'Healthy ExecHook enabled'],
    ['astra.netapp.io/ExecHook', { spec: { enabled: false } }, 'Suspended ExecHook disabled'],
    [
      'astra.netapp.io/Schedule',
      { s: { lastScheduleTime: 'noon' } },
      'Healthy Protection policy lastScheduleTime: noon',
    ],
    [
      'clickhouse.altinity.com/ClickHouseInstallation',
      { s: { status: 'Completed' } },
      'Healthy ClickHouse installation completed successfully',
    ],
    [
      'clickhouse.altinity.com/ClickHouseInstallation',
      { s: { status: 'Aborted' } },
      'Degraded ClickHouse status: Aborted',
    ],
    [
      'core.gardener.cloud/Shoot',
      { meta: { labels: { 'shoot.gardener.cloud/status': 'unhealthy' } } },
      'Degraded Component state: Unhealthy',
    ],
    [
      'core.gardener.cloud/Shoot',
      { meta: { labels: { 'shoot.gardener.cloud/status': 'healthy' } } },
      'Healthy Component state: Healthy',
    ],
    ['core.humio.com/HumioView', { s: { state: 'NotFound' } }, 'Missing Component state: NotFound.'],
    ['core.humio.com/HumioView', { s: { state: 'Exists' } }, 'Healthy Component state: Exists.'],
    ['core.humio.com/HumioCluster', { s: { state: 'Running' } }, 'Healthy Cluster is in a healthy running state'],
    ['core.humio.com/HumioCluster', { s: { state: 'ConfigError', message: 'no zone' } }, 'Degraded no zone'],
    ['core.humio.com/HumioCluster', { s: { state: 'Other', message: 'no zone' } }, 'Progressing Update in progress'],
    ['install.istio.io/IstioOperator', { s: { status: 'HEALTHY' } }, 'Healthy Component is healthy.'],
    ['install.istio.io/IstioOperator', { s: { status: 0 } }, 'Unknown Component is not present.'],
    ['install.istio.io/IstioOperator', { s: { status: 4 } }, 'Degraded Component is in an error state.'],
    ['jaegertracing.io/Jaeger', { s: { phase: 'Failed' } }, 'Degraded Jaeger Failed For Some Reason'],
    ['jaegertracing.io/Jaeger', { s: { phase: 'Running' } }, 'Healthy Jaeger is Running'],
    ['logstash.k8s.elastic.co/Logstash', { s: { health: 'green' } }, 'Healthy Logstash status is Green'],
    ['logstash.k8s.elastic.co/Logstash', { s: { health: 'red' } }, 'Degraded Logstash status is Red'],
    ['trident.netapp.io/TridentOrchestrator', { s: { status: 'Installed', message: 'm' } }, 'Healthy m'],
    ['trident.netapp.io/TridentOrchestrator', { s: { status: 'Error', message: 'm' } }, 'Degraded m'],
    [
      'tower.ansible.com/AnsibleJob',
      { s: { ansibleJobResult: { status: 'successful', url: 'u' } } },
      'Healthy successful job - u',
    ],
    [
      'tower.ansible.com/AnsibleJob',
      { s: { ansibleJobResult: { status: 'canceled', url: 'u' } } },
      'Degraded canceled job - u',
    ],
    ['minio.min.io/Tenant', { s: { currentState: 'Initialized' } }, 'Healthy Initialized'],
    ['minio.min.io/Tenant', { s: { currentState: 'Provisioning IAM' } }, 'Progressing Provisioning IAM'],
    [
      'minio.min.io/Tenant',
      { s: { currentState: 'Pool Decommissioning Not Allowed' } },
      'Degraded Pool Decommissioning Not Allowed',
    ],
  ],
  'P8, RabbitMQ': [
    ['rabbitmq.com/Queue', { c: ['Ready=True:SuccessfulCreateOrUpdate'] }, 'Healthy RabbitMQ queue ready'],
    [
      'rabbitmq.com/Queue',
      { c: ['Ready=False:FailedCreateOrUpdate'] },
      'Degraded RabbitMQ queue failed to be created or updated',
    ],
    ['rabbitmq.com/Queue', { c: ['Ready=True:Other'] }, 'Unknown RabbitMQ queue status is unknown'],
    ['rabbitmq.com/RabbitmqCluster', { c: ['ReconcileSuccess=False|m'] }, 'Degraded m'],
    [
      'rabbitmq.com/RabbitmqCluster',
      { c: ['ClusterAvailable=Unknown'] },
      'Progressing Waiting for RabbitMQ cluster readiness (conditions unknown)',
    ],
    [
      'rabbitmq.com/RabbitmqCluster',
      { c: ['ClusterAvailable=False', 'AllReplicasReady=False'] },
      'Progressing Waiting for RabbitMQ cluster formation',
    ],
    [
      'rabbitmq.com/RabbitmqCluster',
      { c: ['ClusterAvailable=True', 'AllReplicasReady=False'] },
      'Progressing Waiting for RabbitMQ instances ready',
    ],
    [
      'rabbitmq.com/RabbitmqCluster',
      { c: ['ClusterAvailable=True', 'AllReplicasReady=True'] },
      'Healthy RabbitMQ cluster ready',
    ],
  ],
  'P9, Gloo': [
    [
      'gateway.solo.io/VirtualService',
      { s: { statuses: { a: { state: 'Accepted' } } } },
      'Healthy The resource has been validated',
    ],
    ['gateway.solo.io/VirtualService', { s: { statuses: { a: { state: 3, reason: 'w' } } } }, 'Degraded w'],
    [
      'gateway.solo.io/VirtualService',
      { s: { state: 'Pending' } },
      'Suspended The resource has not yet been validated',
    ],
    ['gateway.solo.io/VirtualService', { s: { state: 'Rejected', reason: 'r' } }, 'Degraded r'],
    ['gateway.solo.io/VirtualService', { s: { statuses: { a: { state: '1' } } } }, 'Progressing Update in progress'],
  ],
  'P11 and P12, Numaproj': [
    ['numaflow.numaproj.io/Pipeline', { meta: g1, s: seen(1, { phase: 'Running' }) }, 'Healthy Pipeline is healthy'],
    ['numaflow.numaproj.io/Pipeline', { meta: g1, s: seen(1, { phase: 'Pausing' }) }, 'Healthy Pipeline is paused'],
    ['numaflow.numaproj.io/Pipeline', { meta: g1, s: seen(1, { phase: 'Failed', message: 'm' }) }, 'Degraded m'],
    [
      'numaflow.numaproj.io/Pipeline',
      { meta: g2, s: seen(1, { phase: 'Running' }) },
      'Progressing Waiting for Pipeline status',
    ],
    [
      'numaflow.numaproj.io/Pipeline',
      { meta: g1, s: seen(1, { phase: 'Running' }), c: ['A=False|x'] },
      'Degraded Subresources are unhealthy',
    ],
    [
      'numaflow.numaproj.io/Pipeline',
      { meta: { ...g1, labels: { 'numaplane.numaproj.io/progressive-result-state': 'failed' } }, s: seen(1) },
      'Degraded Failed progressive upgrade',
    ],
    ['numaflow.numaproj.io/Vertex', { meta: g1, s: seen(1), c: ['A=False|x', 'B=False|y'] }, 'Degraded y'],
    [
      'numaplane.numaproj.io/PipelineRollout',
      { meta: g1, s: seen(1, { upgradeInProgress: 'Progressive' }) },
      'Progressing Update in progress',
    ],
    [
      'numaplane.numaproj.io/PipelineRollout',
      { meta: g1, s: seen(1, { phase: 'Pending' }), c: ['ProgressiveUpgradeSucceeded=False'] },
      'Degraded Progressive upgrade failed',
    ],
    [
      'numaplane.numaproj.io/PipelineRollout',
      { meta: g1, s: seen(1), c: ['ChildResourcesHealthy=False:Progressing'] },
      'Progressing Child Progressing',
    ],
    [
      'numaplane.numaproj.io/PipelineRollout',
      { meta: g1, s: seen(1, { phase: 'Failed', message: 'm' }) },
      'Degraded m',
    ],
    [
      'numaplane.numaproj.io/PipelineRollout',
      { meta: g1, s: seen(1), c: ['ChildResourcesHealthy=False:PipelineFailed|f'] },
      'Degraded f',
    ],
    [
      'numaplane.numaproj.io/PipelineRollout',
      { meta: g1, s: seen(1), c: ['PipelinePausingOrPaused=True|p'] },
      'Healthy p',
    ],
    [
      'numaplane.numaproj.io/PipelineRollout',
      { meta: g1, s: seen(1), c: ['ChildResourcesHealthy=True'] },
      'Healthy Healthy',
    ],
    ['numaplane.numaproj.io/PipelineRollout', { meta: g1, s: seen(1) }, 'Unknown Unknown Pipeline status'],
    [
      'numaplane.numaproj.io/NumaflowControllerRollout',
      { meta: g1, s: seen(1), c: ['ChildResourcesHealthy=False:Any|f'] },
      'Degraded f',
    ],
  ],
  'P10, Gateway API': [
    ['gateway.networking.k8s.io/Gateway', { c: ['Accepted=True', 'Programmed=True'] }, 'Healthy Gateway is healthy'],
    [
      'gateway.networking.k8s.io/Gateway',
      { c: ['Programmed=False|waiting for address'] },
      'Progressing waiting for address',
    ],
    [
      'gateway.networking.k8s.io/Gateway',
      { c: ['Programmed=Unknown'] },
      'Progressing Gateway is still being programmed',
    ],
    [
      'gateway.networking.k8s.io/Gateway',
      { c: ['Programmed=False', 'Accepted=False'] },
      'Degraded Failed condition: Accepted',
    ],
    [
      'gateway.networking.k8s.io/Gateway',
      { c: [], s: { listeners: [{ conditions: [{ type: 'ResolvedRefs', status: 'False', message: 'no secret' }] }] } },
      'Degraded Listener: no secret',
    ],
    ['gateway.networking.k8s.io/GatewayClass', { c: ['Accepted=True'] }, 'Healthy GatewayClass is accepted'],
    ['gateway.networking.k8s.io/GatewayClass', { c: ['Accepted=False|no'] }, 'Degraded no'],
    [
      'gateway.networking.k8s.io/GatewayClass',
      { c: ['Accepted=Unknown'] },
      'Progressing Waiting for GatewayClass status',
    ],
    [
      'gateway.networking.k8s.io/HTTPRoute',
      {
        s: {
          parents: [
            { parentRef: { name: 'gw' }, conditions: [{ type: 'Accepted', status: 'False', message: 'no host' }] },
          ],
        },
      },
      'Degraded Parent gw: no host',
    ],
    [
      'gateway.networking.k8s.io/HTTPRoute',
      { meta: g2, s: { parents: [{ conditions: [{ type: 'Accepted', status: 'False', observedGeneration: 1 }] }] } },
      'Progressing Waiting for HTTPRoute status',
    ],
    [
      'gateway.networking.k8s.io/HTTPRoute',
      { meta: g2, s: { parents: [{ conditions: [{ type: 'Accepted', status: 'True', observedGeneration: 2 }] }] } },
      'Healthy HTTPRoute is healthy',
    ],
    [
      'gateway.networking.k8s.io/GRPCRoute',
      { meta: g2, s: { parents: [{ conditions: [{ type: 'Accepted', status: 'True', observedGeneration: 1 }] }] } },
      'Healthy GRPCRoute is healthy',
    ],
    [
      'gateway.networking.k8s.io/BackendTLSPolicy',
      { s: { ancestors: [{ ancestorRef: { name: 'a' }, conditions: [{ type: 'Accepted', status: 'True' }] }] } },
      'Healthy BackendTLSPolicy is healthy',
    ],
    [
      'gateway.networking.k8s.io/BackendTLSPolicy',
      {
        s: {
          ancestors: [
            { ancestorRef: { name: 'a' }, conditions: [{ type: 'Accepted', status: 'False', message: 'm' }] },
          ],
        },
      },
      'Degraded Ancestor a: m',
    ],
    [
      'gateway.networking.k8s.io/BackendTLSPolicy',
      {
        meta: g2,
        s: {
          ancestors: [
            { ancestorRef: { name: 'a' }, conditions: [{ type: 'Accepted', status: 'True', observedGeneration: 1 }] },
          ],
        },
      },
      'Progressing Waiting for Ancestor a to update BackendTLSPolicy status',
    ],
    [
      'microgateway.airlock.com/ApiPolicy',
      {
        meta: g2,
        s: { ancestors: [{ ancestorRef: { name: 'a' }, conditions: [{ type: 'Accepted', status: 'True' }] }] },
      },
      'Progressing Waiting for Ancestor a to update ApiPolicy status',
    ],
    [
      'microgateway.airlock.com/ApiPolicy',
      { s: { ancestors: [{ ancestorRef: { name: 'a' }, conditions: [] }] } },
      'Degraded Ancestor a: ApiPolicy is not accepted',
    ],
  ],
  'argoproj.io': [
    ['argoproj.io/AnalysisRun', { s: { phase: 'Running', message: 'm' } }, 'Progressing Analysis run is running'],
    ['argoproj.io/AnalysisRun', { s: { phase: 'Successful' } }, 'Healthy Analysis run completed successfully'],
    ['argoproj.io/AnalysisRun', { s: { phase: 'Failed', message: 'm' } }, 'Degraded m'],
    ['argoproj.io/AnalysisRun', { s: { phase: 'Error' } }, 'Degraded Analysis run had an error'],
    ['argoproj.io/AnalysisRun', { s: { phase: 'Inconclusive' } }, 'Unknown Analysis run was inconclusive'],
    ['argoproj.io/AnalysisRun', { s: { phase: 'Napping' } }, 'none'],
    ['argoproj.io/Experiment', { s: { phase: 'Pending' } }, 'Progressing Experiment is pending'],
    ['argoproj.io/Experiment', { s: { phase: 'Successful' } }, 'Healthy Experiment is successful'],
    ['argoproj.io/Experiment', { s: { phase: 'Failed' } }, 'Degraded Experiment has failed'],
    ['argoproj.io/Experiment', { s: {} }, 'none'],
    ['argoproj.io/ApplicationSet', { c: ['ResourcesUpToDate=True|ok', 'ErrorOccurred=True|bad'] }, 'Degraded bad'],
    ['argoproj.io/ApplicationSet', { c: ['ResourcesUpToDate=False|old', 'RolloutProgressing=True|x'] }, 'Degraded old'],
    [
      'argoproj.io/ApplicationSet',
      { c: ['RolloutProgressing=True|step 2', 'ResourcesUpToDate=True|ok'] },
      'Progressing step 2',
    ],
    ['argoproj.io/ApplicationSet', { c: ['ErrorOccurred=False', 'ResourcesUpToDate=True|ok'] }, 'Healthy ok'],
    ['argoproj.io/CronWorkflow', { c: ['SpecError=True|bad'] }, 'Degraded bad'],
    ['argoproj.io/CronWorkflow', { c: ['SubmissionError=True|bad'] }, 'Degraded bad'],
    ['argoproj.io/CronWorkflow', { c: ['Completed=True|done'] }, 'Healthy done'],
    [
      'argoproj.io/Rollout',
      { meta: g2, s: seen(1, { phase: 'Healthy' }) },
      'Progressing Waiting for rollout spec update to be observed',
    ],
    [
      'argoproj.io/Rollout',
      { meta: g2, s: { observedGeneration: '1', phase: 'Healthy' } },
      'Progressing Waiting for rollout spec update to be observed',
    ],
    ['argoproj.io/Rollout', { meta: g2, s: { observedGeneration: 'abc123', phase: 'Healthy' } }, 'Healthy'],
    [
      'argoproj.io/Rollout',
      {
        spec: { workloadRef: {} },
        meta: { annotations: { 'rollout.argoproj.io/workload-generation': '3' } },
        s: { workloadObservedGeneration: '2', phase: 'Healthy' },
      },
      'Progressing Waiting for rollout spec update to be observed',
    ],
    ['argoproj.io/Rollout', { s: { phase: 'Paused', message: 'CanaryPauseStep' } }, 'Suspended CanaryPauseStep'],
    ['argoproj.io/Rollout', { s: { phase: 'Degraded', message: 'm' } }, 'Degraded m'],
    ['argoproj.io/Rollout', { s: { phase: '' } }, 'Unknown Lua returned an invalid health status'],
    [
      'argoproj.io/Rollout',
      { s: { currentPodHash: 'a' } },
      'Unknown bad argument #1 to ipairs (table expected, got nil)',
    ],
    ['argoproj.io/Rollout', { c: ['InvalidSpec=True|bad'], spec: { paused: true } }, 'Degraded bad'],
    ['argoproj.io/Rollout', { c: ['Progressing=False:RolloutAborted|aborted'] }, 'Degraded aborted'],
    ['argoproj.io/Rollout', { c: ['Progressing=False:ProgressDeadlineExceeded|late'] }, 'Degraded late'],
    ['argoproj.io/Rollout', { c: [], spec: { paused: true } }, 'Suspended Rollout is paused'],
    ['argoproj.io/Rollout', { c: [], s: { pauseConditions: [{}] } }, 'Suspended Rollout is paused'],
    ['argoproj.io/Rollout', { c: [] }, 'Progressing Waiting for rollout to finish: status has not been reconciled.'],
    [
      'argoproj.io/Rollout',
      { c: [], s: { currentPodHash: 'a' } },
      'Progressing Waiting for roll out to finish: More replicas need to be updated',
    ],
    [
      'argoproj.io/Rollout',
      { c: [], s: { currentPodHash: 'a', updatedReplicas: 1 } },
      'Progressing Waiting for roll out to finish: updated replicas are still becoming available',
    ],
    [
      'argoproj.io/Rollout',
      {
        c: [],
        spec: { strategy: { blueGreen: {} } },
        s: { currentPodHash: 'a', updatedReplicas: 1, availableReplicas: 1 },
      },
      'Progressing active service cutover pending',
    ],
    [
      'argoproj.io/Rollout',
      {
        c: [],
        spec: { strategy: { blueGreen: {} } },
        s: {
          currentPodHash: 'a',
          updatedReplicas: 1,
          availableReplicas: 1,
          blueGreen: { activeSelector: 'a' },
          stableRS: 'b',
        },
      },
      'Progressing waiting for analysis to complete',
    ],
    [
      'argoproj.io/Rollout',
      {
        c: [],
        spec: { strategy: { blueGreen: {} } },
        s: {
          currentPodHash: 'a',
          updatedReplicas: 1,
          availableReplicas: 1,
          blueGreen: { activeSelector: 'a' },
          stableRS: 'a',
        },
      },
      'Healthy',
    ],
    [
      'argoproj.io/Rollout',
      {
        c: [],
        spec: { strategy: { canary: {} } },
        s: { currentPodHash: 'a', updatedReplicas: 1, availableReplicas: 1, replicas: 2 },
      },
      'Progressing Waiting for roll out to finish: old replicas are pending termination',
    ],
    [
      'argoproj.io/Rollout',
      {
        c: [],
        spec: { strategy: { canary: {} } },
        s: { currentPodHash: 'a', updatedReplicas: 1, availableReplicas: 1 },
      },
      'Progressing Waiting for rollout to finish steps',
    ],
    [
      'argoproj.io/Rollout',
      {
        c: [],
        spec: { strategy: { canary: {} } },
        s: { currentPodHash: 'a', updatedReplicas: 1, availableReplicas: 1, canary: { stableRS: 'a' } },
      },
      'Healthy',
    ],
  ],
  'Kubernetes itself': [
    ['apiextensions.k8s.io/CustomResourceDefinition', { c: [] }, 'Progressing Status conditions not found'],
    [
      'apiextensions.k8s.io/CustomResourceDefinition',
      { c: ['NamesAccepted=True', 'Established=True'] },
      'Healthy CRD is healthy',
    ],
    [
      'apiextensions.k8s.io/CustomResourceDefinition',
      { c: ['Established=True', 'NonStructuralSchema=True|x'] },
      'Degraded Schema violations found: x',
    ],
    [
      'apiextensions.k8s.io/CustomResourceDefinition',
      { c: ['Established=False:Installing'] },
      'Progressing CRD is being installed',
    ],
    [
      'apiextensions.k8s.io/CustomResourceDefinition',
      { c: ['NamesAccepted=False|taken'] },
      'Degraded CRD names have not been accepted: taken',
    ],
    [
      'apiextensions.k8s.io/CustomResourceDefinition',
      { c: ['Terminating=True|bye'] },
      'Progressing CRD is terminating: bye',
    ],
    ['apiextensions.k8s.io/CustomResourceDefinition', { c: ['NamesAccepted=True'] }, 'Degraded CRD is not established'],
    ['batch/CronJob', { spec: { suspend: true } }, 'Healthy CronJob is Suspended'],
    ['batch/CronJob', { s: {} }, 'Healthy CronJob has not been scheduled yet'],
    [
      'batch/CronJob',
      { s: { lastScheduleTime: '2026-01-01T00:00:00Z' } },
      'Healthy The CronJob never completed successfully. It may not be healthy',
    ],
    [
      'batch/CronJob',
      { s: { lastScheduleTime: '2026-01-01T00:00:00Z', lastSuccessfulTime: '2026-01-01T00:00:00Z', active: [{}] } },
      'Healthy The job is running. Its last execution may not have been successful',
    ],
    [
      'batch/CronJob',
      { s: { lastScheduleTime: '2026-01-02T00:00:00Z', lastSuccessfulTime: '2026-01-01T00:00:00Z' } },
      'Degraded CronJob has not completed its last execution successfully',
    ],
    [
      'batch/CronJob',
      { s: { lastScheduleTime: '2026-01-02T00:00:00Z', lastSuccessfulTime: '2026-01-02T00:00:09Z' } },
      'Healthy CronJob has completed its last execution successfully',
    ],
    [
      'policy/PodDisruptionBudget',
      { c: ['DisruptionAllowed=False:InsufficientPods'] },
      'Healthy PodDisruptionBudget has InsufficientPods',
    ],
    [
      'policy/PodDisruptionBudget',
      { c: ['DisruptionAllowed=False:SyncFailed'] },
      'Degraded PodDisruptionBudget has SyncFailed',
    ],
    [
      'policy/PodDisruptionBudget',
      { c: ['DisruptionAllowed=True:SufficientPods'] },
      'Healthy PodDisruptionBudget has SufficientPods',
    ],
    ['snapshot.storage.k8s.io/VolumeSnapshot', { s: { readyToUse: true } }, 'Healthy Ready to use'],
    [
      'snapshot.storage.k8s.io/VolumeSnapshot',
      { s: { readyToUse: false, error: { message: 'no space' } } },
      'Degraded no space',
    ],
  ],
  secrets: [
    ['external-secrets.io/ExternalSecret', { c: ['Ready=False|no such key'] }, 'Degraded no such key'],
    ['external-secrets.io/ClusterExternalSecret', { c: ['Ready=True|a', 'NotReady=True|b'] }, 'Degraded b'],
    ['external-secrets.io/ClusterExternalSecret', { c: ['NotReady=True|b', 'Ready=True|a'] }, 'Healthy a'],
    ['external-secrets.io/ClusterExternalSecret', { c: ['PartiallyReady=True|p'] }, 'Degraded p'],
    ['kubernetes-client.io/ExternalSecret', { s: { status: 'SUCCESS' } }, 'Healthy Fetched ExternalSecret.'],
    ['kubernetes-client.io/ExternalSecret', { s: { status: 'ERROR, no access' } }, 'Degraded no access'],
    ['kubernetes-client.io/ExternalSecret', { s: { status: 'NEW' } }, 'Progressing Waiting for ExternalSecret.'],
  ],
  'scaling and nodes': [
    ['keda.sh/ScaledObject', { c: ['Ready=True|ok'] }, 'Healthy ok'],
    ['keda.sh/ScaledObject', { c: ['Ready=True|ok', 'Paused=True|p'] }, 'Suspended p'],
    ['keda.sh/ScaledObject', { c: ['Ready=True|ok', 'Fallback=True|f'] }, 'Degraded f'],
    ['keda.sh/ScaledObject', { c: ['Ready=Unknown|u'] }, 'Progressing Creating HorizontalPodAutoscaler Object'],
    ['keda.sh/ScaledJob', { c: ['Ready=Unknown|u'] }, 'Degraded u'],
    ['keda.sh/ScaledJob', { c: ['Paused=True|p'] }, 'Progressing Waiting for ScaledJob'],
    [
      'karpenter.sh/NodeClaim',
      { meta: g2, s: seen(1), c: ['Ready=True'] },
      'Progressing Waiting for NodeClaim spec to be reconciled',
    ],
    ['karpenter.sh/NodeClaim', { c: ['Ready=True|r', 'Disrupting=True|d'] }, 'Suspended d'],
    ['karpenter.sh/NodeClaim', { c: ['Ready=False|r'] }, 'Degraded r'],
    [
      'karpenter.sh/NodeClaim',
      { c: ['Ready=Unknown', 'Initialized=True'] },
      'Progressing Node initialized, waiting for Ready',
    ],
    ['karpenter.sh/NodeClaim', { c: ['Launched=True'] }, 'Progressing Node launched, waiting for registration'],
    [
      'karpenter.sh/NodeClaim',
      { c: ['Launched=True', 'Registered=True'] },
      'Progressing Node registered, waiting for initialization',
    ],
    ['karpenter.sh/NodePool', { c: ['Ready=True|ok'] }, 'Healthy ok'],
  ],
  databases: [
    [
      'postgresql.cnpg.io/Cluster',
      { meta: { annotations: { 'cnpg.io/reconciliationLoop': 'disabled' } } },
      'Suspended Cluster reconciliation is suspended',
    ],
    ['postgresql.cnpg.io/Cluster', { s: { phaseReason: 'x' } }, 'Progressing x'],
    ['postgresql.cnpg.io/Cluster', { c: ['cnpg.io/hibernation=True|asleep'] }, 'Suspended asleep'],
    ['postgresql.cnpg.io/Cluster', { c: ['cnpg.io/hibernation=False|waking'] }, 'Degraded waking'],
    ['postgresql.cnpg.io/Cluster', { c: [], s: { phase: 'Cluster in healthy state' } }, 'Healthy'],
    ['postgresql.cnpg.io/Cluster', { c: [], s: { phase: 'Upgrading cluster', phaseReason: 'r' } }, 'Progressing r'],
    ['postgresql.cnpg.io/Cluster', { c: [], s: { phase: 'Failing over', phaseReason: 'r' } }, 'Degraded r'],
    ['postgresql.cnpg.io/Cluster', { c: [], s: { phase: 'Unable to create required cluster objects' } }, 'Suspended'],
    ['postgresql.cnpg.io/Cluster', { c: [], s: { phase: 'Something new' } }, 'Unknown'],
    [
      'psmdb.percona.com/PerconaServerMongoDB',
      { s: { state: 'paused', ready: 0, size: 3 } },
      'Suspended 0/3 node(s) are ready',
    ],
    [
      'psmdb.percona.com/PerconaServerMongoDB',
      { s: { state: 'ready', ready: 3, size: 3 } },
      'Healthy 3/3 node(s) are ready',
    ],
    [
      'pxc.percona.com/PerconaXtraDBCluster',
      { s: { state: 'ready', ready: 3, size: 3 } },
      'Healthy 3/3 node(s) are ready',
    ],
    ['pxc.percona.com/PerconaXtraDBCluster', { s: { state: 'paused' } }, 'Unknown Cluster is paused'],
    [
      'pxc.percona.com/PerconaXtraDBCluster',
      { s: { state: 'stopping', ready: 1, size: 3 } },
      'Degraded Cluster is stopping (1/3 node(s) are ready)',
    ],
    [
      'pxc.percona.com/PerconaXtraDBCluster',
      { s: { state: 'error', message: ['a', 'b'] } },
      'Degraded Cluster is on error: a, b',
    ],
    ['pxc.percona.com/PerconaXtraDBCluster', { s: {} }, `Unknown Cluster status is unknown.${REPORT}`],
    ['k8s.mariadb.com/MariaDB', { c: ['Ready=True|up'] }, 'Healthy up'],
    ['k8s.mariadb.com/MariaDB', { c: ['Ready=False:Failed|no'] }, 'Degraded no'],
    ['k8s.mariadb.com/MariaDB', { c: ['Ready=False:Starting|soon'] }, 'Progressing soon'],
    ['k8s.mariadb.com/Database', { c: ['Ready=Unknown|hm'] }, 'Degraded hm'],
    ['k8s.mariadb.com/Database', { c: ['Other=True|o'] }, 'Progressing o'],
    ['k8s.mariadb.com/Backup', { c: ['Complete=False:CronJobScheduled|Failed'] }, 'Degraded CronJobScheduled Failed'],
    ['k8s.mariadb.com/Backup', { c: ['Complete=False:JobRunning|Running'] }, 'Progressing JobRunning Running'],
    ['k8s.mariadb.com/Backup', { c: ['Complete=True:JobComplete|Success'] }, 'Healthy JobComplete Success'],
    ['k8s.mariadb.com/SqlJob', { c: ['Complete=True:JobFailed|bad'] }, 'Degraded JobFailed bad'],
    ['k8s.mariadb.com/SqlJob', { c: ['Complete=True:JobComplete|good'] }, 'Healthy JobComplete good'],
    ['k8s.mariadb.com/SqlJob', { c: ['Complete=False:JobRunning|x'] }, 'Progressing JobRunning x'],
    ['db.atlasgo.io/AtlasMigration', { c: ['Ready=True:Applied'] }, 'Healthy Applied'],
    ['db.atlasgo.io/AtlasMigration', { c: ['Ready=False:Reconciling'] }, 'Progressing Reconciling'],
    ['db.atlasgo.io/AtlasMigration', { c: ['Ready=False:BadSQL'] }, 'Degraded BadSQL'],
    ['db.atlasgo.io/AtlasSchema', { c: ['Ready=False:x|GettingDevDB'] }, 'Progressing x'],
    ['db.atlasgo.io/AtlasSchema', { c: ['Ready=False:x|y'] }, 'Degraded x'],
    [
      'elasticsearch.k8s.elastic.co/Elasticsearch',
      { spec: { nodeSets: [{ count: 2 }, { count: 1 }] }, s: { availableNodes: 1 } },
      'Progressing The desired amount of availableNodes is 3 but the current amount is 1',
    ],
    [
      'elasticsearch.k8s.elastic.co/Elasticsearch',
      { spec: { nodeSets: [{ count: 1 }] }, s: { availableNodes: 1, phase: 'Ready', health: 'green' } },
      'Healthy Elasticsearch Cluster status is Green',
    ],
    [
      'elasticsearch.k8s.elastic.co/Elasticsearch',
      { spec: { nodeSets: [{ count: 1 }] }, s: { availableNodes: 1, phase: 'Ready', health: 'red' } },
      'Degraded Elasticsearch Cluster status is Red. Check the status of indices, replicas and shards',
    ],
    [
      'elasticsearch.k8s.elastic.co/Elasticsearch',
      { spec: { nodeSets: [{ count: 1 }] }, s: { availableNodes: 1, phase: 'Invalid', health: 'unknown' } },
      'Degraded Elasticsearch phase is Invalid',
    ],
    [
      'elasticsearch.k8s.elastic.co/Elasticsearch',
      { spec: { nodeSets: [{ count: 1 }] }, s: { availableNodes: 2, phase: 'Ready', health: 'green' } },
      `Unknown Elasticsearch Cluster status is unknown.${REPORT}`,
    ],
    [
      'beat.k8s.elastic.co/Beat',
      { s: { health: 'yellow', availableNodes: 1, expectedNodes: 2 } },
      'Progressing Elastic Beat status is deploying, there is 1 instance(s) on 2 expected',
    ],
    ['beat.k8s.elastic.co/Beat', { s: { health: 'green' } }, 'Healthy Elastic Beat status is Green'],
    ['beat.k8s.elastic.co/Beat', { s: { expectedNodes: 2 } }, 'Progressing Elastic Beat phase is progressing'],
    [
      'cassandra.rook.io/Cluster',
      { s: { racks: { a: { members: 3, readyMembers: 2 } } } },
      'Progressing Waiting for Cassandra Cluster',
    ],
    ['cassandra.rook.io/Cluster', { s: { racks: { a: { members: 3, readyMembers: 3 } } } }, 'Healthy'],
    [
      'ceph.rook.io/CephCluster',
      { s: { ceph: { health: 'HEALTH_OK' }, state: 'Created', message: 'done' } },
      'Healthy Ceph health is HEALTH_OK - Ceph cluster state is Created - done',
    ],
    [
      'ceph.rook.io/CephCluster',
      {
        s: {
          ceph: { health: 'HEALTH_WARN', details: { b: { message: 'two' }, a: { message: 'one' } } },
          state: 'Created',
        },
      },
      'Degraded Ceph health is HEALTH_WARN (one; two)',
    ],
    [
      'ceph.rook.io/CephCluster',
      { s: { ceph: { health: 'HEALTH_OK' }, state: 'Error' } },
      'Degraded Ceph health is HEALTH_OK - Ceph cluster state is Error',
    ],
    [
      'ceph.rook.io/CephObjectStore',
      { s: { phase: 'Ready', info: { endpoint: 'http://x' } } },
      'Healthy Ceph object store phase is Ready - endpoint: http://x',
    ],
    ['ceph.rook.io/CephObjectStore', { s: { phase: 'Failure' } }, 'Degraded Ceph object store phase is Failure'],
    [
      'solr.apache.org/SolrCloud',
      { s: { solrNodes: [{ ready: true }, { ready: false }] } },
      'Progressing Not all replicas are ready',
    ],
    ['solr.apache.org/SolrCloud', { s: { solrNodes: [{ ready: true }] } }, 'Healthy Solr is ready'],
    [
      'zookeeper.pravega.io/ZookeeperCluster',
      { s: { replicas: 3, readyReplicas: 3 } },
      'Healthy All ZK Nodes have joined the ensemble',
    ],
    [
      'zookeeper.pravega.io/ZookeeperCluster',
      { s: { replicas: 0, readyReplicas: 0 } },
      'Progressing Waiting for ZK Nodes to join the ensemble',
    ],
    ['zookeeper.pravega.io/ZookeeperCluster', { s: {} }, 'Healthy All ZK Nodes have joined the ensemble'],
    ['objectbucket.io/ObjectBucketClaim', { s: { phase: 'Bound' } }, 'Healthy Object bucket claim phase is Bound'],
    ['objectbucket.io/ObjectBucketClaim', { s: {} }, 'Progressing Waiting for phase to be reported'],
    ['ocs.openshift.io/StorageCluster', { c: ['Available=True|a', 'Progressing=True|p'] }, 'Progressing p'],
    ['cdi.kubevirt.io/DataVolume', { s: { phase: 'Succeeded' }, c: ['Running=False:Error|x'] }, 'Healthy Succeeded'],
    [
      'cdi.kubevirt.io/DataVolume',
      { s: { phase: 'ImportInProgress' }, c: ['Running=False:Error|no disk'] },
      'Degraded no disk',
    ],
    ['cdi.kubevirt.io/DataVolume', { s: { phase: 'Unknown' } }, 'Degraded Unknown'],
    [
      'trident.netapp.io/TridentBackendConfig',
      { s: { phase: 'Bound', lastOperationStatus: 'Success', message: 'm' } },
      'Healthy m',
    ],
    ['trident.netapp.io/TridentBackendConfig', { s: { lastOperationStatus: 'Failed', message: 'm' } }, 'Degraded m'],
  ],
  messaging: [
    [
      'kafka.banzaicloud.io/KafkaCluster',
      { s: { state: 'ClusterRollingUpgrading' } },
      'Progressing Kafka Cluster is Rolling Upgrading.',
    ],
    [
      'kafka.banzaicloud.io/KafkaCluster',
      { s: { brokersState: { 0: { configurationState: 'ConfigOutOfSync' } } } },
      'Degraded Broker Config is out of Sync or CruiseControlState is not Ready',
    ],
    [
      'kafka.banzaicloud.io/KafkaCluster',
      {
        s: {
          state: 'ClusterRunning',
          cruiseControlTopicStatus: 'CruiseControlTopicReady',
          brokersState: {
            0: {
              configurationState: 'ConfigInSync',
              gracefulActionState: { cruiseControlState: 'GracefulUpscaleSucceeded' },
            },
          },
        },
      },
      'Healthy Kafka Brokers, CruiseControl and cluster are in Healthy State.',
    ],
    [
      'kafka.banzaicloud.io/KafkaCluster',
      { s: { state: 'ClusterReconciling', brokersState: {} } },
      'Progressing Kafka Cluster is Reconciling.',
    ],
    ['platform.confluent.io/Kafka', { s: { phase: 'RUNNING' } }, 'Healthy Kafka running'],
    ['platform.confluent.io/Kafka', { s: { phase: 'PROVISIONING' } }, 'Progressing Kafka provisioning'],
    [
      'platform.confluent.io/Connector',
      { s: { state: 'CREATED', connectorState: 'RUNNING' } },
      'Healthy Connector running',
    ],
    [
      'platform.confluent.io/Connector',
      { s: { state: 'CREATED', connectorState: 'RUNNING', failedTasksCount: 0 } },
      'Progressing Waiting for Kafka Connector',
    ],
    [
      'platform.confluent.io/Connector',
      { s: { state: 'CREATED', failedTasksCount: 2 } },
      'Degraded Connector has failed tasks',
    ],
    ['platform.confluent.io/Connector', { s: { state: 'ERROR' }, c: ['a=b|m'] }, 'Degraded m'],
    ['platform.confluent.io/Connector', { s: { state: 'ERROR' } }, 'Degraded No conditions available'],
  ],
  infrastructure: [
    ['iam.cnrm.cloud.google.com/IAMPolicy', { c: ['Ready=True:UpToDate|ok'] }, 'Healthy ok'],
    ['iam.cnrm.cloud.google.com/IAMPolicy', { c: ['Ready=False:UpdateFailed|denied'] }, 'Degraded denied'],
    ['iam.cnrm.cloud.google.com/IAMPolicy', { c: ['Ready=False:DependencyNotReady|wait'] }, 'Suspended wait'],
    [
      'iam.cnrm.cloud.google.com/IAMPolicy',
      { meta: g2, s: seen(1), c: ['Ready=True:UpToDate|ok'] },
      'Progressing Update in progress',
    ],
    ['core.cnrm.cloud.google.com/ConfigConnector', { s: { healthy: true } }, 'Healthy ConfigConnector is healthy'],
    [
      'core.cnrm.cloud.google.com/ConfigConnector',
      { s: { healthy: 'yes' } },
      'Degraded ConfigConnector is not healthy',
    ],
    ['s3.services.k8s.aws/Bucket', { c: ['ACK.Terminal=True|denied'] }, 'Degraded denied'],
    ['s3.services.k8s.aws/Bucket', { c: ['Ready=True|x'] }, 'Healthy'],
    ['s3.services.k8s.aws/Bucket', { c: ['Ready=False|wait'] }, 'Progressing wait'],
    ['cluster.x-k8s.io/Cluster', { spec: { paused: true } }, 'Suspended Cluster is paused'],
    ['cluster.x-k8s.io/Cluster', { s: { phase: 'Provisioned' } }, 'Healthy Cluster is running'],
    ['cluster.x-k8s.io/Cluster', { s: { phase: 'Provisioned' }, c: ['Ready=False|broken'] }, 'Degraded broken'],
    ['cluster.x-k8s.io/Cluster', { s: { phase: 'Failed' } }, 'Degraded'],
    ['cluster.x-k8s.io/Machine', { s: { phase: 'Running' }, c: ['Ready=False|x'] }, 'Healthy Machine is running'],
    ['cluster.x-k8s.io/Machine', { s: { phase: 'Failed' }, c: ['Ready=False|x'] }, 'Degraded x'],
    ['cluster.x-k8s.io/MachineDeployment', { spec: { paused: true } }, 'Suspended MachineDeployment is paused'],
    [
      'cluster.x-k8s.io/MachineDeployment',
      { s: { phase: 'Running' } },
      'Healthy Machines are running under this deployment',
    ],
    ['cluster.x-k8s.io/MachineHealthCheck', { s: { currentHealthy: 3, expectedMachines: 3 } }, 'Healthy'],
    ['cluster.x-k8s.io/MachineHealthCheck', { s: { currentHealthy: 2, expectedMachines: 3 } }, 'Degraded'],
    [
      'cluster.x-k8s.io/MachinePool',
      { s: { phase: 'Running' }, c: ['Ready=False:NoNodes', 'Other=False'] },
      'Healthy MachinePool is Running: Not Ready (NoNodes), Not Other',
    ],
    ['cluster.x-k8s.io/MachinePool', { s: { phase: 'Failed' } }, 'Degraded MachinePool is Failed'],
    ['controlplane.cluster.x-k8s.io/AWSManagedControlPlane', { s: { failureMessage: 'no' } }, 'Degraded no'],
    ['controlplane.cluster.x-k8s.io/AWSManagedControlPlane', { c: ['Ready=True'] }, 'Healthy Control plane is ready'],
    [
      'controlplane.cluster.x-k8s.io/AWSManagedControlPlane',
      { c: ['EKSControlPlaneUpdating=True'] },
      'Progressing EKS control plane is updating',
    ],
    [
      'controlplane.cluster.x-k8s.io/AWSManagedControlPlane',
      { s: { conditions: [{ type: 'A', status: 'False', severity: 'Error', message: 'one' }] } },
      'Degraded one ',
    ],
    [
      'controlplane.cluster.x-k8s.io/AWSManagedControlPlane',
      { c: [], s: { ready: false } },
      'Progressing Control plane is not ready (.status.ready is false)',
    ],
    ['kubevirt.io/VirtualMachine', { c: ['Ready=True'] }, 'Healthy Running'],
    ['kubevirt.io/VirtualMachine', { c: ['Ready=False'], s: { created: true } }, 'Progressing Starting'],
    ['kubevirt.io/VirtualMachine', { c: ['Ready=False'], s: { printableStatus: 'Halted' } }, 'Suspended Halted'],
    [
      'kubevirt.io/VirtualMachine',
      { c: ['Ready=True', 'Paused=True'], s: { printableStatus: 'x' } },
      'Suspended Paused',
    ],
    ['kubevirt.io/VirtualMachineInstance', { s: { phase: 'Succeeded' } }, 'Suspended Succeeded'],
    ['kubevirt.io/VirtualMachineInstance', { s: { phase: 'Running' }, c: ['Ready=True'] }, 'Healthy Running'],
    [
      'kubevirt.io/VirtualMachineInstance',
      { s: { phase: 'Running' }, c: ['Ready=False|no guest'] },
      'Degraded no guest',
    ],
    [
      'kubevirt.io/VirtualMachineInstance',
      { s: { phase: 'Running' }, c: ['Ready=True', 'Paused=True|p'] },
      'Suspended p',
    ],
    [
      'nmstate.io/NodeNetworkConfigurationPolicy',
      { c: ['Available=True:Applied|all nodes'] },
      'Healthy Applied: all nodes',
    ],
    ['nmstate.io/NodeNetworkConfigurationPolicy', { c: ['Degraded=True:Failed'] }, 'Degraded Failed'],
    ['nmstate.io/NodeNetworkConfigurationPolicy', { c: ['Ignored=True:NoMatch'] }, 'Suspended NoMatch'],
    [
      'iammanager.keikoproj.io/Iamrole',
      { s: { state: 'Ready', roleName: 'n', roleARN: 'a', roleID: 'i' } },
      "Healthy Role 'n' exists with ARN 'a' and ID 'i'.",
    ],
    [
      'iammanager.keikoproj.io/Iamrole',
      { s: { state: 'Error', retryCount: 2, errorDescription: 'denied' } },
      "Degraded Failed to reconcile the Iamrole (retry 2) for role '<none>' with ARN '<none>' and ID '<none>'. Reconciliation error was: denied",
    ],
    [
      'networking.gke.io/ManagedCertificate',
      { s: { certificateStatus: 'Active', domainStatus: [{ status: 'FailedNotVisible' }] } },
      'Degraded At least one certificate has failed to be provisioned',
    ],
    [
      'networking.gke.io/ManagedCertificate',
      { s: { certificateStatus: 'Active' } },
      'Healthy All certificates are active',
    ],
    [
      'apps.openshift.io/DeploymentConfig',
      { c: ['Available=True', 'Progressing=True:NewReplicationControllerAvailable'], s: { replicas: 2 } },
      'Healthy replication controller successfully rolled out',
    ],
    ['apps.openshift.io/DeploymentConfig', { c: [], s: { replicas: 2 } }, 'Degraded Deployment config is degraded'],
    [
      'apps.openshift.io/DeploymentConfig',
      { c: [], s: { replicas: 0 } },
      'Healthy replication controller successfully rolled out',
    ],
    ['route.openshift.io/Route', { s: { ingress: [] } }, 'Healthy Route is healthy'],
    [
      'route.openshift.io/Route',
      { s: { ingress: [{ conditions: [{ type: 'Admitted', status: 'False' }] }] } },
      'Degraded Route is degraded',
    ],
    ['operator.openshift.io/IngressController', { c: ['Available=True'] }, 'Healthy IngressController is available'],
    ['operator.openshift.io/IngressController', { c: ['Progressing=True:Rolling|x'] }, 'Progressing Rolling'],
    [
      'operators.coreos.com/Subscription',
      { c: [], s: { state: 'AtLatestKnown' } },
      "Healthy .status.state is 'AtLatestKnown'\n",
    ],
    [
      'operators.coreos.com/Subscription',
      { c: ['CatalogSourcesUnhealthy=True'], s: { state: 'AtLatestKnown' } },
      "Degraded 1: CatalogSourcesUnhealthy | True\n.status.state is 'AtLatestKnown'\n",
    ],
    [
      'operators.coreos.com/Subscription',
      { c: ['InstallPlanPending=True:Installing'] },
      'Progressing 1: InstallPlanPending | True\n.status.state not yet known\n',
    ],
    [
      'operators.coreos.com/Subscription',
      {
        spec: { installPlanApproval: 'Manual' },
        c: ['InstallPlanPending=True:RequiresApproval'],
        s: { installedCSV: 'a.v1', state: 'UpgradePending' },
      },
      "Healthy .status.state is 'UpgradePending' (manual InstallPlan approval pending; treated as healthy)\n",
    ],
    ['work.karmada.io/ResourceBinding', { s: { aggregatedStatus: [{ health: 'Healthy' }] } }, 'Healthy'],
    [
      'work.karmada.io/ClusterResourceBinding',
      { s: { aggregatedStatus: [{ health: 'Healthy' }] } },
      'Progressing Current resource status is insufficient',
    ],
    [
      'work.karmada.io/ResourceBinding',
      { spec: { clusters: [{}] }, s: { aggregatedStatus: [{ health: 'Unknown', applied: false }] } },
      'Degraded Current resource status is unhealthy',
    ],
  ],
  kruise: [
    [
      'apps.kruise.io/CloneSet',
      { meta: g1, spec: { updateStrategy: { paused: true } }, s: seen(1) },
      'Suspended Cloneset is paused',
    ],
    [
      'apps.kruise.io/CloneSet',
      {
        meta: g2,
        spec: { updateStrategy: { partition: 1 } },
        s: seen(2, { updatedAvailableReplicas: 1, updatedReplicas: 2, expectedUpdatedReplicas: 2 }),
      },
      'Suspended Cloneset needs manual intervention',
    ],
    [
      'apps.kruise.io/CloneSet',
      {
        meta: g2,
        spec: { updateStrategy: { partition: 0 } },
        s: seen(2, { updatedAvailableReplicas: 2, replicas: 2 }),
      },
      'Healthy All Cloneset workloads are ready and updated',
    ],
    [
      'apps.kruise.io/CloneSet',
      {
        meta: g2,
        spec: { updateStrategy: { partition: 0 } },
        s: seen(2, { updatedAvailableReplicas: 1, replicas: 2 }),
      },
      'Degraded Some replicas are not ready or available',
    ],
    [
      'apps.kruise.io/DaemonSet',
      {
        meta: g1,
        spec: { updateStrategy: { rollingUpdate: {} } },
        s: seen(1, { updatedNumberScheduled: 2, desiredNumberScheduled: 2, numberAvailable: 2 }),
      },
      'Healthy All Daemonset workloads are ready and updated',
    ],
    [
      'apps.kruise.io/DaemonSet',
      {
        meta: g1,
        spec: { updateStrategy: { rollingUpdate: {} } },
        s: seen(1, { updatedNumberScheduled: 2, desiredNumberScheduled: 2, numberUnavailable: 2 }),
      },
      'Degraded Some pods are not ready or available',
    ],
    [
      'apps.kruise.io/StatefulSet',
      {
        meta: g1,
        spec: { updateStrategy: { rollingUpdate: { partition: 0 } } },
        s: seen(1, { updatedAvailableReplicas: 2, replicas: 2 }),
      },
      'Healthy All Statefulset workloads are ready and updated',
    ],
    [
      'apps.kruise.io/StatefulSet',
      {
        meta: g2,
        spec: { updateStrategy: { rollingUpdate: { partition: 1 } } },
        s: seen(2, { updatedAvailableReplicas: 1, updatedReplicas: 2, replicas: 2 }),
      },
      'Suspended Statefulset needs manual intervention',
    ],
    ['apps.kruise.io/AdvancedCronJob', { spec: { paused: true }, s: {} }, 'Suspended AdvancedCronJob is Paused'],
    ['apps.kruise.io/AdvancedCronJob', { s: { active: [{}] } }, 'Progressing AdvancedCronJobs has active jobs'],
    ['apps.kruise.io/AdvancedCronJob', { s: {} }, 'Degraded AdvancedCronJobs has not run successfully'],
    [
      'apps.kruise.io/AdvancedCronJob',
      { s: { lastScheduleTime: 'x' } },
      'Healthy AdvancedCronJobs has run successfully',
    ],
    [
      'apps.kruise.io/BroadcastJob',
      { s: { desired: 2, succeeded: 2, phase: 'completed' } },
      'Healthy BroadcastJob is completed successfully',
    ],
    ['apps.kruise.io/BroadcastJob', { s: { failed: 1, phase: 'failed' } }, 'Degraded BroadcastJob failed'],
    [
      'apps.kruise.io/BroadcastJob',
      { spec: { paused: true }, s: { phase: 'paused' } },
      'Suspended BroadcastJob is Paused',
    ],
    [
      'game.kruise.io/GameServer',
      { s: { currentState: 'Creating', desiredState: 'Ready' } },
      'Progressing State change: Creating → Ready',
    ],
    [
      'game.kruise.io/GameServer',
      { s: { currentState: 'Ready', desiredState: 'Ready' } },
      'Healthy GameServer is Ready',
    ],
    [
      'game.kruise.io/GameServerSet',
      { meta: g1, s: seen(1, { replicas: 2, updatedReadyReplicas: 2 }) },
      'Healthy All GameServerSet replicas are updated and ready',
    ],
    [
      'game.kruise.io/GameServerSet',
      { meta: g1, s: seen(1, { replicas: 2, readyReplicas: 1 }) },
      'Progressing ReadyReplicas 1/2, still progressing',
    ],
    [
      'rollouts.kruise.io/Rollout',
      { meta: g1, s: seen(1, { phase: 'Progressing', canaryStatus: { currentStepState: 'StepPaused' } }) },
      'Suspended Rollout is Paused need manual intervention',
    ],
    [
      'rollouts.kruise.io/Rollout',
      { meta: g1, s: seen(1, { phase: 'Healthy', canaryStatus: { currentStepState: 'Completed' } }) },
      'Healthy Rollout is Completed',
    ],
    [
      'rollouts.kruise.io/Rollout',
      { meta: g1, s: seen(1, { phase: 'Disabled', canaryStatus: { currentStepState: 'StepPaused' } }) },
      'Degraded Rollout is Disabled or Terminating',
    ],
  ],
  delivery: [
    [
      'flagger.app/Canary',
      { s: { phase: 'Progressing', canaryWeight: '20' }, c: ['Promoted=Unknown|advancing'] },
      'Progressing Progressing --- Canary Weight: 20 % --- advancing',
    ],
    [
      'flagger.app/Canary',
      { s: { phase: 'Failed', canaryWeight: 0 }, c: ['Promoted=False|rolled back'] },
      'Degraded Failed --- rolled back',
    ],
    ['flagger.app/Canary', { s: { phase: 'Waiting', canaryWeight: 0 }, c: [] }, 'Unknown Waiting --- '],
    ['flink.apache.org/FlinkDeployment', { s: { reconciliationStatus: { state: 'DEPLOYED' } } }, 'Healthy'],
    [
      'flink.apache.org/FlinkDeployment',
      { s: { reconciliationStatus: { error: 'e' }, jobManagerDeploymentStatus: 'ERROR' } },
      'Degraded e',
    ],
    ['core.spinkube.dev/SpinApp', { c: ['Progressing=False:ProgressDeadlineExceeded|late'] }, 'Degraded late'],
    ['core.spinkube.dev/SpinApp', { c: ['Available=False'] }, 'Degraded Application is not available'],
    [
      'core.spinkube.dev/SpinApp',
      { c: ['Available=True'], spec: { replicas: 2 }, s: { readyReplicas: 1 } },
      'Progressing Waiting for replicas to be ready (1/2)',
    ],
    [
      'core.spinkube.dev/SpinApp',
      { c: ['Available=True'], s: { readyReplicas: 1 } },
      'Healthy Application is healthy with 1/1 replicas ready',
    ],
    [
      'serving.knative.dev/Service',
      { c: ['ConfigurationsReady=True', 'RoutesReady=True', 'Ready=True'] },
      'Healthy Knative Service is healthy.',
    ],
    [
      'serving.knative.dev/Service',
      { c: ['Ready=False:NoPods|none'] },
      'Degraded Ready is False, since NoPods. none\n',
    ],
    ['serving.knative.dev/Service', { c: ['Ready=Unknown'] }, 'Progressing Ready is Unknown\n'],
    [
      'operator.knative.dev/KnativeEventing',
      { c: ['Ready=True', 'InstallSucceeded=True'] },
      'Healthy KnativeEventing is healthy.',
    ],
    ['operator.knative.dev/KnativeEventing', { c: ['Ready=False'] }, 'Progressing 1: Ready | False\n'],
    [
      'operator.knative.dev/KnativeServing',
      { c: ['Ready=True', 'InstallSucceeded=True'] },
      'Degraded 1: Ready | True\n2: InstallSucceeded | True\n',
    ],
    [
      'serving.kserve.io/InferenceService',
      { c: ['Ready=True'], s: { modelStatus: { transitionStatus: 'UpToDate' } } },
      'Healthy InferenceService is healthy.',
    ],
    ['serving.kserve.io/InferenceService', { c: ['Ready=False:r|m'] }, 'Progressing  | 1: Ready | False | r | m'],
    [
      'serving.kserve.io/InferenceService',
      { c: ['Ready=False'], s: { modelStatus: { transitionStatus: 'BlockedByFailedLoad' } } },
      'Degraded 0: transitionStatus | BlockedByFailedLoad | 1: Ready | False',
    ],
    ['serving.kserve.io/InferenceService', { c: ['Stopped=True'] }, 'Suspended InferenceService is Stopped'],
    [
      'sparkoperator.k8s.io/SparkApplication',
      { s: { applicationState: { state: 'COMPLETED' } } },
      'Healthy SparkApplication was Completed',
    ],
    [
      'sparkoperator.k8s.io/SparkApplication',
      { s: { applicationState: { state: 'INVALIDATING' } } },
      'Missing SparkApplication is in InvalidatingState',
    ],
    [
      'sparkoperator.k8s.io/SparkApplication',
      { s: { applicationState: { state: 'FAILED', errorMessage: 'e' } } },
      'Degraded e',
    ],
    [
      'sparkoperator.k8s.io/SparkApplication',
      {
        spec: { executor: { instances: 1 } },
        s: { applicationState: { state: 'RUNNING' }, executorState: { a: 'RUNNING', b: 'FAILED' } },
      },
      'Healthy SparkApplication is Running',
    ],
    [
      'sparkoperator.k8s.io/SparkApplication',
      {
        spec: { executor: { instances: 2 } },
        s: { applicationState: { state: 'RUNNING' }, executorState: { a: 'RUNNING' } },
      },
      'Progressing Waiting for Executor pods',
    ],
    [
      'sparkoperator.k8s.io/SparkApplication',
      {
        spec: { sparkConf: { 'spark.dynamicAllocation.enabled': 'true', 'spark.dynamicAllocation.minExecutors': '1' } },
        s: { applicationState: { state: 'RUNNING' }, executorState: { a: 'RUNNING' } },
      },
      'Healthy SparkApplication is Running',
    ],
    ['spot.io/SpotDeployment', { c: ['Paused=True'] }, 'Suspended Rollout is paused'],
    ['spot.io/SpotDeployment', { c: [] }, 'Healthy'],
    ['spot.io/SpotDeployment', { c: ['InvalidSpec=False|bad'] }, 'Degraded bad'],
    ['pulumi.com/Stack', { meta: g1, s: seen(1), c: ['Ready=True|ok'] }, 'Healthy ok'],
    ['pulumi.com/Stack', { meta: g1, s: seen(1), c: ['Stalled=True|no'] }, 'Degraded no'],
    ['openfaas.com/Function', { c: ['Ready=True|ok'], s: { replicas: 1 } }, 'Healthy ok'],
    ['openfaas.com/Function', { c: ['Ready=True|ok'] }, 'Suspended No replicas available'],
    ['lifecycle.keptn.sh/KeptnEvaluation', { s: { overallStatus: 'Failed' } }, 'Degraded KeptnEvaluation is degraded'],
    ['lifecycle.keptn.sh/KeptnTask', { s: { status: 'Succeeded' } }, 'Healthy KeptnTask is healthy'],
    ['metrics.keptn.sh/Analysis', { s: { pass: false, warning: true } }, 'Healthy Analysis is healthy with warnings'],
    ['metrics.keptn.sh/Analysis', { s: { pass: false } }, 'Degraded Analysis is degraded'],
    ['metrics.keptn.sh/KeptnMetric', { s: { errMsg: '', value: 3 } }, 'Healthy KeptnMetric is healthy'],
    ['metrics.keptn.sh/KeptnMetric', { s: { errMsg: 'no' } }, 'Degraded KeptnMetric is degraded'],
    ['kyverno.io/Policy', { c: ['Ready=True:Succeeded|Ready'] }, 'Healthy Policy is ready'],
    ['policy.open-cluster-management.io/Policy', { spec: { disabled: true } }, 'Healthy Policy is disabled'],
    ['policy.open-cluster-management.io/Policy', { s: { placement: [{}] } }, 'Healthy No clusters match this policy'],
    [
      'policy.open-cluster-management.io/Policy',
      {
        s: { compliant: 'NonCompliant', status: [{ clustername: 'a' }, { clustername: 'b', compliant: 'Compliant' }] },
      },
      'Degraded NonCompliant clusters: a',
    ],
    [
      'policy.open-cluster-management.io/Policy',
      { s: { compliant: 'Compliant', details: [{ compliant: 'Compliant' }] } },
      'Healthy All templates are compliant',
    ],
    [
      'policy.open-cluster-management.io/ConfigurationPolicy',
      { meta: g2, s: { compliant: 'Compliant', lastEvaluatedGeneration: 1 } },
      'Progressing Waiting for the status to be updated',
    ],
    [
      'policy.open-cluster-management.io/ConfigurationPolicy',
      {
        meta: g1,
        s: {
          compliant: 'Compliant',
          lastEvaluatedGeneration: 1,
          compliancyDetails: [{ conditions: [{ type: 't', message: 'm' }, { type: 'x' }] }],
        },
      },
      'Healthy t - m',
    ],
    ['policy.open-cluster-management.io/OperatorPolicy', { c: ['Compliant=False|no'] }, 'Degraded no'],
    [
      'policy.open-cluster-management.io/CertificatePolicy',
      { s: { compliant: 'Compliant' } },
      'Healthy All certificates found comply with the policy',
    ],
    ['services.cloud.sap.com/ServiceBinding', { c: ['Succeeded=False|no'] }, 'Degraded no'],
    ['services.cloud.sap.com/ServiceBinding', { c: [] }, 'Healthy Ready to use'],
  ],
  'observability and names': [
    ['monitoring.coreos.com/Prometheus', { c: ['Available=True'] }, 'Healthy All instances are available'],
    ['monitoring.coreos.com/Prometheus', { c: ['Available=False:SomePodsNotReady|1 of 2'] }, 'Progressing 1 of 2'],
    ['monitoring.coreos.com/Prometheus', { c: ['Available=False:NoPodReady'] }, 'Degraded NoPodReady'],
    ['grafana.integreatly.org/Grafana', { s: { stage: 'complete', stageStatus: 'success' } }, 'Healthy'],
    [
      'grafana.integreatly.org/Grafana',
      { s: { stage: 'config', stageStatus: 'failed' } },
      'Degraded Failed at stage config',
    ],
    [
      'grafana.integreatly.org/GrafanaDashboard',
      { c: ['Sync=True:Applied|ok', 'Other=False:Broken'] },
      'Degraded Applied for Sync because ok, Broken for Other',
    ],
    [
      'grafana.integreatly.org/GrafanaDatasource',
      { s: { NoMatchingInstances: true } },
      "Degraded can't find matching grafana instance",
    ],
    ['grafana.integreatly.org/GrafanaDatasource', { s: {} }, 'Healthy'],
    [
      'opentelemetry.io/OpenTelemetryCollector',
      { s: { scale: { statusReplicas: '2/3' } } },
      'Progressing Replicas are starting up',
    ],
    [
      'opentelemetry.io/OpenTelemetryCollector',
      { s: { scale: { statusReplicas: '0/0' } }, spec: { mode: 'daemonset' } },
      'Healthy DaemonSet has no eligible nodes (0/0)',
    ],
    [
      'opentelemetry.io/OpenTelemetryCollector',
      { s: { scale: { statusReplicas: '0/3' } } },
      'Degraded No replicas are ready',
    ],
    [
      'opentelemetry.io/OpenTelemetryCollector',
      { s: {}, spec: { mode: 'sidecar' } },
      'Healthy Collector is running in sidecar mode',
    ],
    [
      'opentelemetry.io/OpenTelemetryCollector',
      { s: { scale: { statusReplicas: 'x' } } },
      'Progressing Unable to parse replica status: x',
    ],
    [
      'operator.victoriametrics.com/VMCluster',
      { s: { updateStatus: 'operational' } },
      'Healthy All components are operational',
    ],
    ['operator.victoriametrics.com/VMCluster', { s: { updateStatus: 'failed', reason: 'why' } }, 'Degraded why'],
    ['operator.victoriametrics.com/VMCluster', { s: { updateStatus: 'paused' } }, 'Suspended Reconciliation is paused'],
    ['datadoghq.com/DatadogMetric', { c: ['Error=True:Quota|too many'] }, 'Degraded Quota: too many'],
    ['datadoghq.com/DatadogMetric', { c: ['Valid=False'] }, 'Degraded DatadogMetric is not valid'],
    ['kiali.io/Kiali', { c: ['Running=True:Running|busy'] }, 'Progressing busy'],
    ['kiali.io/Kiali', { c: ['Successful=True|ok'] }, 'Healthy ok'],
    [
      'projectcontour.io/HTTPProxy',
      { meta: g1, s: { description: 'valid', conditions: [{ type: 'Valid', status: 'True', observedGeneration: 1 }] } },
      'Healthy valid',
    ],
    [
      'projectcontour.io/HTTPProxy',
      { meta: g1, s: { description: 'bad', conditions: [{ type: 'Valid', status: 'False', observedGeneration: 1 }] } },
      'Degraded bad',
    ],
    [
      'projectcontour.io/HTTPProxy',
      {
        meta: g1,
        spec: { includes: [] },
        s: { conditions: [{ type: 'Valid', status: 'False', observedGeneration: 1 }] },
      },
      'Healthy HTTPProxy inclusions cannot be health checked',
    ],
    [
      'projectcontour.io/ExtensionService',
      { meta: g1, s: { conditions: [{ type: 'Valid', status: 'True', observedGeneration: 1, message: 'm' }] } },
      'Healthy m',
    ],
    ['proclaim.dogmatiq.io/DNSSDServiceInstance', { c: ['Adopted=False|a'] }, 'Degraded a'],
    ['proclaim.dogmatiq.io/DNSSDServiceInstance', { c: ['Discoverable=False:DiscoveryError|d'] }, 'Unknown d'],
    ['proclaim.dogmatiq.io/DNSSDServiceInstance', { c: ['Discoverable=True|d'] }, 'Healthy d'],
    [
      'k8s.keycloak.org/Keycloak',
      {
        s: {
          conditions: [
            { type: 'HasErrors', status: 'True', message: 'e', lastTransitionTime: '2026-02' },
            { type: 'Ready', status: 'True', lastTransitionTime: '2026-01' },
          ],
        },
      },
      'Healthy',
    ],
    ['k8s.keycloak.org/Keycloak', { c: ['HasErrors=True|e'] }, 'Degraded Has Errors: e'],
    ['grafana-org-operator.kubitus-project.gitlab.io/Any', { c: ['Ready=False|m'] }, 'Degraded m'],
  ],
  promoter: [
    ['promoter.argoproj.io/ScmProvider', { c: ['Ready=True'] }, 'Healthy SCM provider is ready'],
    [
      'promoter.argoproj.io/ScmProvider',
      { c: ['Ready=False:ReconciliationError|no'] },
      'Degraded SCM provider validation failed: no',
    ],
    [
      'promoter.argoproj.io/ScmProvider',
      { c: ['Ready=False:Other'] },
      'Degraded SCM provider not ready (Other): Unknown error',
    ],
    [
      'promoter.argoproj.io/ScmProvider',
      { c: ['Ready=Unknown'] },
      'Progressing SCM provider readiness unknown (Unknown): Unknown',
    ],
    ['promoter.argoproj.io/ScmProvider', { c: [] }, 'Progressing ScmProvider Ready condition is missing'],
    [
      'promoter.argoproj.io/ScmProvider',
      { meta: g2, s: { conditions: [{ type: 'Ready', status: 'True', observedGeneration: 1 }] } },
      'Progressing Waiting for ScmProvider spec update to be observed',
    ],
    [
      'promoter.argoproj.io/PullRequest',
      { c: ['Reconciled=True'], s: { id: '7', state: 'open' } },
      'Healthy Pull request is open as PR 7',
    ],
    ['promoter.argoproj.io/PullRequest', { c: [] }, 'Progressing Pull request is not ready yet'],
    [
      'promoter.argoproj.io/CommitStatus',
      { c: ['Ready=True'], s: { sha: 'abc', phase: 'success' } },
      'Healthy Commit status for commit abc reports success',
    ],
    [
      'promoter.argoproj.io/ArgoCDCommitStatus',
      { c: ['Ready=True'] },
      'Degraded Argo CD commit status has no applications configured',
    ],
    [
      'promoter.argoproj.io/ArgoCDCommitStatus',
      { c: ['Ready=True'], s: { applicationsSelected: [{}, {}] } },
      'Healthy Argo CD commit status is healthy and is tracking 2 applications',
    ],
    [
      'promoter.argoproj.io/ChangeTransferPolicy',
      {
        c: ['Ready=True'],
        s: {
          active: { dry: { sha: 'aaaaaaaaaa' } },
          proposed: { dry: { sha: 'bbbbbbbbbb' }, commitStatuses: [{ key: 'tests', phase: 'pending' }] },
        },
      },
      "Progressing Promotion in progress from 'aaaaaaa' to 'bbbbbbb': 1 pending, 0 successful, 0 failed. Pending commit statuses: tests. ",
    ],
    [
      'promoter.argoproj.io/ChangeTransferPolicy',
      { c: ['Ready=True'], s: { active: { dry: { sha: 'aaaaaaaaaa' } }, proposed: { dry: { sha: 'aaaaaaaaaa' } } } },
      'Healthy Environment is up-to-date on commit aaaaaaa.',
    ],
    [
      'promoter.argoproj.io/PromotionStrategy',
      { c: ['Ready=True'] },
      'Degraded Promotion strategy has no environments configured',
    ],
    [
      'promoter.argoproj.io/PromotionStrategy',
      {
        c: ['Ready=True'],
        s: {
          environments: [
            { branch: 'dev', active: { dry: { sha: 'aaaaaaaaaa' } }, proposed: { dry: { sha: 'aaaaaaaaaa' } } },
          ],
        },
      },
      "Healthy All environments are up-to-date on commit 'aaaaaaa'. Hydrator has processed dry commit 'aaaaaaa'.",
    ],
    [
      'promoter.argoproj.io/TimedCommitStatus',
      { c: ['Ready=True'], s: { environments: [{ branch: 'a', phase: 'success' }] } },
      'Healthy Timed commit gate satisfied for 1 environment(s)',
    ],
    [
      'promoter.argoproj.io/TimedCommitStatus',
      { c: ['Ready=True'], s: { environments: [{ branch: 'a', phase: 'failure' }, { branch: 'b' }] } },
      'Degraded Timed commit gate failed for branch(es): a',
    ],
    [
      'promoter.argoproj.io/GitCommitStatus',
      { c: ['Ready=True'], s: { environments: [{}] } },
      'Progressing Git commit validation pending for branch(es): ?',
    ],
  ],
  'the rest of the branches': [
    ['k8s.mariadb.com/Backup', { c: [] }, 'Healthy'],
    ['k8s.mariadb.com/MariaDB', { c: [] }, 'Healthy'],
    [
      'psmdb.percona.com/PerconaServerMongoDB',
      { s: { state: 'odd', ready: 0, size: 1 } },
      'Unknown 0/1 node(s) are ready',
    ],
    [
      'elasticsearch.k8s.elastic.co/Elasticsearch',
      { spec: { nodeSets: [{ count: 1 }] }, s: { availableNodes: 1, phase: 'ApplyingChanges', health: 'green' } },
      'Progressing Elasticsearch phase is ApplyingChanges',
    ],
    [
      'elasticsearch.k8s.elastic.co/Elasticsearch',
      { spec: { nodeSets: [{ count: 1 }] }, s: { availableNodes: 1, phase: 'Ready', health: 'yellow' } },
      'Progressing Elasticsearch Cluster status is Yellow. Check the status of indices, replicas and shards',
    ],
    ['beat.k8s.elastic.co/Beat', { s: { health: 'red' } }, 'Degraded Elastic Beat status is Red'],
    ['beat.k8s.elastic.co/Beat', { s: { health: 'yellow' } }, 'Progressing Elastic Beat phase is progressing'],
    ['beat.k8s.elastic.co/Beat', { s: { health: 'blue' } }, `Unknown Elastic Beat status is unknown.${REPORT}`],
    [
      'pxc.percona.com/PerconaXtraDBCluster',
      { s: { state: 'initializing', ready: 0, size: 3 } },
      'Progressing 0/3 node(s) are ready',
    ],
    [
      'ceph.rook.io/CephCluster',
      { s: { ceph: { health: 'HEALTH_OK' }, state: 'Progressing' } },
      'Progressing Ceph health is HEALTH_OK - Ceph cluster state is Progressing',
    ],
    ['ceph.rook.io/CephCluster', { s: {} }, 'Progressing'],
    ['objectbucket.io/ObjectBucketClaim', { s: { phase: 'Failed' } }, 'Degraded Object bucket claim phase is Failed'],
    ['cdi.kubevirt.io/DataVolume', { s: { phase: 'Paused' } }, 'Suspended Paused'],
    [
      'flink.apache.org/FlinkDeployment',
      { s: { reconciliationStatus: {}, jobManagerDeploymentStatus: 'DEPLOYING' } },
      'Progressing Waiting for deploying',
    ],
    [
      'core.spinkube.dev/SpinApp',
      { c: ['Progressing=True|rolling', 'Available=True'], s: { readyReplicas: 1 } },
      'Progressing rolling',
    ],
    ['core.spinkube.dev/SpinApp', { c: ['Progressing=False|Timeout while pulling'] }, 'Degraded Timeout while pulling'],
    ['core.spinkube.dev/SpinApp', { c: [] }, 'Degraded'],
    [
      'spot.io/SpotDeployment',
      { c: [], s: { phase: 'Progressing' } },
      'Progressing Waiting for rollout to finish steps',
    ],
    ['spot.io/SpotDeployment', { c: ['Progressing=False:RolloutAborted|a'] }, 'Degraded a'],
    ['spot.io/SpotDeployment', { c: ['Progressing=False:ProgressDeadlineExceeded|p'] }, 'Degraded p'],
    [
      'policy.open-cluster-management.io/ConfigurationPolicy',
      { meta: g1, s: { compliant: 'Pending', lastEvaluatedGeneration: 1 } },
      'Progressing Waiting for compliance',
    ],
    [
      'policy.open-cluster-management.io/OperatorPolicy',
      { meta: g2, s: seen(1), c: [] },
      'Progressing Waiting for the status to be updated',
    ],
    ['policy.open-cluster-management.io/OperatorPolicy', { c: [] }, 'Progressing Waiting for the compliance condition'],
    [
      'policy.open-cluster-management.io/Policy',
      { s: { compliant: 'NonCompliant', details: [{ templateMeta: { name: 't' }, compliant: 'NonCompliant' }] } },
      'Degraded NonCompliant templates: t',
    ],
    ['policy.open-cluster-management.io/Policy', { s: { compliant: 'Compliant' } }, 'Healthy'],
    ['metrics.keptn.sh/Analysis', { s: { pass: true } }, 'Healthy Analysis is healthy'],
    ['metrics.keptn.sh/Analysis', { s: {} }, 'Progressing Analysis is progressing'],
    ['metrics.keptn.sh/KeptnMetric', { s: {} }, 'Progressing KeptnMetric is progressing'],
    [
      'sparkoperator.k8s.io/SparkApplication',
      { s: { applicationState: { state: 'RUNNING' }, executorState: { a: 'RUNNING' } } },
      'Healthy SparkApplication is Running',
    ],
    [
      'sparkoperator.k8s.io/SparkApplication',
      {
        spec: { dynamicAllocation: { enabled: true, maxExecutors: 1 } },
        s: { applicationState: { state: 'RUNNING' }, executorState: { a: 'RUNNING', b: 'RUNNING' } },
      },
      'Progressing Waiting for Executor pods',
    ],
    [
      'sparkoperator.k8s.io/SparkApplication',
      { s: {} },
      "Unknown attempt to index a non-table object(nil) with key 'state'",
    ],
    [
      'apps.kruise.io/DaemonSet',
      { meta: g1, spec: { updateStrategy: { rollingUpdate: { paused: true } } }, s: seen(1) },
      'Suspended Daemonset is paused',
    ],
    [
      'apps.kruise.io/DaemonSet',
      {
        meta: g2,
        spec: { updateStrategy: { rollingUpdate: { partition: 1 } } },
        s: seen(2, { updatedNumberScheduled: 3, desiredNumberScheduled: 3 }),
      },
      'Suspended Daemonset needs manual intervention',
    ],
    [
      'apps.kruise.io/DaemonSet',
      {
        meta: g2,
        spec: { updateStrategy: { rollingUpdate: { partition: 1 } } },
        s: seen(2, { updatedNumberScheduled: 1, desiredNumberScheduled: 3 }),
      },
      'Progressing Waiting for initialization',
    ],
    [
      'apps.kruise.io/DaemonSet',
      {
        meta: g1,
        spec: { updateStrategy: { rollingUpdate: {} } },
        s: seen(1, { updatedNumberScheduled: 1, desiredNumberScheduled: 3 }),
      },
      'Progressing Waiting for initialization',
    ],
    [
      'apps.kruise.io/StatefulSet',
      {
        meta: g1,
        spec: { updateStrategy: { rollingUpdate: { partition: 0 } } },
        s: seen(1, { updatedAvailableReplicas: 1, replicas: 2 }),
      },
      'Degraded Some replicas are not ready or available',
    ],
    [
      'apps.kruise.io/StatefulSet',
      {
        meta: g2,
        spec: { updateStrategy: { rollingUpdate: {} } },
        s: seen(2, { updatedAvailableReplicas: 1, replicas: 2 }),
      },
      'Unknown attempt to compare values that are no numbers',
    ],
    [
      'apps.kruise.io/CloneSet',
      { meta: g1, spec: {}, s: seen(1) },
      "Unknown attempt to index a non-table object(nil) with key 'paused'",
    ],
    [
      'game.kruise.io/GameServer',
      {
        s: {
          currentState: 'Ready',
          desiredState: 'Ready',
          podStatus: { conditions: [{ type: 'KruisePodReady', status: 'False' }] },
        },
      },
      'Degraded Pod is not ready: KruisePodReady',
    ],
    [
      'game.kruise.io/GameServer',
      { s: { currentState: 'Crash', desiredState: 'Crash' } },
      'Unknown Waiting for GameServer to be ready',
    ],
    [
      'game.kruise.io/GameServerSet',
      { meta: g1, spec: { updateStrategy: { rollingUpdate: { paused: true } } }, s: seen(1) },
      'Suspended GameServerSet is paused',
    ],
    [
      'game.kruise.io/GameServerSet',
      {
        meta: g1,
        spec: { updateStrategy: { rollingUpdate: { partition: 1 } } },
        s: seen(1, { replicas: 2, updatedReplicas: 1 }),
      },
      'Suspended Partition=1, waiting for manual intervention',
    ],
    [
      'game.kruise.io/GameServerSet',
      { meta: g1, s: seen(1, { replicas: 2, readyReplicas: 2 }) },
      'Progressing Waiting for GameServerSet initialization',
    ],
    [
      'rollouts.kruise.io/Rollout',
      { meta: g1, s: seen(1, { canaryStatus: {} }) },
      'Progressing Rollout is still progressing',
    ],
    [
      'operator.victoriametrics.com/VMCluster',
      { s: { updateStatus: 'expanding' } },
      'Progressing Reconciliation in progress',
    ],
    ['operator.victoriametrics.com/VMCluster', { s: {} }, 'Progressing Waiting for the operator to report status'],
    ['core.humio.com/HumioCluster', { s: { state: 'Unknown' } }, 'Unknown Component state: Unknown.'],
    [
      'install.istio.io/IstioOperator',
      { s: { status: 1 } },
      'Progressing Component is being updated to a different version.',
    ],
    [
      'install.istio.io/IstioOperator',
      { s: { status: 'RECONCILING' } },
      'Progressing Controller has started but not yet completed reconciliation loop for the component.',
    ],
    [
      'projectcontour.io/ExtensionService',
      { meta: g1, s: { conditions: [{ type: 'Valid', status: 'False', observedGeneration: 1, message: 'm' }] } },
      'Degraded m',
    ],
    [
      'projectcontour.io/ExtensionService',
      { meta: g2, s: { conditions: [{ type: 'Valid', status: 'True', observedGeneration: 1 }] } },
      'Progressing Waiting for status',
    ],
    ['projectcontour.io/HTTPProxy', { s: { currentStatus: 'invalid', description: 'd' } }, 'Progressing d'],
    ['proclaim.dogmatiq.io/DNSSDServiceInstance', { c: ['Advertised=False:AdvertiseError|a'] }, 'Degraded a'],
    ['k8s.keycloak.org/Keycloak', { c: [] }, 'Progressing'],
    ['kubernetes-client.io/ExternalSecret', { s: {} }, 'Unknown bad argument #1 to find (string expected, got nil)'],
    [
      'external-secrets.io/ClusterExternalSecret',
      { c: [] },
      "Unknown attempt to index a non-table object(nil) with key 'type'",
    ],
    [
      'external-secrets.io/ClusterExternalSecret',
      { c: ['Other=True|x'] },
      'Progressing Waiting for ClusterExternalSecret',
    ],
    [
      'operators.coreos.com/Subscription',
      { c: ['InstallPlanMissing=False:Other'], s: { state: 'UpgradeFailed' } },
      "Degraded 1: InstallPlanMissing | False\n.status.state is 'UpgradeFailed'\n",
    ],
    [
      'operators.coreos.com/Subscription',
      { c: ['InstallPlanMissing=True:ReferencedInstallPlanNotFound'], s: { state: 'UpgradeAvailable' } },
      "Progressing 1: InstallPlanMissing | True\n.status.state is 'UpgradeAvailable'\n",
    ],
    [
      'promoter.argoproj.io/ChangeTransferPolicy',
      { c: ['Ready=True'] },
      'Progressing The active commit DRY SHA is missing or empty.',
    ],
    [
      'promoter.argoproj.io/ChangeTransferPolicy',
      { c: ['Ready=True'], s: { active: { dry: { sha: 'a' } } } },
      'Progressing The proposed commit DRY SHA is missing or empty.',
    ],
    [
      'promoter.argoproj.io/ChangeTransferPolicy',
      {
        c: ['Ready=True'],
        s: {
          active: {
            dry: { sha: 'a' },
            commitStatuses: [
              { key: 'k', phase: 'failure' },
              { key: 'l', phase: 'success' },
            ],
          },
          proposed: { dry: { sha: 'a' } },
        },
      },
      'Healthy Environment is up-to-date, but there are non-successful active commit statuses: 0 pending, 1 successful, 1 failed. Failed commit statuses: k. ',
    ],
    [
      'promoter.argoproj.io/PromotionStrategy',
      { c: ['Ready=True'], s: { environments: [{ branch: 'dev' }] } },
      "Progressing The active commit DRY SHA is missing or empty in environment 'dev'.",
    ],
    [
      'promoter.argoproj.io/PromotionStrategy',
      { c: ['Ready=True'], s: { environments: [{ branch: 'dev', active: { dry: { sha: 'a' } } }] } },
      "Progressing The proposed commit DRY SHA is missing or empty in environment 'dev'.",
    ],
    [
      'promoter.argoproj.io/PromotionStrategy',
      {
        c: ['Ready=True'],
        s: {
          environments: [
            { branch: 'd', active: { dry: { sha: 'a' } }, proposed: { dry: { sha: 'a' } } },
            { branch: 'p', active: { dry: { sha: 'a' } }, proposed: { dry: { sha: 'b' } } },
          ],
        },
      },
      'Progressing Not all environments have the same proposed commit SHA. This likely means the hydrator has not run for all environments yet.',
    ],
    [
      'promoter.argoproj.io/PromotionStrategy',
      {
        c: ['Ready=True'],
        s: {
          environments: [
            {
              branch: 'd',
              active: { dry: { sha: 'aaaaaaaaa' } },
              proposed: { dry: { sha: 'bbbbbbbbb' }, note: { drySha: 'ccccccccc' } },
            },
          ],
        },
      },
      "Progressing Promotion in progress for environment 'd' from 'aaaaaaa' to 'bbbbbbb': 0 pending, 0 successful, 0 failed. Hydrator has processed dry commit 'ccccccc'. ",
    ],
    [
      'promoter.argoproj.io/PromotionStrategy',
      {
        c: ['Ready=True'],
        s: {
          environments: [
            {
              branch: 'd',
              active: { dry: { sha: 'a' }, commitStatuses: [{ key: 'k', phase: 'pending' }] },
              proposed: { dry: { sha: 'a' } },
            },
          ],
        },
      },
      'Healthy Environments are up-to-date, but some environments have non-successful commit statuses: d (0 failed, 1 pending).',
    ],
    [
      'promoter.argoproj.io/WebRequestCommitStatus',
      { c: ['Ready=True'], s: { environments: [{ branch: 'a', phase: 'failure' }] } },
      'Degraded Web request validation failed for branch(es): a',
    ],
    ['promoter.argoproj.io/GitCommitStatus', { c: ['Ready=True'] }, 'Healthy Git commit validation reconciled'],
    [
      'promoter.argoproj.io/GitCommitStatus',
      { c: ['Ready=True'], s: { environments: [{ branch: 'a', phase: 'success' }] } },
      'Healthy Git commit validation passed for 1 environment(s)',
    ],
    [
      'promoter.argoproj.io/WebRequestCommitStatus',
      { c: ['Ready=True'], s: { environments: [{ branch: 'a', phase: 'success' }] } },
      'Healthy Web request validation passed for 1 environment(s)',
    ],
    ['promoter.argoproj.io/GitRepository', { c: ['Ready=True'] }, 'Healthy Git repository is ready'],
    ['promoter.argoproj.io/ClusterScmProvider', { c: ['Ready=True'] }, 'Healthy Cluster SCM provider is ready'],
    ['promoter.argoproj.io/PullRequest', { c: ['Ready=True'] }, 'Healthy Pull request is healthy'],
    ['promoter.argoproj.io/CommitStatus', { c: ['Ready=True'] }, 'Healthy Commit status is healthy'],
    ['iam.cnrm.cloud.google.com/IAMPolicy', { c: ['Ready=False:DependencyNotFound|no'] }, 'Degraded no'],
    [
      'services.cloud.sap.com/ServiceInstance',
      { meta: g2, s: { conditions: [{ type: 'Ready', status: 'True', observedGeneration: 1 }] } },
      'Progressing Waiting for spec update to be observed',
    ],
    ['services.cloud.sap.com/ServiceInstance', { c: ['Failed=True|f'] }, 'Degraded f'],
  ],
};

describe('rules', () => {
  for (const [title, cases] of Object.entries(tables)) {
    describe(title, () => {
      it.each(cases)('%s %j: %s', (kind, shape, expected) => {
        expect(judged(kind, shape)).toBe(expected);
      });
    });
  }

  it('reach more than one verdict for every kind, each with the shapes of all of them', () => {
    const shapes = Object.values(tables).flatMap((cases) => cases.map(([, shape]) => shape));
    const stuck = [...RULES.keys()].filter((kind) => {
      const seenStatuses = new Set(shapes.map((shape) => judged(kind, shape).split(' ')[0]));
      return seenStatuses.size < 2;
    });
    // A schedule is healthy whatever happened.
    expect(stuck).toEqual(['astra.netapp.io/Schedule']);
  });

  it('leave every message that is no text without health', () => {
    expect(
      judged('cert-manager.io/Issuer', { s: { conditions: [{ type: 'Ready', status: 'True', message: 5 }] } }),
    ).toBe('none');
  });

  it('prefer an exact rule to a wildcard, and a wildcard to none', () => {
    expect(judged('iam.aws.crossplane.io/User', { c: ['Ready=True'] })).toBe('Healthy Resource is up-to-date.');
    expect(judged('crossplane.io/X', { c: ['Ready=True'] })).toBe('none');
    expect(judged('example.org/Widget', { c: ['Ready=False'] })).toBe('none');
  });

  it('name the finalizers that a promoter object waits for', () => {
    const meta = {
      deletionTimestamp: 'x',
      finalizers: ['argocd.argoproj.io/hook-finalizer', 'scmprovider.promoter.argoproj.io/finalizer'],
    };
    expect(judged('promoter.argoproj.io/ScmProvider', { meta })).toBe(
      'Progressing ScmProvider is being deleted. scmprovider.promoter.argoproj.io/finalizer: Waiting until no GitRepository in this namespace still references this provider. Risk if removed manually: GitRepository objects can reference a provider that no longer exists.',
    );
  });
});
