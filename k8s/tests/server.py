"""What a real API server says to the manifests: server.py FOLDER-OF-RENDERED-OVERLAYS

Every object is accepted under strict validation and without a warning; the policies refuse what they are for; every account has the rights of
rbac.tsv and no more."""

import sys

import admission
import rbac
from apiserver import HERE, ApiServer
from rendered import load, name_of, overlays

# What others stand on, so that it is made and not only asked about.
FIRST = ["Namespace", "CustomResourceDefinition", "PriorityClass", "RuntimeClass", "ServiceAccount", "ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding"]


def main(folder):
    rendered = overlays(folder)
    everything = load(HERE + "/helm-controller-crds.yaml") + rendered["production"] + rendered["local"]
    wrong, asked, accepted = [], [], 0
    with ApiServer() as server:
        for kind in FIRST:
            for thing in everything:
                if thing["kind"] == kind:
                    server.must_apply(thing)
        for overlay, objects in rendered.items():
            for thing in objects:
                # Most are the same in both.
                if thing in asked:
                    continue
                asked.append(thing)
                try:
                    answer = known(server, thing)
                except KeyError as error:
                    wrong.append(f"{overlay}: {name_of(thing)}: {error}")
                    continue
                accepted += 1
                if not answer.ok:
                    wrong.append(f"{overlay}: {name_of(thing)}: {answer.message}")
                wrong += [f"{overlay}: {name_of(thing)}: warning: {text}" for text in answer.warnings]
        # Its tenant's namespace, where the deploy worker is bound to its role, is there for the rights as well.
        more, refusals = admission.run(server, rendered["production"])
        wrong += more
        more, rights = rbac.run(server, rendered["production"])
        wrong += more
    if wrong:
        print("\n".join(wrong))
        sys.exit(f"{len(wrong)} things are not as they should be")
    print(f"{accepted} objects accepted, {refusals} writes refused and let pass without the policies, {rights} rights and no more")


def known(server, thing):
    # A definition that was just made is served a moment later.
    admission.awaited(lambda: serves(server, thing), 10)
    return server.apply(thing, dry_run=True)


def serves(server, thing):
    try:
        return bool(server.path(thing))
    except KeyError:
        return False


main(sys.argv[1])
