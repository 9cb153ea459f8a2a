"""The dashboards are what dashboards.py makes, and every query of theirs is PromQL: promtool reads each as a rule."""

import filecmp
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
GRAFANA = os.path.join(HERE, "..", "grafana")
sys.path.insert(0, GRAFANA)
sys.dont_write_bytecode = True
import dashboards  # noqa: E402


def main():
    kept = os.path.join(GRAFANA, "dashboards")
    with tempfile.TemporaryDirectory() as folder:
        dashboards.main(folder)
        _, different, missing = filecmp.cmpfiles(folder, kept, os.listdir(folder), shallow=False)
        if different or missing or sorted(os.listdir(folder)) != sorted(os.listdir(kept)):
            sys.exit(f"old: {different + missing}; k8s/grafana/dashboards.py makes them anew")
        rules = [{"record": f"query:{i}", "expr": query} for i, (_, _, query) in enumerate(dashboards.queries())]
        path = os.path.join(folder, "queries.yaml")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"groups": [{"name": "queries", "rules": rules}]}, file)
        subprocess.run(["promtool", "check", "rules", path], check=True, stdout=subprocess.DEVNULL)
    print(f"{len(dashboards.DASHBOARDS)} dashboards, {len(rules)} queries that parse")


main()
