"""The admission policies, tried on an API server: what the deploy worker writes passes, and each change of it is refused by the rule
that it is for. Then the policies are switched off, and every change passes: it was they that refused, and nothing else."""

import copy
import os
import time

from rendered import load

HERE = os.path.dirname(os.path.abspath(__file__))
WORKER = "dp-system/deploy-worker"
REPLICAS = "kube-system/replicaset-controller"
ADMINISTRATOR = None
DIGEST = "@sha256:" + "0123456789abcdef" * 4
TENANT = load(HERE + "/tenant.yaml")


def original(kind):
    if kind == "Pod":
        template = original("Deployment")["spec"]["template"]
        metadata = {"name": "web-r1-5d4f8c7b9-x2x4z", "namespace": "dp-acme-shop", **template["metadata"]}
        return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}
    return copy.deepcopy(next(thing for thing in TENANT if thing["kind"] == kind))


def pod_changes(spec):
    """Changes of a pod's specification, as functions of it, and what the refusal says."""

    def container(image):
        return lambda thing: spec(thing)["containers"][0].update(image=image)

    def volume(content):
        return lambda thing: spec(thing)["volumes"].append({"name": "more", **content})

    token = {"projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}}
    second = {"name": "second", "image": "docker.io/library/busybox" + DIGEST}
    return [
        ("another runtime", lambda t: spec(t).update(runtimeClassName="runc"), "gVisor"),
        ("no runtime", lambda t: spec(t).pop("runtimeClassName"), "gVisor"),
        ("another registry", container("docker.io/dp-acme-shop/web" + DIGEST), "images of this namespace"),
        ("another tenant's image", container("registry.internal:5000/dp-other-shop/web" + DIGEST), "images of this namespace"),
        ("a name that only begins like ours", container("registry.internal:5000/dp-acme-shop-2/web" + DIGEST), "images of this namespace"),
        ("an image by tag", container("registry.internal:5000/dp-acme-shop/web:latest"), "by digest"),
        ("a second container", lambda t: spec(t)["containers"].append(second), "images of this namespace"),
        ("an init container", lambda t: spec(t).update(initContainers=[second]), "images of this namespace"),
        ("a token", lambda t: spec(t).pop("automountServiceAccountToken"), "token"),
        ("a token as a volume", volume(token), "volumes"),
        ("a directory of the node", volume({"hostPath": {"path": "/"}}), "volumes"),
        ("a priority", lambda t: spec(t).update(priorityClassName="dp-platform"), "priority"),
    ]


def service(**more):
    return lambda thing: thing["spec"].update(more)


def host(name):
    return lambda thing: thing["spec"]["rules"][0].update(host=name)


def no_host(thing):
    thing["spec"]["rules"][0].pop("host")


def annotated(thing):
    thing["metadata"]["annotations"] = {"traefik.ingress.kubernetes.io/router.middlewares": "dp-system-log-store-auth@kubernetescrd"}


SERVICES = [
    ("NodePort", service(type="NodePort"), "ClusterIP"),
    ("LoadBalancer", service(type="LoadBalancer"), "ClusterIP"),
    ("ExternalName", service(type="ExternalName", externalName="registry.dp-system.svc.cluster.local"), "ClusterIP"),
    ("an external address", service(externalIPs=["10.0.1.10"]), "externalIPs"),
    ("no selector", lambda t: t["spec"].pop("selector"), "selector"),
]
OTHER_BACKEND = {"resource": {"apiGroup": "traefik.io", "kind": "TraefikService", "name": "api"}}
INGRESSES = [
    ("another domain", host("web.example.com"), "one label under"),
    ("two labels", host("a.b.breacher.org"), "one label under"),
    ("the domain itself", host("breacher.org"), "one label under"),
    ("a name that only ends like ours", host("webbreacher.org"), "one label under"),
    ("every name", host("*.breacher.org"), "one label under"),
    ("no name", no_host, "one label under"),
    ("a domain that another namespace has claimed", host("www.claimed.example"), "one label under"),
    ("the operators' name", host("ops.breacher.org"), "platform's own"),
    ("the log store's name", host("loki.breacher.org"), "platform's own"),
    ("another class", lambda t: t["spec"].update(ingressClassName="nginx"), "class traefik"),
    ("no class", lambda t: t["spec"].pop("ingressClassName"), "class traefik"),
    ("what nobody else answers", lambda t: t["spec"].update(defaultBackend={"service": {"name": "web", "port": {"number": 80}}}), "defaultBackend"),
    ("a certificate", lambda t: t["spec"].update(tls=[{"hosts": ["web.breacher.org"], "secretName": "x"}]), "tls"),
    ("instructions for the proxy", annotated, "annotations"),
    ("the proxy's own services", lambda t: t["spec"]["rules"][0]["http"]["paths"][0].update(backend=OTHER_BACKEND), "leads to services"),
]


def thing(api, kind, **more):
    return {"apiVersion": api, "kind": kind, "metadata": {"name": "x", "namespace": "dp-acme-shop"}, **more}


def other_kinds():
    template = {"metadata": {"labels": {"a": "b"}}, "spec": original("Pod")["spec"]}
    job = {"template": {**template, "spec": {**template["spec"], "restartPolicy": "Never"}}}
    set_of = {"selector": {"matchLabels": {"a": "b"}}, "template": template}
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    addresses = {"addressType": "IPv4", "endpoints": [{"addresses": ["10.0.1.10"]}], "ports": []}
    return [
        original("Pod"),
        thing("batch/v1", "Job", spec=job),
        thing("batch/v1", "CronJob", spec={"schedule": "* * * * *", "jobTemplate": {"spec": job}}),
        thing("apps/v1", "DaemonSet", spec=set_of),
        thing("apps/v1", "StatefulSet", spec={**set_of, "serviceName": "x"}),
        thing("apps/v1", "ReplicaSet", spec=set_of),
        thing("v1", "ServiceAccount"),
        thing("v1", "PersistentVolumeClaim", spec=claim),
        thing("discovery.k8s.io/v1", "EndpointSlice", **addresses),
        thing("rbac.authorization.k8s.io/v1", "Role", rules=[]),
        thing("traefik.io/v1alpha1", "Middleware", spec={}),
        thing("traefik.io/v1alpha1", "TLSStore", spec={}),
        thing("traefik.io/v1alpha1", "IngressRoute", spec={"routes": []}),
        thing("cert-manager.io/v1", "Certificate", spec={"secretName": "x", "issuerRef": {"name": "letsencrypt-prod"}}),
    ]


def namespace(name, labels):
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}


def worker_writes():
    """What the deploy worker's token could be used for: the write, and what the refusal says."""
    mine = original("Namespace")["metadata"]["labels"]
    binding = original("RoleBinding")
    elsewhere = {**binding, "metadata": {"name": "deploy-worker", "namespace": "kube-system"}}
    other_role = {**binding, "metadata": {"name": "y", "namespace": "dp-acme-shop"}}
    other_role["subjects"] = [{"kind": "ServiceAccount", "namespace": "dp-acme-shop", "name": "default"}]
    return [
        ("a namespace of the platform", namespace("dp-system", mine), "tenants' namespaces alone"),
        ("the cluster's own namespace", namespace("kube-system", mine), "tenants' namespaces alone"),
        ("somebody else's namespace", namespace("dp-not-ours", mine), "of its own alone"),
        ("another tenant's namespace", namespace("dp-acme-shop", {**mine, "dp.ml.ink/tenant": "other"}), "stays theirs"),
        ("a new one without an owner", namespace("dp-new-one", {"pod-security.kubernetes.io/enforce": "restricted"}), "whose it is"),
        ("a new one without limits", namespace("dp-new-two", {**mine, "pod-security.kubernetes.io/enforce": "privileged"}), "restricted"),
        ("its role elsewhere", elsewhere, "in tenants' namespaces alone"),
        ("its role for somebody else", other_role, "to itself and to nobody else"),
    ]


def attempts():
    """(what, object, account, refusal) of every write that is to be refused, but for the deletions."""
    found = []
    sources = [
        ("Deployment", WORKER, pod_changes(lambda t: t["spec"]["template"]["spec"])),
        ("Pod", REPLICAS, pod_changes(lambda t: t["spec"])),
        ("Service", WORKER, SERVICES),
        ("Ingress", WORKER, INGRESSES),
    ]
    for kind, account, changes in sources:
        for what, change, refusal in changes:
            changed = original(kind)
            changed["metadata"]["name"] = "changed"
            change(changed)
            found.append((f"{kind}: {what}", changed, account, refusal))
    found += [(f"kind: {t['kind']}", t, ADMINISTRATOR, "tenants' namespaces have no") for t in other_kinds()]
    return found


def write(server, changed, account):
    if changed["kind"] in ("Namespace", "RoleBinding"):
        return server.apply(changed, dry_run=True, account=account)
    return server.create(changed, account=account)


def run(server, production):
    wrong = []
    policies = [thing for thing in production if thing["kind"].startswith("ValidatingAdmissionPolicy")]
    for thing in production:
        if thing["kind"] == "ConfigMap" and thing["metadata"]["name"] == "dp-admission":
            site = copy.deepcopy(thing)
            site["data"]["domains"] = "dp-acme-shop=shop.claimed.example dp-other-shop=www.claimed.example"
            server.must_apply(site)
    # Pods here are to meet our policies, not Pod Security's.
    server.must_apply(namespace("dp-acme-shop", {**original("Namespace")["metadata"]["labels"], "pod-security.kubernetes.io/enforce": "privileged"}))
    server.must_apply(namespace("dp-not-ours", {}))
    # Another runtime that there is.
    server.must_apply({"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": {"name": "runc"}, "handler": "runc"})
    server.must_apply(original("RoleBinding"))
    for policy in policies:
        server.must_apply(policy)
    tries = attempts() + [(f"worker: {what}", t, WORKER, refusal) for what, t, refusal in worker_writes()]
    awaited(lambda: all(not write(server, t, a).ok for _, t, a, _ in tries))

    for what, changed, account, refusal in tries:
        answer = write(server, changed, account)
        if answer.ok or refusal not in answer.message:
            wrong.append(f"{what}: expected a refusal with '{refusal}', but {answer.message or 'it passed'}")
    for name, refusal in (("dp-system", "tenants' namespaces alone"), ("dp-not-ours", "of its own alone")):
        answer = server.send("DELETE", f"/api/v1/namespaces/{name}?dryRun=All", account=WORKER)
        if answer.ok or refusal not in answer.message:
            wrong.append(f"delete {name}: expected a refusal with '{refusal}', but {answer.message or 'it passed'}")

    # Its own pass, the namespace with its real labels included.
    own = [(original(kind), WORKER) for kind in ("Namespace", "RoleBinding", "Service", "Ingress", "Deployment")] + [(original("Pod"), REPLICAS)]
    claimed = original("Ingress")
    host("shop.claimed.example")(claimed)
    for thing, account in own + [(claimed, WORKER)]:
        answer = server.apply(thing, dry_run=True, account=account) if account == WORKER else server.create(thing, account=account)
        if thing["kind"] == "Namespace" and not answer.ok:
            wrong.append(f"its own Namespace was refused: {answer.message}")
        elif not answer.ok and account == WORKER:
            # The worker's role has no patch of what it only ever creates.
            answer = server.create(thing, account=account)
        if not answer.ok:
            wrong.append(f"its own {thing['kind']} was refused: {answer.message}")
    answer = server.send("DELETE", "/api/v1/namespaces/dp-acme-shop?dryRun=All", account=WORKER)
    if not answer.ok:
        wrong.append(f"the worker cannot delete its own namespace: {answer.message}")
    wrong += warnings(server, policies)
    # Nobody else is in their way.
    for thing in production:
        answer = server.apply(thing, dry_run=True)
        if not answer.ok:
            wrong.append(f"the platform's own {thing['kind']} {thing['metadata']['name']} was refused: {answer.message}")

    for policy in policies:
        if policy["kind"].endswith("Binding"):
            server.send("DELETE", f"/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/{policy['metadata']['name']}")
    passes = tries
    awaited(lambda: all(write(server, t, a).ok for _, t, a, _ in passes))
    for what, changed, account, _ in passes:
        answer = write(server, changed, account)
        if not answer.ok:
            wrong.append(f"{what}: refused without the policies too, so the test says nothing: {answer.message}")
    return wrong, len(tries) + 2


def warnings(server, policies):
    """What the server says about the expressions' types."""
    found = []
    for policy in policies:
        if not policy["kind"].endswith("Binding"):
            name = policy["metadata"]["name"]
            path = f"/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/{name}"
            awaited(lambda path=path: "typeChecking" in server.send("GET", path).body.get("status", {}))
            status = server.send("GET", path).body.get("status", {})
            found += [f"{name}: {w['fieldRef']}: {w['warning']}" for w in status.get("typeChecking", {}).get("expressionWarnings", [])]
            if "typeChecking" not in status:
                found.append(f"{name}: the server did not check its expressions")
    return found


def awaited(condition, seconds=60):
    """Policies are taken over within a second or so; until then the answers are the old ones."""
    until = time.time() + seconds
    while time.time() < until and not condition():
        time.sleep(0.3)
