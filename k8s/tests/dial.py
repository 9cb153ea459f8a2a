"""Who reaches whom on a running full platform: every pair of reachability.local.tsv is dialled, and so is every pair that is not in it.

dial.py CONTAINERS [--enforcers-stopped]      CONTAINERS is how its containers' names begin, such as dp-devstack-1a2b3c-full-

Dialled from inside the senders' network namespaces, by their nodes. Where no pod of a kind runs (tenants, whose sandbox has a network of its own;
the garbage collection, between two nights), an empty one with the same labels stands in its place, under the same policies. What answers
nobody here has a listener put in its place (tenants, metadata, the internet). It is all taken away again.
With --enforcers-stopped the table has to fail: somebody reaches what is forbidden.
"""

import json
import subprocess
import sys

import yaml

import reachability

HERE = reachability.HERE
SHOP, OTHER = "dp-reach-shop", "dp-reach-other"
PAUSE = "docker.io/dp-devstack/pause:node"
METADATA = "169.254.169.254"
# What answers in the world: somebody at port 443, and beside the nodes their provider's metadata.
WORLD = f"ip addr add {METADATA}/32 dev lo; socat TCP-LISTEN:80,fork,reuseaddr OPEN:/dev/null & exec socat TCP-LISTEN:443,fork,reuseaddr OPEN:/dev/null"
NODES = ["k3s-1", "ops-1", "build-1", "run-1", "run-2"]
DIALS = 'while read -r address port name; do (timeout 3 bash -c "exec 3<>/dev/tcp/$address/$port" 2>/dev/null && echo "$name" || true) & done; wait'
# buildkitd's own fence, inside its pod, closes what its policy leaves open; it goes to the registries by their node's ports.
FENCED = {"registry:5000", "registry-mirror:5020", "kube-dns:53", "traefik:8443", "API server:6443", "API server, public:6443", "kubelet:10250", "metadata:80"}


class Platform:
    def __init__(self, prefix):
        self.prefix = prefix
        self.listeners = []

    def on(self, node, *program, given=""):
        result = subprocess.run(["docker", "exec", "-i", self.prefix + node, *program], input=given, capture_output=True, text=True, check=False)
        if result.returncode:
            sys.exit(f"tried to run {program[0]} on {node} but failed because {result.stderr.strip()}")
        return result.stdout

    def kubectl(self, *words, given=""):
        return self.on("k3s-1", "kubectl", "--kubeconfig=/etc/rancher/k3s/k3s.yaml", *words, given=given)

    def listen(self, *program):
        self.listeners.append(subprocess.Popen(["docker", "exec", "-i", *program], stdin=subprocess.PIPE))

    def address(self, node, network):
        networks = json.loads(subprocess.check_output(["docker", "inspect", "--format", "{{json .NetworkSettings.Networks}}", self.prefix + node]))
        return next(n["IPAddress"] for name, n in networks.items() if name.endswith("-outside") == (network == "outside"))


def stand_in(name, namespace, labels, node):
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "labels": labels},
        "spec": {
            "nodeName": node,
            "automountServiceAccountToken": False,
            "terminationGracePeriodSeconds": 0,
            "containers": [{"name": "pause", "image": PAUSE, "imagePullPolicy": "Never"}],
        },
    }


STAND_INS = {
    "tenant": stand_in("web", SHOP, {"app": "web"}, "run-1"),
    "tenant's other service": stand_in("api", SHOP, {"app": "api"}, "run-2"),
    "another tenant": stand_in("web", OTHER, {"app": "web"}, "run-1"),
    "registry-gc": stand_in("reach-registry-gc", "dp-system", {"app": "registry-gc", "app.kubernetes.io/name": "registry-gc"}, "ops-1"),
}


def policies(denied):
    for namespace in (SHOP, OTHER):
        yield {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}
        for policy in reachability.load(HERE + "/tenant-policies.yaml"):
            policy["metadata"]["namespace"] = namespace
            for rule in policy["spec"].get("egress", []):
                for peer in rule["to"]:
                    if "ipBlock" in peer:
                        peer["ipBlock"]["except"] += denied
            yield policy


def pods(platform):
    """Each pod by what reachability calls it: its node, address and a process in its network."""
    found = {}
    listed = json.loads(platform.kubectl("get", "pods", "-A", "-o", "json"))["items"]
    tasks = {}
    for pod in listed:
        if pod["status"].get("phase") != "Running" or pod["metadata"].get("deletionTimestamp"):
            continue
        namespace, labels, node = pod["metadata"]["namespace"], pod["metadata"].get("labels", {}), pod["spec"]["nodeName"]
        name = labels.get("app.kubernetes.io/name") or labels.get("k8s-app")
        if namespace in (SHOP, OTHER):
            name = next(n for n, s in STAND_INS.items() if (s["metadata"]["namespace"], s["metadata"]["name"]) == (namespace, pod["metadata"]["name"]))
        if node not in tasks:
            lines = platform.on(node, "ctr", "-n", "k8s.io", "tasks", "ls").splitlines()[1:]
            tasks[node] = {line.split()[0]: line.split()[1] for line in lines}
        container = pod["status"]["containerStatuses"][0]["containerID"].removeprefix("containerd://")
        # One pod of each; of the collector, which is everywhere, the one beside tenants.
        if (name not in found or node == "run-1") and pod["status"].get("podIP") and container in tasks[node]:
            found[name] = (node, pod["status"]["podIP"], tasks[node][container])
    return found


def dial(platform, node, process, targets):
    given = "".join(f"{address} {port} {name}\n" for name, (address, port) in targets.items())
    inside = ["nsenter", "-t", process, "-n"] if process else []
    return set(platform.on(node, *inside, "bash", "-c", DIALS, given=given).splitlines())


def internet(platform):
    """A machine in the world that answers at port 443."""
    network = platform.prefix.removesuffix("-") + "-outside"
    image = subprocess.check_output(["docker", "inspect", "--format", "{{.Config.Image}}", platform.prefix + "k3s-1"], text=True).strip()
    name = platform.prefix + "internet"
    subprocess.run(["docker", "rm", "-f", name], capture_output=True, check=False)
    subprocess.run(
        ["docker", "run", "-d", "--name", name, "--cap-add", "NET_ADMIN", "--network", network, "--entrypoint", "bash", image, "-c", WORLD],
        stdout=subprocess.DEVNULL,
        check=True,
    )
    address = platform.address("internet", "outside")
    for node in NODES:
        platform.on(node, "ip", "route", "replace", METADATA, "via", address)
    return address


def measure(platform):
    """What reaches what, and the pairs that were tried."""
    there = pods(platform)
    for name in ("tenant", "tenant's other service", "another tenant"):
        node, address, process = there[name]
        platform.listen(platform.prefix + node, "timeout", "120", "nsenter", "-t", process, "-n", "socat", f"TCP-LISTEN:8080,bind={address},fork,reuseaddr", "OPEN:/dev/null")
    targets = {f"{name}:{port}": (there[name][1], port) for name, port in reachability.TARGETS if name in there}
    world = {
        "API server:6443": (platform.address("k3s-1", "private"), 6443),
        "API server, public:6443": (platform.address("k3s-1", "outside"), 6443),
        "kubelet:10250": (platform.address("run-1", "private"), 10250),
        "registry's port of its node:5000": (platform.address("ops-1", "private"), 5000),
        "internet:443": (internet(platform), 443),
        "metadata:80": (METADATA, 80),
    }
    reached, tried = set(), set()
    for sender in reachability.SENDERS + ["node run-1", "node build-1"]:
        if sender in there:
            node, _, process = there[sender]
            asked = {**{n: a for n, a in targets.items() if n.rsplit(":", 1)[0] != sender}, **world}
        elif sender.startswith("node "):
            node, process = sender.removeprefix("node "), None
            # A node's own pods let it in whatever their policies say.
            asked = {n: a for n, a in targets.items() if there[n.rsplit(":", 1)[0]][0] != node}
        else:
            continue
        tried |= {(sender, name) for name in asked}
        reached |= {(sender, name) for name in dial(platform, node, process, asked)}
    return reached, tried


def prepare(platform):
    denied = [platform.address(node, "outside") + "/32" for node in NODES]
    platform.kubectl("apply", "--server-side", "-f", "-", given=yaml.safe_dump_all(policies(denied)))
    platform.kubectl("apply", "--server-side", "-f", "-", given=yaml.safe_dump_all(STAND_INS.values()))
    for pod in STAND_INS.values():
        platform.kubectl("wait", "--for=condition=Ready", "--timeout=60s", "-n", pod["metadata"]["namespace"], "pod/" + pod["metadata"]["name"])


def clean(platform):
    for listener in platform.listeners:
        listener.terminate()
    for node in NODES:
        platform.on(node, "bash", "-c", f"ip route del {METADATA} 2>/dev/null; true")
    subprocess.run(["docker", "rm", "-f", platform.prefix + "internet"], capture_output=True, check=False)
    # Waited for: who dials again at once would find what is on its way out.
    platform.kubectl("delete", "namespace", SHOP, OTHER, "--ignore-not-found", "--timeout=90s")
    platform.kubectl("delete", "pod", "-n", "dp-system", "reach-registry-gc", "--ignore-not-found", "--timeout=90s")


def main(prefix, *options):
    platform = Platform(prefix)
    wanted = reachability.intended(HERE + "/reachability.local.tsv")
    wanted = {(s, t) for s, t in wanted if s != "buildkitd" or t not in FENCED}
    try:
        prepare(platform)
        reached, tried = measure(platform)
    finally:
        clean(platform)
    wanted &= tried
    wrong = [f"{s} reaches {t}, which is forbidden" for s, t in sorted(reached - wanted)]
    wrong += [f"{s} does not reach {t}" for s, t in sorted(wanted - reached)]
    if options:
        opened = len(reached - wanted)
        print(f"with the enforcers stopped, {opened} forbidden pairs of {len(tried)} reach each other")
        sys.exit(0 if opened else "nothing is open with the enforcers stopped, so they are not what closes it")
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(tried)} pairs dialled, of which {len(reached)} reach each other, as intended")


if __name__ == "__main__":
    main(*sys.argv[1:])
