"""What every account may do, as the API server itself says it, against rbac.tsv: each right of a line there is had, and there is none beside them."""

import os

HERE = os.path.dirname(os.path.abspath(__file__))
PLACES = ["dp-acme-shop", "dp-claims", "dp-system", "kube-system"]


def table():
    rights = {}
    with open(HERE + "/rbac.tsv", encoding="utf-8") as file:
        for line in file:
            if not line.strip() or line.startswith("#"):
                continue
            account, place, group, resource, name, verbs = line.rstrip("\n").split("\t")[:6]
            places = PLACES if place == "everywhere" else [place]
            for where in places:
                rights.setdefault(account, {}).setdefault(where, set()).update(
                    (verb, "" if group == "core" else group, resource, name) for verb in verbs.split(",")
                )
    return rights


def run(server, production):
    wrong, count = [], 0
    wanted = table()
    accounts = {
        f"{thing['metadata']['namespace']}/{thing['metadata']['name']}"
        for thing in production
        if thing["kind"] == "ServiceAccount" and thing["metadata"]["namespace"] != "cert-manager"
    }
    for account in sorted(accounts | wanted.keys()):
        for place in PLACES:
            everybody = server.rules("default/nobody", place)
            has = server.rules(account, place) - everybody
            want = wanted.get(account, {}).get(place, set())
            count += len(want)
            wrong += [f"{account} may not {right} in {place}" for right in sorted(want - has)]
            wrong += [f"{account} may {right} in {place}, which rbac.tsv does not say" for right in sorted(has - want)]
    return wrong, count
