"""Makes JSON schemas for kubeconform.

schemas.py kubernetes SWAGGER FOLDER   of Kubernetes' own kinds
schemas.py crds RENDERED FOLDER        of the custom resource definitions among rendered objects
"""

import json
import os
import sys


def file_name(kind, group, version):
    parts = [kind, group.split(".")[0], version] if group else [kind, version]
    return "-".join(parts).lower() + ".json"


def strict(schema):
    """As the API server under strict validation: a field that it does not know is a mistake."""
    if isinstance(schema, list):
        for item in schema:
            strict(item)
    if isinstance(schema, dict):
        open_ended = schema.get("x-kubernetes-preserve-unknown-fields") or schema.get("x-kubernetes-embedded-resource")
        if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema and not open_ended:
            schema["additionalProperties"] = False
        if schema.pop("x-kubernetes-int-or-string", False):
            schema["type"] = ["string", "integer"]
            schema.pop("anyOf", None)
        for value in schema.values():
            strict(value)


def write(folder, name, content):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump(content, file)


def kubernetes(swagger, folder):
    with open(swagger, encoding="utf-8") as file:
        definitions = json.load(file)["definitions"]
    for definition in definitions.values():
        if "properties" in definition and "additionalProperties" not in definition:
            definition["additionalProperties"] = False
    definitions["io.k8s.apimachinery.pkg.util.intstr.IntOrString"] = {"type": ["string", "integer"]}
    definitions["io.k8s.apimachinery.pkg.api.resource.Quantity"] = {"type": ["string", "number"]}
    write(folder, "_definitions.json", {"definitions": definitions})
    for name, definition in definitions.items():
        for kind in definition.get("x-kubernetes-group-version-kind", []):
            reference = {"$ref": "_definitions.json#/definitions/" + name}
            write(folder, file_name(kind["kind"], kind["group"], kind["version"]), reference)


def crds(rendered, folder):
    import yaml

    os.makedirs(folder, exist_ok=True)
    for path in rendered.split(","):
        with open(path, encoding="utf-8") as file:
            for document in yaml.load_all(file, Loader=yaml.CSafeLoader):
                if document and document["kind"] == "CustomResourceDefinition":
                    spec = document["spec"]
                    for version in spec["versions"]:
                        schema = version["schema"]["openAPIV3Schema"]
                        schema["properties"].update({"apiVersion": {}, "kind": {}, "metadata": {"type": "object"}})
                        strict(schema)
                        write(folder, file_name(spec["names"]["kind"], spec["group"], version["name"]), schema)


{"kubernetes": kubernetes, "crds": crds}[sys.argv[1]](*sys.argv[2:])
