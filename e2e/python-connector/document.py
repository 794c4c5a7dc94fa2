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
        self.base = self._whole["servers"][0]["url"]
        security = {"security": self._whole["security"]}
        self._routes = [
            (method.upper(), re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.base + path)), security | operation)
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

    def input(self, operation: dict, places: dict[str, dict], body) -> dict:
        """All input of a call in one, defaults filled in; `places` are what stands in path, query and header."""
        declared = operation.get("parameters", [])
        named = {one["name"] for one in declared if one["in"] == "query"}
        issues = [(name, "is unknown") for name in places["query"] if name not in named]
        properties = {one["name"]: one["schema"] for one in declared}
        required = [one["name"] for one in declared if one.get("required")]
        parameters = {"type": "object", "properties": properties, "required": required}
        found = {one["name"]: places[one["in"]].get(one["name"]) for one in declared}
        given = {name: _number_in(properties[name], text) for name, text in found.items() if text is not None}
        content = operation.get("requestBody", {}).get("content")
        schema = self._resolved(content["application/json"]["schema"]) if content else NOTHING
        body = {} if body is None and not content else body
        issues += self._issues(parameters, given, "") + self._issues(schema, body, "")
        if issues:
            said = [{"path": path.lstrip("."), "message": message} for path, message in issues]
            raise Refusal("INPUT_INVALID", issues=said)
        return _defaults(parameters) | given | _defaults(schema) | body

    def _resolved(self, schema: dict) -> dict:
        return self._whole["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema

    def _issues(self, schema: dict, value, path: str) -> list[tuple[str, str]]:
        """As much of JSON Schema as the input of the document needs."""
        schema = self._resolved(schema)
        if "anyOf" in schema:
            return min((self._issues(one, value, path) for one in schema["anyOf"]), key=len)
        if "enum" in schema and value not in schema["enum"]:
            return [(path, f"is none of {', '.join(schema['enum'])}")]
        if not isinstance(value, TYPES[schema["type"]]) or isinstance(value, bool):
            return [(path, f"is not of the type {schema['type']}")]
        if not _fits(schema, value):
            return [(path, "does not fit")]
        inner = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else []
        names = schema.get("properties", {})
        issues = [(f"{path}.{name}", "is missing") for name in schema.get("required", []) if name not in value]
        for name, one in inner:
            at = schema.get("items") or names.get(name)
            issues += self._issues(at, one, f"{path}.{name}") if at else [(f"{path}.{name}", "is unknown")]
        return issues


NOTHING = {"type": "object", "properties": {}}
TYPES = {"string": str, "integer": int, "array": list, "object": dict, "null": type(None)}


def _number_in(schema: dict, value):
    """Parameters are texts, also where the schema says that they are numbers."""
    is_number = schema.get("type") == "integer" and isinstance(value, str) and re.fullmatch("-?[0-9]{1,15}", value)
    return int(value) if is_number else value


def _defaults(schema: dict) -> dict:
    return {name: one["default"] for name, one in schema["properties"].items() if "default" in one}


def _fits(schema: dict, value) -> bool:
    if isinstance(value, int):
        return schema.get("minimum", value) <= value <= schema.get("maximum", value)
    if value is None:
        return True
    if not isinstance(value, str):
        return len(value) <= schema.get("maxItems", len(value))
    is_long_enough = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
    is_like = "pattern" not in schema or _pattern(schema["pattern"]).search(value)
    return bool(is_long_enough and is_like) and FORMATS.get(schema.get("format"), is_unicode)(value)


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
    """A pattern of ECMA-262, as JSON Schema has it: Python knows no `\\p{…}`, and its `$` also matches before a newline."""
    ours = re.sub(r"\\p\{(\w+)\}", lambda category: _characters_of(category[1]), ecma)
    return re.compile(re.sub(r"\$$", r"\\Z", ours), re.ASCII)


@functools.cache
def _characters_of(category: str) -> str:
    every = (chr(point) for point in range(sys.maxunicode + 1))
    return "".join(re.escape(one) for one in every if unicodedata.category(one) == category)
