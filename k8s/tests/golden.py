"""Compares production's rendered objects with the reviewed ones. Left out is what is reviewed elsewhere: definitions, cert-manager's own
objects, and the content of files in ConfigMaps, with the hashes of it in their names.

golden.py RENDERED GOLDEN [--update]
"""

import difflib
import re
import sys

import yaml
from rendered import load, name_of

MAKER = "app.kubernetes.io/instance"


def reviewed(thing):
    # What vendor.sh makes is reviewed where it is.
    ours = thing["metadata"].get("labels", {}).get(MAKER) != "cert-manager"
    return thing["kind"] != "CustomResourceDefinition" and ours


def shortened(thing):
    if thing["kind"] == "ConfigMap":
        thing["data"] = {key: "(the file)" if "." in key else value for key, value in thing["data"].items()}
    return thing


def main(rendered, golden, *options):
    objects = [shortened(thing) for thing in sorted(filter(reviewed, load(rendered)), key=lambda t: re.sub("-[a-z0-9]{10}$", "", name_of(t)))]
    hashed = {t["metadata"]["name"] for t in objects if t["kind"] == "ConfigMap" and re.search("-[a-z0-9]{10}$", t["metadata"]["name"])}
    text = "# What production's overlay comes to; made by k8s/test.sh --update, and read by people before it is committed.\n"
    text += "".join("---\n" + yaml.dump(thing, Dumper=yaml.CSafeDumper, width=120, allow_unicode=True) for thing in objects)
    for name in hashed:
        text = text.replace(name, name[:-10] + "HASH")
    if options:
        with open(golden, "w", encoding="utf-8") as file:
            file.write(text)
    with open(golden, encoding="utf-8") as file:
        before = file.read()
    if before != text:
        print("".join(difflib.unified_diff(before.splitlines(True), text.splitlines(True), "golden", "rendered")))
        sys.exit("production's objects are not the reviewed ones: read the difference, then k8s/test.sh --update")
    print(f"{len(objects)} objects as they were reviewed")


main(*sys.argv[1:])
