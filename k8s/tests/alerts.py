"""Every alert has a test that sees it fire, one that sees it quiet, and a runbook; the operator's objects are made of the same rules."""

import glob
import os
import re
import subprocess
import sys

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
K8S = os.path.dirname(HERE)
ROOT = os.path.dirname(K8S)
SECTIONS = ["Meaning", "Impact", "Diagnosis", "Mitigation"]


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)


def main():
    wrong = []
    fires, quiet = set(), set()
    for path in glob.glob(K8S + "/observability/rule-tests/*.yaml"):
        for test in load(path)["tests"]:
            for case in test.get("alert_rule_test", []):
                (fires if case.get("exp_alerts") else quiet).add(case["alertname"])
    alerts = {}
    made = ""
    for path in sorted(glob.glob(K8S + "/observability/rules/*.yaml")):
        for group in load(path)["groups"]:
            alerts.update({rule["alert"]: rule for rule in group["rules"] if "alert" in rule})
        made += subprocess.check_output([K8S + "/observability/prometheus-rule.sh", path], text=True)
    for name, rule in alerts.items():
        runbook = rule["annotations"].get("runbook_url", "")
        if runbook != f"docs/runbooks/{name}.md" or not os.path.exists(os.path.join(ROOT, runbook)):
            wrong.append(f"{name} has no runbook docs/runbooks/{name}.md")
        else:
            with open(os.path.join(ROOT, runbook), encoding="utf-8") as file:
                found = re.findall(r"^## (\w+)", file.read(), re.MULTILINE)
            if [section for section in found if section in SECTIONS] != SECTIONS:
                wrong.append(f"{runbook} has not these sections in this order: " + ", ".join(SECTIONS))
        if name not in fires:
            wrong.append(f"no test sees {name} fire")
        if name not in quiet:
            wrong.append(f"no test sees {name} quiet")
        if rule["labels"].get("severity") not in ("warning", "critical"):
            wrong.append(f"{name} does not say how bad it is")
    with open(K8S + "/prometheus/stack/rules.yaml", encoding="utf-8") as file:
        if file.read() != made:
            wrong.append("prometheus/stack/rules.yaml is old: for f in observability/rules/*.yaml; do observability/prometheus-rule.sh $f; done")
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(alerts)} alerts, each seen firing and quiet, each with a runbook")


main()
