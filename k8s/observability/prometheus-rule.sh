#!/usr/bin/env bash
# Prints a file of rules, as promtool reads it, as the object that the Prometheus operator reads.
# Usage: prometheus-rule.sh k8s/observability/rules/registry-gc.yaml | kubectl apply -f -
set -euo pipefail
file=${1:?a file of rules}
name=${file##*/}
cat <<EOF
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: ${name%.yaml}
  namespace: dp-system
  labels:
    app.kubernetes.io/part-of: deploy-platform
spec:
EOF
sed 's/^\(.\)/  \1/' "$file"
