"""Compares production's rendered objects with the reviewed ones, definitions and cert-manager's own objects left out.

golden.py RENDERED GOLDEN [--update]
"""

import difflib
import sys

import yaml
from rendered import load, name_of

MAKER = "app.kubernetes.io/instance"


def reviewed(thing):
    # What vendor.sh makes is reviewed where it is.
    ours = thing["metadata"].get("labels", {}).get(MAKER) != "cert-manager"
    return thing["kind"] != "CustomResourceDefinition" and ours


def main(rendered, golden, *options):
    objects = sorted(filter(reviewed, load(rendered)), key=name_of)
    text = "# What production's overlay comes to; made by k8s/test.sh --update, and read by people before it is committed.\n"
    text += "".join("---\n" + yaml.dump(thing, Dumper=yaml.CSafeDumper, width=120, allow_unicode=True) for thing in objects)
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
