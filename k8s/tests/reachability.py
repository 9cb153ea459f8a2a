"""Who reaches whom, computed from an overlay's rendered policies and a tenant's, against the intended table of that overlay.

reachability.py RENDERED TABLE [--update]

dial.py dials the same table where the local overlay runs.

Computed as the specification of NetworkPolicy says, for TCP; nothing is dialled. A pod's own node, which every policy lets in, is no sender here.
A request through a node's port, or from a pod to another node's port, comes with that node's address: `node build-1` and the like.
"""

import ipaddress
import os
import sys

from rendered import load, pod_of

HERE = os.path.dirname(os.path.abspath(__file__))


class Pod:
    def __init__(self, name, namespace, address, labels, ports=(), pool="run"):
        self.name, self.namespace, self.address, self.labels, self.ports, self.pool = name, namespace, address, labels, dict(ports), pool


class Host:
    namespace, labels, ports = None, {}, {}

    def __init__(self, name, address):
        self.name, self.address = name, address


def ours(objects):
    """The platform's pods, with those that production's charts make."""
    found = []
    for thing in objects:
        if pod_of(thing):
            spec, labels = pod_of(thing)
            ports = {p["name"]: p["containerPort"] for c in spec["containers"] for p in c.get("ports", []) if "name" in p}
            pool = spec.get("nodeSelector", {}).get("node-restriction.kubernetes.io/pool", "run")
            found.append(Pod(thing["metadata"]["name"], thing["metadata"]["namespace"], f"10.42.1.{len(found) + 10}", labels, ports, pool))
    if any(thing["kind"] == "HelmChart" for thing in objects):
        for name, number in (("loki", 200), ("prometheus", 201), ("grafana", 202)):
            found.append(Pod(name, "dp-system", f"10.42.1.{number}", {"app.kubernetes.io/name": name}, pool="ops"))
    return found


TENANTS = [
    Pod("tenant", "dp-acme-shop", "10.42.2.10", {"app": "web"}),
    Pod("tenant's other service", "dp-acme-shop", "10.42.3.11", {"app": "api"}),
    Pod("another tenant", "dp-other-shop", "10.42.2.12", {"app": "web"}),
]
DNS = Pod("kube-dns", "kube-system", "10.42.0.2", {"k8s-app": "kube-dns"})
# With whose address a pod's request comes to another node.
NODES = {"ctrl": "10.0.0.2", "build": "10.0.0.3", "run": "10.0.1.100"}
HOSTS = [Host("node run-1", "10.0.1.100"), Host("node build-1", "10.0.0.3"), Host("the internet", "198.51.100.7")]
SENDERS = ["tenant", "another tenant", "build-worker", "deploy-worker", "buildkitd", "registry-gc", "traefik", "prometheus", "grafana", "log-collector"]
TARGETS = [
    ("tenant", 8080),
    ("tenant's other service", 8080),
    ("kube-dns", 53),
    ("registry", 5000),
    ("registry", 5001),
    ("registry-read", 5010),
    ("registry-mirror", 5020),
    ("buildkitd", 1234),
    ("deploy-worker", 50051),
    ("traefik", 8443),
    ("traefik", 8080),
    ("loki", 3100),
    ("log-store", 9428),
    ("prometheus", 9090),
    ("grafana", 3000),
]
REGISTRY_PORT = "registry's port of its node"
ADDRESSES = [
    ("API server", "10.0.0.2", 6443),
    ("API server, public", "203.0.113.2", 6443),
    ("kubelet", "10.0.1.100", 10250),
    (REGISTRY_PORT, "10.0.1.10", 5000),
    ("metadata", "169.254.169.254", 80),
    ("internet", "198.51.100.7", 443),
]


def selected(selector, labels):
    wanted = selector.get("matchLabels", {})
    return wanted.items() <= labels.items() and all(meets(rule, labels) for rule in selector.get("matchExpressions", []))


def meets(rule, labels):
    value = labels.get(rule["key"])
    return {"In": lambda: value in rule.get("values", []), "Exists": lambda: value is not None}[rule["operator"]]()


def peer_is(peer, policy, other):
    if "ipBlock" in peer:
        block, address = peer["ipBlock"], ipaddress.ip_address(other.address)
        return address in ipaddress.ip_network(block["cidr"]) and not any(address in ipaddress.ip_network(e) for e in block.get("except", []))
    if other.namespace is None:
        return False
    if "namespaceSelector" in peer:
        labels = {"kubernetes.io/metadata.name": other.namespace, **NAMESPACES.get(other.namespace, {})}
        if not selected(peer["namespaceSelector"], labels):
            return False
    elif other.namespace != policy["metadata"]["namespace"]:
        return False
    return selected(peer.get("podSelector", {}), other.labels)


NAMESPACES = {}


def allowed(policies, direction, pod, other, target, port):
    if pod.namespace is None:
        return True
    mine = [p for p in policies if p["metadata"]["namespace"] == pod.namespace and direction in p["spec"]["policyTypes"] and selected(p["spec"]["podSelector"], pod.labels)]
    if not mine:
        return True
    key, side = ("ingress", "from") if direction == "Ingress" else ("egress", "to")
    for policy in mine:
        for rule in policy["spec"].get(key, []):
            ports = rule.get("ports")
            fits = not ports or any(target.ports.get(p["port"], p["port"]) == port for p in ports if p.get("protocol", "TCP") == "TCP")
            if fits and (side not in rule or any(peer_is(peer, policy, other) for peer in rule[side])):
                return True
    return False


def reaches(policies, sender, target, port):
    return allowed(policies, "Egress", sender, target, target, port) and allowed(policies, "Ingress", target, sender, target, port)


def table(objects, tenant_policies):
    pods = {pod.name: pod for pod in ours(objects) + TENANTS + [DNS]}
    for thing in objects:
        if thing["kind"] == "Namespace":
            NAMESPACES[thing["metadata"]["name"]] = thing["metadata"].get("labels", {})
    policies = [thing for thing in objects if thing["kind"] == "NetworkPolicy"] + tenant_policies
    for policy in tenant_policies:
        other = {**policy, "metadata": {**policy["metadata"], "namespace": "dp-other-shop"}}
        policies.append(other)
    lines = {}
    for sender in [pods[name] for name in SENDERS if name in pods] + HOSTS:
        for name, port in TARGETS:
            if name in pods and pods[name] is not sender:
                lines[(sender.name, f"{name}:{port}")] = reaches(policies, sender, pods[name], port)
        if isinstance(sender, Pod):
            for name, address, port in ADDRESSES:
                yes = reaches(policies, sender, Host(name, address), port)
                if name == REGISTRY_PORT and sender.pool in NODES:
                    yes = yes and reaches(policies, Host("", NODES[sender.pool]), pods["registry"], port)
                lines[(sender.name, f"{name}:{port}")] = yes
    return lines


def intended(path):
    with open(path, encoding="utf-8") as file:
        return {tuple(line.rstrip("\n").split("\t")) for line in file if line.strip() and not line.startswith("#")}


def main(rendered, path, *options):
    objects = load(rendered)
    computed = table(objects, load(HERE + "/tenant-policies.yaml"))
    if options:
        with open(path, encoding="utf-8") as file:
            head = [line for line in file if line.startswith("#")]
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(head)
            file.writelines(f"{sender}\t{target}\n" for (sender, target), yes in computed.items() if yes)
    wanted = intended(path)
    has = {pair for pair, yes in computed.items() if yes}
    wrong = [f"{s} reaches {t}, which {os.path.basename(path)} does not say" for s, t in sorted(has - wanted)]
    wrong += [f"{s} does not reach {t}" for s, t in sorted(wanted - has)]
    # The policies of the first plan, which this table would have stopped.
    first = table(objects, load(HERE + "/first-plan-policies.yaml"))
    if first[("tenant", "tenant's other service:8080")] or not first[("tenant", "API server, public:6443")]:
        wrong.append("the first plan's policies are no longer told from the right ones")
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(computed)} pairs, of which {len(has)} reach each other as intended")


if __name__ == "__main__":
    main(*sys.argv[1:])
