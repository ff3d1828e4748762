"""Holds a manifest against Kubernetes' published OpenAPI document: openapi_check.py DOCUMENT MANIFEST. Prints each fault; exits with 1 where there are any."""

import json
import sys

import yaml


class Checker:
    def __init__(self, document):
        self.types = document.get("definitions") or document["components"]["schemas"]
        self.faults = []

    def type_of(self, manifest):
        group, _, version = manifest["apiVersion"].rpartition("/")
        for name, schema in self.types.items():
            for kind in schema.get("x-kubernetes-group-version-kind", []):
                if (kind["group"], kind["version"], kind["kind"]) == (group, version, manifest["kind"]):
                    return name
        raise SystemExit(f"the document has no {manifest['apiVersion']} {manifest['kind']}")

    def check(self, value, schema, place):
        for part in schema.get("allOf", []):
            self.check(value, part, place)
        if "$ref" in schema:
            self.check(value, self.types[schema["$ref"].rsplit("/", 1)[1]], place)
            return
        if schema.get("format") == "int-or-string" or schema.get("x-kubernetes-int-or-string"):
            self.require(isinstance(value, (int, str)), place, "a number or a text")
            return
        if "oneOf" in schema:
            return
        kind = schema.get("type")
        if kind == "object" or "properties" in schema:
            self.check_object(value, schema, place)
        elif kind == "array":
            if self.require(isinstance(value, list), place, "a list"):
                for index, item in enumerate(value):
                    self.check(item, schema["items"], f"{place}[{index}]")
        elif kind == "string":
            # A quantity like 2Gi has the type string and may be written as a number.
            self.require(isinstance(value, str), place, "a text")
        elif kind == "integer":
            self.require(isinstance(value, int) and not isinstance(value, bool), place, "a whole number")
        elif kind == "boolean":
            self.require(isinstance(value, bool), place, "true or false")
        if "enum" in schema:
            self.require(value in schema["enum"], place, f"one of {schema['enum']}")

    def check_object(self, value, schema, place):
        if not self.require(isinstance(value, dict), place, "an object"):
            return
        for name in schema.get("required", []):
            self.require(name in value, place, f"something with '{name}'")
        for name, item in value.items():
            if name in schema.get("properties", {}):
                self.check(item, schema["properties"][name], f"{place}.{name}")
            elif isinstance(schema.get("additionalProperties"), dict):
                self.check(item, schema["additionalProperties"], f"{place}.{name}")
            elif "properties" in schema:
                self.faults.append(f"{place}.{name} is unknown")

    def require(self, condition, place, expected):
        if not condition:
            self.faults.append(f"{place} is not {expected}")
        return condition


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        checker = Checker(json.load(file))
    with open(sys.argv[2], encoding="utf-8") as file:
        manifests = list(yaml.safe_load_all(file))
    for manifest in manifests:
        checker.check(manifest, checker.types[checker.type_of(manifest)], manifest["kind"])
    print("\n".join(checker.faults) or f"{len(manifests)} manifest(s) without a fault")
    return 1 if checker.faults else 0


sys.exit(main())
