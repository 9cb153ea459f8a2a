"""Rules that every rendered object keeps: objects.py FOLDER-OF-RENDERED-OVERLAYS

What does not keep one is named in exceptions.tsv, with the reason; a line there that nothing needs is a mistake too.
"""

import os
import re
import subprocess
import sys

from rendered import name_of, overlays, pod_of

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PINNED = re.compile(r"^[a-z0-9.:-]+(/[a-z0-9._-]+)+(:v?[0-9]+\.[0-9]+(\.[0-9]+)?[a-z0-9.-]*)?(@sha256:[0-9a-f]{64})?$")
SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*\n[A-Za-z0-9+/=]{40}"),
    "a token of GitHub": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b"),
    "a key of AWS": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "a signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}"),
    "a password's hash": re.compile(r"\$(2[aby]|6|apr1)\$[A-Za-z0-9./$]{20,}"),
}


def table(name):
    with open(os.path.join(HERE, "..", name), encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]


class Rules:
    def __init__(self):
        self.broken = []
        self.exceptions = {(row[0], row[1]): row[2] for row in table("tests/exceptions.tsv")}
        self.used = set()
        self.checked = 0

    def hold(self, condition, thing, rule, text):
        self.checked += 1
        name = thing if isinstance(thing, str) else name_of(thing)
        if condition:
            return
        if (name, rule) in self.exceptions:
            self.used.add((name, rule))
        else:
            self.broken.append(f"{name}: {text} ({rule})")

    def finish(self):
        for key in self.exceptions.keys() - self.used:
            self.broken.append(f"exceptions.tsv: {key[0]} keeps {key[1]}")
        for line in sorted(set(self.broken)):
            print(line)
        if self.broken:
            sys.exit(f"{len(set(self.broken))} rules are broken")
        print(f"{self.checked} times a rule held, {len(self.used)} exceptions with a reason")


def containers(rules, thing):
    spec, _ = pod_of(thing)
    job = thing["kind"] in ("Job", "CronJob")
    pod = spec.get("securityContext", {})
    rules.hold("priorityClassName" in spec, thing, "priority", "it has no priority")
    rules.hold(spec.get("enableServiceLinks") is False, thing, "service-links", "its environment has every service's address")
    rules.hold("serviceAccountName" in spec or spec.get("automountServiceAccountToken") is False, thing, "token", "it has a token and no account of its own")
    rules.hold(not spec.get("hostNetwork"), thing, "host-network", "it is on its node's network")
    for container in spec.get("initContainers", []) + spec["containers"]:
        own = container.get("securityContext", {})
        resources = container.get("resources", {})
        for kind in ("cpu", "memory"):
            rules.hold(kind in resources.get("requests", {}), thing, "requests", f"{container['name']} does not say how much {kind} it needs")
            rules.hold(kind in resources.get("limits", {}), thing, "limits", f"{container['name']} may take any amount of {kind}")
        if not job:
            rules.hold("readinessProbe" in container, thing, "readiness", f"nobody asks {container['name']} whether it is ready")
            rules.hold("livenessProbe" in container, thing, "liveness", f"nobody asks {container['name']} whether it lives")
        rules.hold(PINNED.match(container["image"]) and re.search("[:@]", container["image"].split("/")[-1]), thing, "pin", f"{container['image']} is no certain image")
        rules.hold(own.get("allowPrivilegeEscalation") is False, thing, "escalation", f"{container['name']} may gain privileges")
        rules.hold(own.get("readOnlyRootFilesystem") is True, thing, "read-only", f"{container['name']} may write to its image")
        rules.hold(own.get("capabilities", {}).get("drop") == ["ALL"], thing, "capabilities", f"{container['name']} keeps capabilities")
        rules.hold(own.get("runAsNonRoot", pod.get("runAsNonRoot")) is True, thing, "root", f"{container['name']} may be root")
        rules.hold((own.get("seccompProfile") or pod.get("seccompProfile", {})).get("type") == "RuntimeDefault", thing, "seccomp", f"{container['name']} may make any system call")
        rules.hold(not own.get("privileged"), thing, "privileged", f"{container['name']} is privileged")


def secrets_of(thing):
    """Which keys of which Secrets an object reads: (namespace, name, key or *)."""
    found = set()

    def walk(value):
        if isinstance(value, list):
            for item in value:
                walk(item)
        elif isinstance(value, dict):
            for name, item in value.items():
                if name in ("secretKeyRef", "apiTokenSecretRef"):
                    found.add((item["name"], item["key"]))
                elif name == "secretRef" and isinstance(item, dict):
                    found.add((item["name"], "*"))
                elif name == "secret" and isinstance(item, dict) and "secretName" in item:
                    found.update((item["secretName"], entry["key"]) for entry in item.get("items", [{"key": "*"}]))
                elif name == "basicAuth":
                    found.add((item["secret"], "users"))
                else:
                    walk(item)

    walk(thing.get("spec", {}))
    return found


def secrets(rules, objects):
    issued = {thing["spec"]["secretName"] for thing in objects if thing["kind"] == "Certificate"}
    known = {(row[1], key) for row in table("secrets.tsv") for key in row[2].split(",")}
    for thing in objects:
        rules.hold(thing["kind"] != "Secret" or not (thing.get("data") or thing.get("stringData")), thing, "secret", "it holds a secret")
        if thing["kind"] == "CustomResourceDefinition":
            continue
        for name, key in secrets_of(thing):
            if name not in issued:
                there = (name, key) in known or key == "*" and any(name == row for row, _ in known)
                rules.hold(there, thing, "documented", f"secrets.tsv has no {name} with the key {key}")


def network(rules, objects):
    denied = {
        thing["metadata"]["namespace"]
        for thing in objects
        if thing["kind"] == "NetworkPolicy" and thing["spec"] == {"podSelector": {}, "policyTypes": ["Ingress"]}
    }
    charts = {thing["metadata"]["name"] for thing in objects if thing["kind"] == "HelmChart"}
    pods = [(thing["metadata"]["namespace"], pod_of(thing)[1]) for thing in objects if pod_of(thing)]
    for thing in objects:
        if thing["kind"] == "Namespace":
            rules.hold(thing["metadata"]["name"] in denied, thing, "default-deny", "its pods let everybody in")
            rules.hold("pod-security.kubernetes.io/enforce" in thing["metadata"]["labels"], thing, "pod-security", "it does not say what its pods may be")
        if thing["kind"] in ("Service", "NetworkPolicy", "PodDisruptionBudget"):
            spec = thing["spec"]
            selector = spec.get("selector", {}) if thing["kind"] != "NetworkPolicy" else spec["podSelector"]
            selector = selector.get("matchLabels", selector)
            chart = {"prometheus": "kube-prometheus-stack"}.get(selector.get("app.kubernetes.io/name"), selector.get("app.kubernetes.io/name"))
            found = any(space == thing["metadata"]["namespace"] and selector.items() <= labels.items() for space, labels in pods)
            rules.hold(found or not selector or chart in charts, thing, "selects", f"no pod of ours has {selector}")
        if thing["kind"] == "NetworkPolicy":
            for rule in thing["spec"].get("ingress", []):
                for peer in rule.get("from", []):
                    labels = peer.get("namespaceSelector", {}).get("matchLabels", {})
                    rules.hold(set(labels) <= {"kubernetes.io/metadata.name"}, thing, "by-name", "it names a namespace by a label that anybody can give")


def documented():
    """The variables of docs/settings.md, by program."""
    found, program = {}, ""
    with open(ROOT + "/docs/settings.md", encoding="utf-8") as file:
        for line in file:
            if line.startswith("## "):
                program = line[3:].strip()
            elif match := re.match(r"\| `([A-Z_]+)` \|", line):
                found.setdefault(program, {})[match[1]] = "| required |" in line
    return found


def settings(rules, objects):
    """Our programs get variables that they read, and all that they cannot do without."""
    maps = {thing["metadata"]["name"]: thing["data"] for thing in objects if thing["kind"] == "ConfigMap"}
    for program, variables in documented().items():
        for thing in objects:
            if pod_of(thing) and thing["metadata"]["name"] == program:
                container = pod_of(thing)[0]["containers"][0]
                given = {entry["name"] for entry in container.get("env", [])}
                for source in container.get("envFrom", []):
                    given |= set(maps.get(source.get("configMapRef", {}).get("name"), {}))
                for name in given:
                    # The JVM's own has any program of Java's.
                    rules.hold(name in variables or name == "JAVA_TOOL_OPTIONS", thing, "settings", f"nothing reads {name}")
                for name in (name for name, required in variables.items() if required):
                    rules.hold(name in given, thing, "settings", f"it cannot start without {name}")


def repository(rules):
    files = subprocess.check_output(["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], text=True).split("\0")
    for path in files:
        try:
            with open(os.path.join(ROOT, path), encoding="utf-8") as file:
                text = file.read()
        except (OSError, UnicodeDecodeError):
            continue
        for what, pattern in SECRETS.items():
            rules.hold(not pattern.search(text), path, "secret", f"it looks as if {what} were in it")


def check(rules, objects):
    for thing in objects:
        rules.hold(thing["metadata"].get("labels", {}).get("app.kubernetes.io/part-of") == "deploy-platform", thing, "part-of", "it does not say that it is ours")
        if pod_of(thing):
            containers(rules, thing)
    secrets(rules, objects)
    network(rules, objects)
    settings(rules, objects)


def main(folder):
    rules = Rules()
    for objects in overlays(folder).values():
        check(rules, objects)
    repository(rules)
    rules.finish()


if __name__ == "__main__":
    main(sys.argv[1])
