import { ApiObject } from 'cdk8s'
import { k8s } from 'cdk8s-plus-32'
import type { Construct } from 'constructs'
import { alertsOf } from './alerts.ts'
import { dashboard } from './dashboard.ts'
import type { Values } from './values.ts'

const RUNBOOKS = 'infra/runbooks'

/** What the Prometheus Operator scrapes and alerts on, and the dashboard where Grafana's sidecar finds it. */
export function monitoring(scope: Construct, { prometheus, namespace }: Values): void {
  if (!prometheus) return
  const metadata = { name: 'agent-state' }
  new ApiObject(scope, 'scraping', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata,
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/part-of': 'agent-state' } },
      // The label `job` of a job's metrics is the job's name, and stays so.
      podMetricsEndpoints: [{ port: 'metrics', path: '/metrics', interval: '15s', honorLabels: true }],
    },
  })
  new ApiObject(scope, 'alerts', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata,
    spec: {
      groups: [
        {
          name: 'agent-state',
          rules: alertsOf(namespace).map((alert) => ({
            alert: alert.name,
            expr: alert.expr,
            for: alert.for,
            labels: { severity: alert.severity },
            annotations: { summary: alert.summary, runbook: `${RUNBOOKS}/${alert.runbook}.md` },
          })),
        },
      ],
    },
  })
  new k8s.KubeConfigMap(scope, 'dashboard', {
    metadata: { name: 'agent-state-dashboard', labels: { grafana_dashboard: '1' } },
    data: { 'agent-state.json': dashboard(namespace) },
  })
}
