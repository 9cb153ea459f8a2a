"""Prints custom resource definitions without their descriptions.

crds.py FILE...                the definitions in these files
crds.py --with-others FILE...  and everything else that is in them
"""

import sys

import yaml


def without_descriptions(schema):
    if isinstance(schema, list):
        return [without_descriptions(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: without_descriptions(value)
        for key, value in schema.items()
        # A property may be called description; then it is a schema, not a text.
        if not (key == "description" and isinstance(value, str))
    }


def main(arguments):
    with_others = arguments[:1] == ["--with-others"]
    found = []
    for path in arguments[1:] if with_others else arguments:
        with open(path, encoding="utf-8") as file:
            for document in yaml.safe_load_all(file):
                if not document:
                    continue
                if document["kind"] == "CustomResourceDefinition":
                    document.pop("status", None)
                    found.append(without_descriptions(document))
                elif with_others:
                    found.append(document)
    print("# Made by vendor.sh; not to be edited.")
    print(yaml.safe_dump_all(found, sort_keys=False, width=120, default_flow_style=False), end="")


main(sys.argv[1:])
