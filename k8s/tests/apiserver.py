"""A real API server without nodes, in a container of its own, and a small client of it."""

import http.client
import json
import os
import secrets
import ssl
import subprocess
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


class Answer:
    def __init__(self, status, body, warnings):
        self.status = status
        self.body = body
        self.warnings = warnings
        self.ok = status < 300

    @property
    def message(self):
        return self.body.get("message", "") if isinstance(self.body, dict) else str(self.body)


class ApiServer:
    """Use it with `with`: the container is gone afterwards."""

    def __init__(self):
        image = subprocess.check_output([ROOT + "/devstack/images/build.sh", "--tag", "node"], text=True).strip()
        self.token = secrets.token_hex(16)
        self.container = subprocess.check_output(
            ["docker", "run", "--detach", "--publish", "127.0.0.1::6443", "--tmpfs", "/tmp:exec", "--volume", HERE + "/apiserver.sh:/apiserver.sh:ro"]
            + ["--entrypoint", "/bin/bash", image, "/apiserver.sh", self.token],
            text=True,
        ).strip()
        try:
            port = subprocess.check_output(["docker", "port", self.container, "6443/tcp"], text=True).split(":")[-1].strip()
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE  # it makes its certificate when it starts
            self.connection = http.client.HTTPSConnection("127.0.0.1", int(port), timeout=60, context=context)
            self.paths = {}
            self._await()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        subprocess.run(["docker", "rm", "--force", "--volumes", self.container], stdout=subprocess.DEVNULL, check=False)

    def _await(self):
        until = time.time() + 240
        while time.time() < until:
            try:
                if self.send("GET", "/readyz").ok:
                    return
            except OSError:
                pass
            time.sleep(0.2)
        log = subprocess.run(["docker", "logs", "--tail", "30", self.container], capture_output=True, text=True, check=False)
        raise SystemExit("the API server does not get ready:\n" + log.stdout + log.stderr)

    def send(self, method, path, body=None, content="application/json", account=None):
        """One request, as an administrator or as a service account ("namespace/name")."""
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": content, "Accept": "application/json"}
        if account:
            namespace, name = account.split("/")
            headers["Impersonate-User"] = f"system:serviceaccount:{namespace}:{name}"
        for attempt in (1, 2):
            try:
                self.connection.request(method, path, None if body is None else json.dumps(body), headers)
                return self._answer(self.connection.getresponse())
            except (http.client.HTTPException, OSError):
                # The server closes a connection that was idle; another one is tried once.
                self.connection.close()
                if attempt == 2:
                    raise
        raise AssertionError

    @staticmethod
    def _answer(response):
        text = response.read().decode()
        try:
            body = json.loads(text)
        except ValueError:
            body = text
        return Answer(response.status, body, response.headers.get_all("Warning") or [])

    def path(self, thing):
        """The address of an object's collection."""
        version, kind = thing["apiVersion"], thing["kind"]
        if version not in self.paths:
            prefix = "/apis/" if "/" in version else "/api/"
            found = self.send("GET", prefix + version)
            if not found.ok:
                raise KeyError(f"the server does not know {version}")
            self.paths[version] = (prefix + version, {r["kind"]: r for r in found.body["resources"] if "/" not in r["name"]})
        base, resources = self.paths[version]
        if kind not in resources:
            self.paths.pop(version)
            raise KeyError(f"the server does not know {version} {kind}")
        resource = resources[kind]
        namespace = "/namespaces/" + thing["metadata"].get("namespace", "default") if resource["namespaced"] else ""
        return base + namespace + "/" + resource["name"]

    def apply(self, thing, dry_run=False, account=None):
        """Server-side apply, strict: a field that the server does not know is refused."""
        query = {"fieldManager": "k8s-tests", "force": "true", "fieldValidation": "Strict"}
        if dry_run:
            query["dryRun"] = "All"
        path = self.path(thing) + "/" + thing["metadata"]["name"] + "?" + urllib.parse.urlencode(query)
        return self.send("PATCH", path, thing, "application/apply-patch+yaml", account)

    def create(self, thing, dry_run=True, account=None):
        query = "?fieldValidation=Strict&fieldManager=k8s-tests" + ("&dryRun=All" if dry_run else "")
        return self.send("POST", self.path(thing) + query, thing, account=account)

    def must_apply(self, thing):
        answer = self.apply(thing)
        if not answer.ok:
            raise SystemExit(f"tried to apply {thing['kind']} {thing['metadata']['name']} but failed because {answer.message}")
        return answer.body

    def rules(self, account, namespace):
        """What a service account may do in a namespace, and cluster-wide: a set of (verb, group, resource, name or *)."""
        review = {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview", "spec": {"namespace": namespace}}
        answer = self.send("POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", review, account=account)
        status = answer.body["status"]
        if status["incomplete"]:
            raise SystemExit(f"the server does not know all rules of {account}")
        return {
            (verb, group, resource, name)
            for rule in status["resourceRules"]
            for verb in rule["verbs"]
            for group in rule["apiGroups"]
            for resource in rule["resources"]
            for name in rule.get("resourceNames") or ["*"]
        }
