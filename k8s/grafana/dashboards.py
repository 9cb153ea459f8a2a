"""Makes the dashboards with Grafana's own types, so that each is valid by its schema: dashboards.py [FOLDER]

`./dev test k8s` makes them anew, compares them with those in dashboards/, and has promtool parse every query.
"""

import os
import sys

from grafana_foundation_sdk.builders import dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import DataSourceRef

SOURCE = DataSourceRef(type_val="prometheus", uid="prometheus")
TENANTS = 'namespace=~"dp-.+", namespace!~"dp-(system|ingress|claims)"'
PLATFORM = 'namespace=~"dp-system|dp-ingress|cert-manager"'

# Per dashboard: title, identifier, and panels (title, kind, unit, legend, query).
DASHBOARDS = [
    (
        "Cluster Health",
        "dp-cluster-health",
        [
            ("Nodes that are ready", "stat", "short", "", 'sum(kube_node_status_condition{condition="Ready", status="true"})'),
            ("Pods of the platform that are not ready", "stat", "short", "", f'sum(kube_pod_status_ready{{condition="false", {PLATFORM}}})'),
            ("CPU in use", "lines", "percentunit", "{{instance}}", '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))'),
            ("Memory in use", "lines", "percentunit", "{{instance}}", "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes"),
            ("Disk in use", "lines", "percentunit", "{{instance}} {{mountpoint}}", '1 - node_filesystem_avail_bytes{mountpoint=~"/|/mnt/.*"} / node_filesystem_size_bytes{mountpoint=~"/|/mnt/.*"}'),
            ("Received", "lines", "Bps", "{{instance}} {{device}}", 'rate(node_network_receive_bytes_total{device!~"lo|veth.*|cni0|flannel.*"}[5m])'),
            ("Sent", "lines", "Bps", "{{instance}} {{device}}", 'rate(node_network_transmit_bytes_total{device!~"lo|veth.*|cni0|flannel.*"}[5m])'),
            ("Restarts in half an hour", "lines", "short", "{{namespace}}/{{pod}}", f"sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total{{{PLATFORM}}}[30m])) > 0"),
        ],
    ),
    (
        "Build Pipeline",
        "dp-build-pipeline",
        [
            ("Pods that are available", "lines", "short", "{{deployment}}", 'kube_deployment_status_replicas_available{namespace="dp-system", deployment=~"build-worker|buildkitd|deploy-worker"}'),
            ("CPU of builds", "lines", "short", "{{pod}}", 'sum by (pod) (rate(container_cpu_usage_seconds_total{namespace="dp-system", pod=~"buildkitd.*", container!=""}[5m]))'),
            ("Memory of builds", "lines", "bytes", "{{pod}}", 'sum by (pod) (container_memory_working_set_bytes{namespace="dp-system", pod=~"buildkitd.*", container!=""})'),
            ("Pushes", "lines", "reqps", "{{method}}", 'sum by (method) (rate(registry_http_requests_total{method=~"put|patch|post"}[5m]))'),
        ],
    ),
    (
        "Tenant Usage",
        "dp-tenant-usage",
        [
            ("CPU", "lines", "short", "{{namespace}}", "namespace:tenant_cpu_cores:rate5m"),
            ("Memory", "lines", "bytes", "{{namespace}}", "namespace:tenant_memory_bytes"),
            ("Pods", "lines", "short", "{{namespace}}", f'sum by (namespace) (kube_pod_status_phase{{phase="Running", {TENANTS}}})'),
            ("Requests", "lines", "reqps", "{{service}}", "sum by (service) (rate(traefik_service_requests_total[5m]))"),
            ("Quota in use", "lines", "percentunit", "{{namespace}} {{resource}}", f'max by (namespace, resource) (kube_resourcequota{{type="used", {TENANTS}}}) / (max by (namespace, resource) (kube_resourcequota{{type="hard", {TENANTS}}}) > 0)'),
        ],
    ),
    (
        "Registry",
        "dp-registry",
        [
            ("Disk left", "stat", "bytes", "{{mountpoint}}", 'node_filesystem_avail_bytes{mountpoint=~"/mnt/registry(-mirror)?"}'),
            ("Hours since the last collection", "stat", "h", "", "(time() - max(last_over_time(registry_gc_last_success_timestamp_seconds[14d]))) / 3600"),
            ("Broken references", "stat", "short", "", "max(last_over_time(registry_gc_broken_refs[26h]))"),
            ("Requests", "lines", "reqps", "{{pod}} {{code}}", "sum by (pod, code) (rate(registry_http_requests_total[5m]))"),
            ("In flight", "lines", "short", "{{pod}} {{handler}}", "sum by (pod, handler) (registry_http_in_flight_requests)"),
        ],
    ),
]


def panel(title, kind, unit, legend, query):
    builder = stat.Panel() if kind == "stat" else timeseries.Panel()
    target = prometheus.Dataquery().expr(query).legend_format(legend or "__auto")
    return builder.title(title).unit(unit).datasource(SOURCE).with_target(target).height(8).span(6 if kind == "stat" else 12)


def built(title, uid, panels):
    made = dashboard.Dashboard(title).uid(uid).tags(["deploy-platform"]).refresh("1m").time("now-6h", "now").timezone("browser").editable()
    for entry in panels:
        made = made.with_panel(panel(*entry))
    return JSONEncoder(sort_keys=True, indent=2).encode(made.build()) + "\n"


def queries():
    return [(title, entry[0], entry[4]) for title, _, panels in DASHBOARDS for entry in panels]


def main(folder):
    os.makedirs(folder, exist_ok=True)
    for title, uid, panels in DASHBOARDS:
        with open(os.path.join(folder, uid + ".json"), "w", encoding="utf-8") as file:
            file.write(built(title, uid, panels))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "dashboards"))
