import { describe, expect, it } from 'vitest';
import { judged } from '../testing/cases.ts';
import { RULES, WILDCARDS } from './index.ts';

/** What each kind is before its controller has written anything: the text that people see first. */
const table = `
acid.zalan.do/postgresql: Progressing Waiting for postgres cluster status...
addons.cluster.x-k8s.io/ClusterResourceSet: Progressing Initializing cluster resource set
apiextensions.k8s.io/CustomResourceDefinition: Unknown *
apps.3scale.net/APIManager: Progressing Waiting for 3scale APIManager status...
apps.kruise.io/AdvancedCronJob: Unknown *
apps.kruise.io/BroadcastJob: Progressing BroadcastJob is still running
apps.kruise.io/CloneSet: Progressing Waiting for initialization
apps.kruise.io/DaemonSet: Progressing Waiting for initialization
apps.kruise.io/StatefulSet: Progressing Waiting for initialization
apps.openshift.io/DeploymentConfig: Progressing replication controller is waiting for pods to run
argoproj.io/AnalysisRun: Progressing Waiting for analysis run to finish: status has not been reconciled.
argoproj.io/ApplicationSet: Progressing Waiting for the status to be reported
argoproj.io/CronWorkflow: Healthy CronWorkflow is healthy.
argoproj.io/EventBus: Progressing Waiting for initialization
argoproj.io/Experiment: Progressing Waiting for experiment to finish: status has not been reconciled.
argoproj.io/Rollout: Progressing Waiting for rollout spec update to be observed
astra.netapp.io/AppVault: Progressing No status available
astra.netapp.io/Application: Progressing No status available
astra.netapp.io/Backup: Progressing No status available
astra.netapp.io/ExecHook: Progressing No status available
astra.netapp.io/ExecHooksRun: Progressing No status available
astra.netapp.io/ResourceBackup: Progressing No status available
astra.netapp.io/ResticVolumeBackup: Progressing No status available
astra.netapp.io/Schedule: Healthy Protection policy not yet executed
astra.netapp.io/Snapshot: Progressing No status available
batch/CronJob: Progressing Waiting for CronJob
beat.k8s.elastic.co/Beat: Unknown *
bitnami.com/SealedSecret: Progressing Waiting for Sealed Secret to be decrypted
camel.apache.org/Integration: Progressing Waiting for Integration
capabilities.3scale.net/ActiveDoc: Progressing Waiting for 3scale ActiveDoc status...
capabilities.3scale.net/Application: Progressing Waiting for 3scale Application status...
capabilities.3scale.net/ApplicationAuth: Progressing Waiting for 3scale ApplicationAuth status...
capabilities.3scale.net/Backend: Progressing Waiting for 3scale Backend status...
capabilities.3scale.net/CustomPolicyDefinition: Progressing Waiting for 3scale CustomPolicyDefinition status...
capabilities.3scale.net/DeveloperAccount: Progressing Waiting for 3scale DeveloperAccount status...
capabilities.3scale.net/DeveloperUser: Progressing Waiting for 3scale DeveloperUser status...
capabilities.3scale.net/OpenAPI: Progressing Waiting for 3scale OpenAPI status...
capabilities.3scale.net/Product: Progressing Waiting for 3scale Product status...
capabilities.3scale.net/ProxyConfigPromote: Progressing Waiting for 3scale ProxyConfigPromote status...
capabilities.3scale.net/Tenant: Progressing Waiting for 3scale Tenant status...
cassandra.rook.io/Cluster: Progressing Waiting for Cassandra Cluster
cdi.kubevirt.io/DataVolume: Progressing No status available
ceph.rook.io/CephCluster: Progressing Waiting for status to be reported
ceph.rook.io/CephObjectStore: Progressing Waiting for status to be reported
cert-manager.io/Certificate: Progressing Waiting for certificate
cert-manager.io/ClusterIssuer: Progressing Initializing ClusterIssuer
cert-manager.io/Issuer: Progressing Initializing issuer
certmanager.k8s.io/Certificate: Progressing Waiting for certificate
certmanager.k8s.io/Issuer: Progressing Initializing issuer
clickhouse-keeper.altinity.com/ClickHouseKeeperInstallation: Progressing ClickHouseKeeper status not yet available
clickhouse.altinity.com/ClickHouseInstallation: Progressing ClickHouse status not yet available
cloudfront.aws.crossplane.io/Distribution: Progressing Waiting for distribution to be created
cluster.x-k8s.io/Cluster: Progressing Waiting for clusters
cluster.x-k8s.io/Machine: Progressing Condition is unknown
cluster.x-k8s.io/MachineDeployment: Progressing Waiting for machines
cluster.x-k8s.io/MachineHealthCheck: Progressing
cluster.x-k8s.io/MachinePool: Progressing
controlplane.cluster.x-k8s.io/AWSManagedControlPlane: Progressing Provisioning...
coralogix.com/Alert: Progressing Waiting for status to be updated
coralogix.com/RecordingRuleGroupSet: Progressing Waiting for status to be updated
core.gardener.cloud/Shoot: Progressing Update in progress
core.humio.com/HumioAction: Progressing Update in progress
core.humio.com/HumioAlert: Progressing Update in progress
core.humio.com/HumioCluster: Unknown *
core.humio.com/HumioIngestToken: Progressing Update in progress
core.humio.com/HumioParser: Progressing Update in progress
core.humio.com/HumioRepository: Progressing Update in progress
core.humio.com/HumioView: Progressing Update in progress
core.spinkube.dev/SpinApp: Progressing Waiting for status to be available
datadoghq.com/DatadogMetric: Healthy DatadogMetric is healthy
db.atlasgo.io/AtlasMigration: Progressing Waiting for Atlas Operator
db.atlasgo.io/AtlasSchema: Progressing Waiting for Atlas Operator
elasticsearch.k8s.elastic.co/Elasticsearch: Unknown *
external-secrets.io/ClusterExternalSecret: Progressing Waiting for ClusterExternalSecret
external-secrets.io/ClusterSecretStore: Progressing Waiting for ClusterSecretStore
external-secrets.io/ExternalSecret: Progressing Waiting for ExternalSecret
external-secrets.io/PushSecret: Progressing Waiting for PushSecret
external-secrets.io/SecretStore: Progressing Waiting for SecretStore
flagger.app/Canary: Unknown No status
flink.apache.org/FlinkDeployment: Progressing Waiting for Flink operator
game.kruise.io/GameServer: Unknown Waiting for GameServer to be ready
game.kruise.io/GameServerSet: Progressing Waiting for GameServerSet initialization
gateway.networking.k8s.io/BackendTLSPolicy: Progressing Waiting for BackendTLSPolicy status
gateway.networking.k8s.io/GRPCRoute: Progressing Waiting for GRPCRoute status
gateway.networking.k8s.io/Gateway: Progressing Waiting for Gateway status
gateway.networking.k8s.io/GatewayClass: Progressing Waiting for GatewayClass status
gateway.networking.k8s.io/HTTPRoute: Progressing Waiting for HTTPRoute status
gateway.solo.io/Gateway: Progressing Update in progress
gateway.solo.io/MatchableHttpGateway: Progressing Update in progress
gateway.solo.io/RouteOption: Progressing Update in progress
gateway.solo.io/RouteTable: Progressing Update in progress
gateway.solo.io/VirtualHostOption: Progressing Update in progress
gateway.solo.io/VirtualService: Progressing Update in progress
gloo.solo.io/Proxy: Progressing Update in progress
gloo.solo.io/Settings: Progressing Update in progress
gloo.solo.io/Upstream: Progressing Update in progress
gloo.solo.io/UpstreamGroup: Progressing Update in progress
grafana.integreatly.org/Grafana: Progressing Waiting for Grafana status info
grafana.integreatly.org/GrafanaDashboard: Progressing
grafana.integreatly.org/GrafanaDatasource: Progressing
grafana.integreatly.org/GrafanaFolder: Progressing
helm.toolkit.fluxcd.io/HelmRelease: Progressing Status unknown
iam.aws.crossplane.io/Policy: Progressing Waiting for Policy to be created
iam.aws.crossplane.io/Role: Progressing Waiting for Role to be created
iam.aws.crossplane.io/RolePolicyAttachment: Progressing Waiting for RolePolicyAttachment to be created
iammanager.keikoproj.io/Iamrole: Progressing Waiting for Iamrole to be reconciled
image.toolkit.fluxcd.io/ImagePolicy: Progressing Status unknown
image.toolkit.fluxcd.io/ImageRepository: Progressing Status unknown
image.toolkit.fluxcd.io/ImageUpdateAutomation: Progressing Status unknown
install.istio.io/IstioOperator: Progressing Waiting for Istio Control Plane
jaegertracing.io/Jaeger: Progressing Waiting for Jaeger
k8s.keycloak.org/Keycloak: Progressing Waiting for Keycloak status conditions to exist
k8s.mariadb.com/Backup: Progressing No status info available
k8s.mariadb.com/Database: Progressing No status info available
k8s.mariadb.com/Grant: Progressing No status info available
k8s.mariadb.com/MariaDB: Progressing No status info available
k8s.mariadb.com/SqlJob: Progressing No status info available
k8s.mariadb.com/User: Progressing No status info available
kafka.banzaicloud.io/KafkaCluster: Progressing Waiting for KafkaCluster
kafka.strimzi.io/Kafka: Progressing Waiting for Kafka Cluster
kafka.strimzi.io/KafkaBridge: Progressing Waiting for KafkaBridge
kafka.strimzi.io/KafkaConnect: Progressing Waiting for Kafka Connect
kafka.strimzi.io/KafkaConnector: Progressing Waiting for KafkaConnector
kafka.strimzi.io/KafkaTopic: Progressing Waiting for Kafka Topic
kafka.strimzi.io/KafkaUser: Progressing Waiting for Kafka User
karpenter.k8s.aws/EC2NodeClass: Progressing Waiting for EC2NodeClass to be ready
karpenter.sh/NodeClaim: Progressing Waiting for NodeClaim to be launched
karpenter.sh/NodePool: Progressing Waiting for NodePool to be ready
keda.sh/ScaledJob: Progressing Waiting for ScaledJob
keda.sh/ScaledObject: Progressing Creating HorizontalPodAutoscaler Object
kiali.io/Kiali: Progressing Waiting for Kiali
kubernetes-client.io/ExternalSecret: Progressing Waiting for ExternalSecret.
kubevirt.io/VirtualMachine: Progressing No status available
kubevirt.io/VirtualMachineInstance: Progressing No status available
kustomize.toolkit.fluxcd.io/Kustomization: Progressing Status unknown
kyverno.io/Policy: Progressing Waiting for Policy to be ready
lifecycle.keptn.sh/KeptnAppVersion: Unknown *
lifecycle.keptn.sh/KeptnEvaluation: Unknown *
lifecycle.keptn.sh/KeptnTask: Unknown *
lifecycle.keptn.sh/KeptnWorkloadInstance: Unknown *
lifecycle.keptn.sh/KeptnWorkloadVersion: Unknown *
logstash.k8s.elastic.co/Logstash: Progressing Waiting for Logstash
mariadb.mmontes.io/MariaDB: Progressing No status info available
metrics.keptn.sh/Analysis: Unknown *
metrics.keptn.sh/KeptnMetric: Unknown *
minio.min.io/Tenant: Progressing No status info available
monitoring.coreos.com/Prometheus: Progressing Waiting for initialization
networking.gke.io/ManagedCertificate: Progressing At least one certificate is still being provisioned
nmstate.io/NodeNetworkConfigurationPolicy: Progressing Waiting for policy to be applied
notification.toolkit.fluxcd.io/Receiver: Progressing Status unknown
numaflow.numaproj.io/InterStepBufferService: Progressing Waiting for InterStepBufferService status
numaflow.numaproj.io/MonoVertex: Progressing Waiting for MonoVertex status
numaflow.numaproj.io/Pipeline: Progressing Waiting for Pipeline status
numaflow.numaproj.io/Vertex: Progressing Waiting for Vertex status
numaplane.numaproj.io/ISBServiceRollout: Progressing Not yet reconciled
numaplane.numaproj.io/MonoVertexRollout: Progressing Not yet reconciled
numaplane.numaproj.io/NumaflowControllerRollout: Progressing Not yet reconciled
numaplane.numaproj.io/PipelineRollout: Progressing Not yet reconciled
objectbucket.io/ObjectBucketClaim: Progressing Waiting for status to be reported
ocs.openshift.io/StorageCluster: Unknown StorageCluster is in an unknown state.
onepassword.com/OnePasswordItem: Progressing Waiting for controller to report status
openfaas.com/Function: Progressing Waiting for Function
opentelemetry.io/OpenTelemetryCollector: Progressing Waiting for OpenTelemetry Collector status
operator.knative.dev/KnativeEventing: Progressing Waiting for KnativeEventing
operator.knative.dev/KnativeServing: Progressing Waiting for KnativeServing
operator.openshift.io/IngressController: Progressing Status of IngressController is not known yet
operators.coreos.com/Subscription: Progressing An install plan for a subscription is pending installation
pkg.crossplane.io/Provider: Progressing Waiting for provider to be installed
platform.confluent.io/Connect: Progressing Waiting for Connect
platform.confluent.io/Connector: Progressing Waiting for Kafka Connector
platform.confluent.io/ControlCenter: Progressing Waiting for ControlCenter
platform.confluent.io/Kafka: Progressing Waiting for Kafka
platform.confluent.io/KsqlDB: Progressing Waiting for KsqlDB
platform.confluent.io/SchemaRegistry: Progressing Waiting for SchemaRegistry
platform.confluent.io/Zookeeper: Progressing Waiting for Zookeeper
policy.open-cluster-management.io/CertificatePolicy: Progressing Waiting for the status to be reported
policy.open-cluster-management.io/ConfigurationPolicy: Progressing Waiting for the status to be reported
policy.open-cluster-management.io/OperatorPolicy: Progressing Waiting for the status to be reported
policy.open-cluster-management.io/Policy: Progressing Waiting for the status to be reported
policy/PodDisruptionBudget: Progressing Waiting for status
postgresql.cnpg.io/Cluster: Unknown *
proclaim.dogmatiq.io/DNSSDServiceInstance: Progressing
projectcontour.io/ExtensionService: Progressing Waiting for status
projectcontour.io/HTTPProxy: Progressing Waiting for status
promoter.argoproj.io/ArgoCDCommitStatus: Progressing Initializing Argo CD commit status
promoter.argoproj.io/ChangeTransferPolicy: Progressing Initializing change transfer policy
promoter.argoproj.io/ClusterScmProvider: Progressing Initializing cluster SCM provider
promoter.argoproj.io/CommitStatus: Progressing Initializing commit status
promoter.argoproj.io/GitCommitStatus: Progressing Initializing git commit validation
promoter.argoproj.io/GitRepository: Progressing Initializing Git repository
promoter.argoproj.io/PromotionStrategy: Progressing Initializing promotion strategy
promoter.argoproj.io/PullRequest: Progressing Initializing pull request
promoter.argoproj.io/ScmProvider: Progressing Initializing SCM provider
promoter.argoproj.io/TimedCommitStatus: Progressing Initializing timed commit gate
promoter.argoproj.io/WebRequestCommitStatus: Progressing Initializing web request commit validation
psmdb.percona.com/PerconaServerMongoDB: Unknown Cluster status is unknown
pulumi.com/Stack: Progressing Waiting for the operator to observe the latest spec change
pxc.percona.com/PerconaXtraDBCluster: Unknown *
rabbitmq.com/Binding: Unknown RabbitMQ binding status is unknown
rabbitmq.com/Exchange: Unknown RabbitMQ exchange status is unknown
rabbitmq.com/Permission: Unknown RabbitMQ permission status is unknown
rabbitmq.com/Policy: Unknown RabbitMQ policy status is unknown
rabbitmq.com/Queue: Unknown RabbitMQ queue status is unknown
rabbitmq.com/RabbitmqCluster: Progressing Waiting for RabbitMQ Operator
rabbitmq.com/Shovel: Unknown RabbitMQ shovel status is unknown
rabbitmq.com/User: Unknown RabbitMQ user status is unknown
rabbitmq.com/Vhost: Unknown RabbitMQ vhost status is unknown
rds.aws.crossplane.io/DBCluster: Progressing Waiting for DBCluster to be created
rds.aws.crossplane.io/DBInstance: Progressing Waiting for DBInstance to be created
rollouts.kruise.io/Rollout: Unknown *
route.openshift.io/Route: Progressing Route is still getting admitted
route53.aws.crossplane.io/ResourceRecordSet: Progressing Waiting for resourcrecordset to be created
s3.aws.crossplane.io/Bucket: Progressing Waiting for Bucket to be created
services.cloud.sap.com/ServiceBinding: Progressing Waiting for status
services.cloud.sap.com/ServiceInstance: Progressing Waiting for status
serving.knative.dev/Service: Progressing Waiting for status update.
serving.kserve.io/InferenceService: Progressing Waiting for InferenceService to report status...
snapshot.storage.k8s.io/VolumeSnapshot: Progressing Waiting for status
snapshot.storage.k8s.io/VolumeSnapshotContent: Progressing Waiting for status
solr.apache.org/SolrCloud: Progressing Waiting for solr to exist
source.toolkit.fluxcd.io/Bucket: Progressing Status unknown
source.toolkit.fluxcd.io/GitRepository: Progressing Status unknown
source.toolkit.fluxcd.io/HelmChart: Progressing Status unknown
source.toolkit.fluxcd.io/HelmRepository: Progressing Status unknown
source.toolkit.fluxcd.io/OCIRepository: Progressing Status unknown
sparkoperator.k8s.io/SparkApplication: Progressing Waiting for Executor pods
spot.io/SpotDeployment: none
stacks.crossplane.io/ClusterStackInstall: Progressing Waiting for stack to be installed
tower.ansible.com/AnsibleJob: Progressing Waiting for AnsibleJob
trident.netapp.io/TridentBackendConfig: Progressing Waiting for backend creation
trident.netapp.io/TridentOrchestrator: Progressing Waiting for trident installation
work.karmada.io/ClusterResourceBinding: Progressing Current resource status is insufficient
work.karmada.io/ResourceBinding: Progressing Current resource status is insufficient
zookeeper.pravega.io/ZookeeperCluster: Progressing Waiting for ZK Nodes to join the ensemble
iam.cnrm.cloud.google.com/IAMPolicy: Progressing Update in progress
nop.crossplane.io/NopResource: Healthy Resource is up-to-date.
s3.services.k8s.aws/Bucket: Progressing Waiting for resource to be ready
aws.upbound.io/Anything: Healthy Resource is up-to-date.
grafana-org-operator.kubitus-project.gitlab.io/GrafanaOrganization: Progressing Waiting ...
microgateway.airlock.com/SidecarGateway: Healthy SidecarGateway is healthy
microgateway.airlock.com/AccessControlPolicy: Progressing Waiting for AccessControlPolicy status
operator.victoriametrics.com/VMCluster: Progressing Waiting for the operator to reconcile
`;

const rows = table
  .trim()
  .split('\n')
  .map((row): [string, string] => {
    const end = row.indexOf(': ');
    return [row.slice(0, end), row.slice(end + 2)];
  });

describe('a kind without status', () => {
  it.each(rows)('%s: %s', (kind, expected) => {
    const verdict = judged(kind, { spec: {} });
    // The words of an evaluation that fails are not a contract; that it fails is.
    if (expected === 'Unknown *') expect(verdict).toMatch(/^Unknown ./);
    else expect(verdict).toBe(expected);
  });

  it('is in the table for every rule', () => {
    const kinds = new Set(rows.map(([kind]) => kind));
    expect([...RULES.keys()].filter((kind) => !kinds.has(kind))).toEqual([]);
    for (const [pattern] of WILDCARDS) {
      const end = pattern.startsWith('*.') ? pattern.slice(1) : pattern;
      expect(
        rows.some(([kind]) => kind.slice(0, kind.indexOf('/')).endsWith(end)),
        pattern,
      ).toBe(true);
    }
    expect(RULES.size + WILDCARDS.length).toBe(241);
  });
});
