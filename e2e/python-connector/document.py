"""The OpenAPI document of the Common API, read by a program: its addresses, its refusals, and what fits its schemas."""

import functools
import json
import re
import sys
import unicodedata
from datetime import datetime


class Refusal(Exception):
    """One error of the catalogue; `data` has the shape that the catalogue gives."""

    def __init__(self, code: str, **data):
        super().__init__(code)
        self.code, self.data = code, data


class Document:
    def __init__(self, path: str):
        with open(path, encoding="utf-8") as file:
            self._whole = json.load(file)
        self._routes = [
            (method.upper(), re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", f"/v1{path}")), operation)
            for path, methods in self._whole["paths"].items()
            for method, operation in methods.items()
        ]

    def find(self, method: str, path: str) -> tuple[dict, dict]:
        """The operation at an address, and the parameters that stand in the address."""
        for known, pattern, operation in self._routes:
            if known == method and (match := pattern.fullmatch(path)):
                return operation, match.groupdict()
        raise Refusal("ROUTE_NOT_FOUND")

    def error(self, refusal: Refusal, trace_id: str) -> tuple[int, dict]:
        """Status and body of a refusal."""
        entry = self._whole["x-error-codes"][refusal.code]
        body = {"code": refusal.code, "message": entry["message"], "hint": entry["hint"], "traceId": trace_id}
        return entry["status"], body | ({"data": refusal.data} if "data" in entry else {})

    def input(self, operation: dict, parameters: dict[str, dict], body) -> dict:
        """All input of a call in one, defaults filled in; `parameters` by where they stand: path, query, header."""
        issues, values = [], {}
        known = {(one["in"], one["name"]): one for one in operation.get("parameters", [])}
        given = {(place, name): value for place, them in parameters.items() for name, value in them.items()}
        for (place, name), parameter in known.items():
            schema = parameter["schema"]
            if (place, name) in given:
                text = given[place, name]
                is_number = schema.get("type") == "integer" and re.fullmatch(r"-?[0-9]{1,15}", text)
                values[name] = int(text) if is_number else text
                issues += self._issues(schema, values[name], name)
            elif "default" in schema:
                values[name] = schema["default"]
            elif parameter.get("required"):
                issues.append((name, "is missing"))
        issues += [(name, "is unknown") for place, name in given if place == "query" and (place, name) not in known]
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        if schema:
            issues += self._issues(schema, body, "")
        elif body not in (None, {}):
            issues.append(("", "has no body"))
        if issues:
            raise Refusal("INPUT_INVALID", issues=[{"path": path, "message": said} for path, said in issues])
        return values | (self._with_defaults(schema, body) if schema else {})

    def _with_defaults(self, schema: dict, body: dict) -> dict:
        properties = self._resolved(schema)["properties"].items()
        return {name: one["default"] for name, one in properties if "default" in one} | body

    def _resolved(self, schema: dict) -> dict:
        return self._whole["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema

    def _issues(self, schema: dict, value, path: str) -> list[tuple[str, str]]:
        """As much of JSON Schema as the input of the document needs."""
        schema = self._resolved(schema)
        if "enum" in schema and value not in schema["enum"]:
            return [(path, f"is none of {', '.join(schema['enum'])}")]
        if not isinstance(value, TYPES[schema["type"]]) or isinstance(value, bool):
            return [(path, f"is not of the type {schema['type']}")]
        if isinstance(value, str):
            return [(path, "does not fit")] if not _fits(schema, value) else []
        if isinstance(value, int):
            is_within = schema.get("minimum", value) <= value <= schema.get("maximum", value)
            return [(path, "is out of range")] if not is_within else []
        if isinstance(value, list):
            too_many = [(path, "has too many items")] if len(value) > schema.get("maxItems", len(value)) else []
            return too_many + [i for at, one in enumerate(value) for i in self._issues(schema["items"], one, f"{path}.{at}")]
        at = f"{path}." if path else ""
        properties = schema["properties"]
        missing = [(at + name, "is missing") for name in schema.get("required", []) if name not in value]
        unknown = [(at + name, "is unknown") for name in value if name not in properties]
        known = [name for name in value if name in properties]
        return missing + unknown + [i for name in known for i in self._issues(properties[name], value[name], at + name)]


TYPES = {"string": str, "integer": int, "array": list, "object": dict}


def _fits(schema: dict, text: str) -> bool:
    is_long_enough = schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text))
    is_like = "pattern" not in schema or _pattern(schema["pattern"]).search(text)
    return bool(is_long_enough and is_like) and FORMATS.get(schema.get("format"), is_unicode)(text)


def is_unicode(text: str) -> bool:
    return not re.search("[\ud800-\udfff]", text)


def is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z", text, re.ASCII))


def is_address(text: str) -> bool:
    return bool(re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+", text, re.ASCII | re.IGNORECASE))


FORMATS = {"date-time": is_time, "uri": is_address}


@functools.cache
def _pattern(ecma: str) -> re.Pattern:
    """A pattern of ECMA-262, as JSON Schema has it: Python knows no `\\p{…}`, and its `$` also matches before a last newline."""
    ours = re.sub(r"\\p\{(\w+)\}", lambda category: _characters_of(category[1]), ecma)
    return re.compile(re.sub(r"\$$", r"\\Z", ours), re.ASCII)


@functools.cache
def _characters_of(category: str) -> str:
    every = (chr(point) for point in range(sys.maxunicode + 1))
    return "".join(re.escape(one) for one in every if unicodedata.category(one) == category)
