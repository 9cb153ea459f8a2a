"""Shows that the rules of objects.py find what they are for: each of these changes of the rendered objects breaks the rule beside it.

broken.py FOLDER-OF-RENDERED-OVERLAYS
"""

import copy
import sys

import objects
from rendered import name_of, overlays


def container(thing):
    return thing["spec"]["template"]["spec"]["containers"][0]


def change(thing, rule):
    spec = thing["spec"]["template"]["spec"]
    actions = {
        "pin": lambda: container(thing).update(image="registry.internal:5000/dp-system/deploy-worker:latest"),
        "limits": lambda: container(thing)["resources"].pop("limits"),
        "requests": lambda: container(thing)["resources"]["requests"].pop("memory"),
        "readiness": lambda: container(thing).pop("readinessProbe"),
        "liveness": lambda: container(thing).pop("livenessProbe"),
        "escalation": lambda: container(thing)["securityContext"].pop("allowPrivilegeEscalation"),
        "read-only": lambda: container(thing)["securityContext"].update(readOnlyRootFilesystem=False),
        "capabilities": lambda: container(thing)["securityContext"].pop("capabilities"),
        "root": lambda: spec["securityContext"].pop("runAsNonRoot"),
        "seccomp": lambda: spec["securityContext"].pop("seccompProfile"),
        "privileged": lambda: container(thing)["securityContext"].update(privileged=True),
        "priority": lambda: spec.pop("priorityClassName"),
        "host-network": lambda: spec.update(hostNetwork=True),
        "part-of": lambda: thing["metadata"]["labels"].update({"app.kubernetes.io/part-of": "deploy-mcp"}),
        "documented": lambda: spec["volumes"].append({"name": "more", "secret": {"secretName": "nobody-knows"}}),
        "settings": lambda: container(thing)["env"].append({"name": "TEMPORAL_ADRESS", "value": "x"}),
        "selects": lambda: thing["spec"]["template"]["metadata"]["labels"].pop("app"),
    }
    actions[rule]()


RULES = "pin limits requests readiness liveness escalation read-only capabilities root seccomp privileged priority host-network part-of documented settings selects".split()


def lost(things, rule):
    """The rules about what must be there, or must not."""
    if rule == "default-deny":
        return [t for t in things if not (t["kind"] == "NetworkPolicy" and t["metadata"]["namespace"] == "dp-claims")]
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "dp-system"}, "stringData": {"key": "value"}}
    return things + [secret]


def broken(things):
    rules = objects.Rules()
    objects.check(rules, things)
    return "\n".join(rules.broken)


def main(folder):
    everything = overlays(folder)
    shipped = [t for t in everything["production"] if t["kind"] != "CustomResourceDefinition"]
    missed = []
    for rule in RULES + ["default-deny", "secret"]:
        changed = copy.deepcopy(shipped)
        if rule in RULES:
            change(next(t for t in changed if name_of(t) == "Deployment dp-system/deploy-worker"), rule)
        else:
            changed = lost(changed, rule)
        if f"({rule})" not in broken(changed):
            missed.append(rule)
    if missed:
        sys.exit("nobody notices: " + ", ".join(missed))
    print(f"{len(RULES) + 2} changes were noticed")


main(sys.argv[1])
