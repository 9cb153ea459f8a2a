"""The overlays' rendered objects, as the lane has written them."""

import os

import yaml

CLUSTER_WIDE = "-"


def load(path):
    with open(path, encoding="utf-8") as file:
        return [thing for thing in yaml.load_all(file, Loader=yaml.CSafeLoader) if thing]


def overlays(folder):
    return {name: load(os.path.join(folder, name + ".yaml")) for name in ("production", "local")}


def name_of(thing):
    return f"{thing['kind']} {thing['metadata'].get('namespace', CLUSTER_WIDE)}/{thing['metadata']['name']}"


def pod_of(thing):
    """The specification of a workload's pods and their labels; None for what has no pods."""
    kind = thing["kind"]
    if kind in ("Deployment", "DaemonSet", "StatefulSet", "Job"):
        template = thing["spec"]["template"]
    elif kind == "CronJob":
        template = thing["spec"]["jobTemplate"]["spec"]["template"]
    else:
        return None
    return template["spec"], template["metadata"].get("labels", {})
