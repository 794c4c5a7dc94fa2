"""A connector in Python, of the standard library alone: the Common API over an engine that runs nothing.

    python3 connector.py CONFIGURATION OPENAPI-DOCUMENT GATEWAY-DOCUMENT

It shows that the documents of the contract are enough to write one. It offers compute, and neither data nor sharing.
"""

import json
import signal
import sys
import time
from datetime import datetime

from document import Document, Refusal
from door import Server
from grants import Grants
from instances import OVER, Instances, as_text, mint, now
from page import serve_page
from tokens import CLOCKS_DIFFER, Verifier

#: In these it has not come to its end, nor is about to.
LIVE = ["requested", "starting", "ready", "stopping", "stopped"]


class Connector:
    """What each operation of the document does: the method of its name, with `_` for the dot."""

    def __init__(self, configuration: dict):
        self._configuration = configuration
        self._facility, self._environment = configuration["facility"], configuration["environment"]
        self._plan, self._longest_life = configuration["plan"], configuration["plan"]["maxLifetimeSeconds"]
        self._verifier = Verifier(configuration["portal"], configuration["publicUrl"])
        self._instances = Instances(self._facility["name"])
        self.grants = Grants(self._instances, configuration, configuration["socket"] or serve_page())
        self._people, self._burnt, self._ended_logins, self._tokens_from = {}, {}, set(), {}

    def identify(self, authorizations: list[str], mutates: bool) -> dict:
        """Who calls; nobody has no scope."""
        if not authorizations:
            return {"scope": None}
        claims = self._verifier.verify(authorizations)
        with self._instances.lock:
            if mutates:
                self._burn(claims["jti"], claims["exp"] + CLOCKS_DIFFER)
            return claims if claims["scope"] == "machine" else self._known(claims)

    def _burn(self, jti: str, until: float) -> None:
        self._burnt = {one: its for one, its in self._burnt.items() if its > time.time()}
        if jti in self._burnt:
            raise Refusal("TOKEN_REPLAYED")
        self._burnt[jti] = until

    def _known(self, claims: dict) -> dict:
        """A person has an id of our own from the first call on. Tokens from before an end count no more."""
        who = (claims["idp"], claims["sub"])
        if claims["sid"] in self._ended_logins or claims["iat"] < self._tokens_from.get(who, 0):
            raise Refusal("UNAUTHENTICATED")
        return claims | {"id": self._people.setdefault(who, mint(16)), "name": claims.get("name") or claims["sub"]}

    def not_offered(self, caller, asked):
        """Every operation that is no method here. Of an instance of others it says no more than any other does."""
        if instance := asked.get("id") or asked.get("instance"):
            self._instances.find(caller["id"], instance)
        raise Refusal("NOT_OFFERED")

    def facility_get(self, caller, asked):
        offered = {"compute": True, "catalogue": False, "storage": False, "publish": False}
        health = {"status": "ok", "problems": []}
        return self._facility | {"version": "1", "capabilities": offered, "announcements": [], "health": health}

    def me_get(self, caller, asked):
        person = {"id": caller["id"], "name": caller["name"]}
        account = {"name": f"u-{caller['id']}", "provedBy": "everybody"}
        return {"person": person, "account": account, "rights": ["user"], "proposals": [], "limits": []}

    def environments_list(self, caller, asked):
        return {"environments": [self._environment]}

    def flavours_list(self, caller, asked):
        return {"flavours": [self._plan["flavour"]]}

    def plans_list(self, caller, asked):
        why = self._why_not(caller)
        availability = {"is": "forbidden", "why": why} if why else {"is": "now", "startSeconds": 0}
        is_asked = asked.get("environment", self._plan["environment"]) == self._plan["environment"]
        plans = [self._plan | {"availability": availability}] if is_asked else []
        return {"data": {"is": "elsewhere" if asked["data"] else "none"}, "coresLeft": None, "plans": plans}

    def _why_not(self, caller) -> dict | None:
        """Who may start the plan is the facility's own rule: here, whoever has one entitlement, or everybody."""
        if self._configuration["mayStart"] in (None, *caller.get("entitlements", [])):
            return None
        return {"code": "RULE", "message": "This plan is for one group of people.", "until": None}

    def instances_create(self, caller, asked):
        key, life = asked.pop("idempotency-key"), asked.get("lifetimeSeconds", self._longest_life)

        def make() -> dict:
            if asked["plan"] != self._plan["id"]:
                raise Refusal("PLAN_UNKNOWN", plan=asked["plan"])
            if why := self._why_not(caller):
                raise Refusal("PLAN_FORBIDDEN", plan=asked["plan"], why=why)
            if asked["data"]:
                raise Refusal("DATASET_NOT_FOUND")
            if life > self._longest_life:
                raise Refusal("END_BEYOND_RULE", latest=now(self._longest_life))
            return self._new(caller, asked["name"], life)

        return self._instances.create(caller["id"], key, asked, make)

    def _new(self, caller, name: str, life: int) -> dict:
        flavour, environment = self._plan["flavour"], self._environment
        return {
            **{"id": mint(16), "name": name, "plan": self._plan["id"], "network": self._plan["network"], "data": []},
            "environment": {name: environment[name] for name in ("id", "name", "version")},
            **{"flavour": flavour["id"], "cores": flavour["cores"], "memoryBytes": flavour["memoryBytes"]},
            "interfaces": [one | {"state": "waiting", "reason": None} for one in environment["interfaces"]],
            **{"owner": {"id": caller["id"], "name": caller["name"]}, "role": "owner"},
            **{"state": "requested", "reason": None, "warnSeconds": min(2 * 86_400, life // 4)},
            **{"createdAt": now(), "startedAt": now(), "readyAt": None, "endsAt": now(life)},
            **{"extendableTo": now(self._longest_life), "estimate": None},
            **{"connections": 0, "lastInputAt": None, "pictureAt": None},
        }

    def _shown(self, instance: dict) -> dict:
        is_live = instance["state"] in LIVE
        return instance | {"extendableTo": max(instance["endsAt"], now(self._longest_life)) if is_live else None}

    def instances_list(self, caller, asked):
        """A cursor is how many were made before the last one of the page."""
        mine = list(enumerate(self._instances.of(caller["id"])))[: int(asked.get("after", 2**53))]
        left = [one for one in reversed(mine) if asked["over"] == "include" or one[1]["state"] not in OVER]
        page, more = left[: asked["limit"]], left[asked["limit"] :]
        return {"instances": [self._shown(one) for _, one in page], "next": str(page[-1][0]) if more else None}

    def instances_get(self, caller, asked):
        return self._shown(self._instances.find(caller["id"], asked["id"]))

    def instances_rename(self, caller, asked):
        return self._changed(caller, asked, "rename", lambda _: {"name": asked["name"]})

    def instances_start(self, caller, asked):
        anew = {"state": "requested", "reason": None, "startedAt": now(), "readyAt": None}
        return self._changed(caller, asked, "start", lambda _: anew, ["stopped"])

    def instances_stop(self, caller, asked):
        stopping = {"state": "stopping", "reason": {"code": "STOPPED_BY_OWNER", "data": {}}}
        return self._changed(caller, asked, "stop", lambda one: {} if "stop" in one["state"] else stopping, LIVE)

    def instances_delete(self, caller, asked):
        ending = {"state": "ending", "reason": None}
        return self._changed(caller, asked, "end", lambda one: ending if one["state"] in LIVE else {})

    def instances_extend(self, caller, asked):
        ends_at = as_text(datetime.fromisoformat(asked["endsAt"]))

        def extended(instance: dict) -> dict:
            latest = self._shown(instance)["extendableTo"]
            if ends_at > latest:
                raise Refusal("END_BEYOND_RULE", latest=latest)
            if ends_at <= now():
                raise Refusal("INPUT_INVALID", issues=[{"path": "endsAt", "message": "is in the past"}])
            return {"endsAt": ends_at}

        return self._changed(caller, asked, "extend", extended, LIVE)

    def _changed(self, caller, asked, action: str, changes, states=None):
        def checked(instance: dict) -> dict:
            if states and instance["state"] not in states:
                raise Refusal("STATE_FORBIDS", state=instance["state"], action=action)
            return changes(instance)

        return self._shown(self._instances.change(caller["id"], asked["id"], action, checked))

    def instances_log(self, caller, asked):
        self._instances.find(caller["id"], asked["id"])
        return {"lines": [], "truncated": False}

    def instances_picture(self, caller, asked):
        self._instances.find(caller["id"], asked["id"])
        raise Refusal("PICTURE_NOT_FOUND")

    def access_ticket(self, caller, asked):
        instance = self._instances.find(caller["id"], asked["instance"])
        interface = next((one for one in instance["interfaces"] if one["name"] == asked["interface"]), None)
        if not interface:
            raise Refusal("INTERFACE_UNKNOWN", interface=asked["interface"])
        if instance["state"] != "ready" or interface["state"] != "ready":
            raise Refusal("INTERFACE_NOT_READY")
        return self.grants.mint_ticket(caller, asked, interface)

    def access_endLogin(self, caller, asked):
        self._ended_logins.add(asked["login"])
        return {"ended": self.grants.end(lambda one: one["login"] == asked["login"])}

    def access_endPerson(self, caller, asked):
        who = (asked["idp"], asked["sub"])
        self._tokens_from[who] = time.time()
        return {"ended": self.grants.end(lambda one: one["person"]["id"] == self._people.get(who))}

    def access_logins(self, caller, asked):
        return {"logins": self.grants.used_since(asked["since"])}

    def events_list(self, caller, asked):
        found = self._events(caller, asked, _place_of(asked.get("since", "0.0")))
        page = found[: asked["limit"]]
        return {"events": [event for _, event in page], "next": f"0.{page[-1][0]}" if len(found) > len(page) else None}

    def _events(self, caller, asked, place: int) -> list[tuple[int, dict]]:
        """Those behind a place in the log, each with its own place."""
        if "instance" in asked:
            self._instances.find(caller["id"], asked["instance"])
        numbered = enumerate(self._instances.log[place:], start=place + 1)
        mine = [(at, event) for at, (person, event) in numbered if person == caller["id"]]
        return [one for one in mine if asked.get("instance", one[1]["instance"]) == one[1]["instance"]]

    def events_stream(self, caller, asked):
        """Refuses at once, not when it is first read."""
        since = asked.get("last-event-id", asked.get("since"))
        place = _place_of(since) if since else len(self._instances.log)
        self._events(caller, asked, place)
        return self._follow(caller, asked, place)

    def _follow(self, caller, asked, place: int):
        """Looks and waits under one lock, so that nothing falls between."""
        code = None
        while not code:
            with self._instances.lock:
                events = self._events(caller, asked, place)
                place = max(place, len(self._instances.log))
                left = caller["exp"] - time.time()
                code = "LOGIN_OVER" if caller["sid"] in self._ended_logins else "TOKEN_RENEW" if left <= 0 else None
                if not events and not code:
                    self._instances.lock.wait(min(1, left))
            yield "".join(f"event: message\nid: 0.{at}\ndata: {json.dumps(event)}\n\n" for at, event in events)
        yield f"event: done\ndata: {json.dumps({'code': code})}\n\n"


def _place_of(cursor: str) -> int:
    return int(cursor.partition(".")[2])


def main(configuration_file: str, document_file: str, gateway_document_file: str) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with open(configuration_file, encoding="utf-8") as file:
        configuration = json.load(file)
    connector = Connector(configuration)
    apis = [(Document(document_file), connector), (Document(gateway_document_file), connector.grants)]
    server = Server(("127.0.0.1", configuration["port"]), apis)
    print(f"The connector is at http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
