#!/usr/bin/env bash
# Do the alerts say what they shall? By promtool of Prometheus, which .ci/prepare has.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -n '/^  groups:/,$ s/^  //p' deploy/monitoring/alerts.yaml > "$work/rules.yaml"
cp src/test/monitoring/alerts.test.yaml "$work"
promtool check rules "$work/rules.yaml"
promtool test rules "$work/alerts.test.yaml"
