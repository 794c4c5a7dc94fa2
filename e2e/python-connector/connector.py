"""A connector in Python, of the standard library alone: the Common API over an engine that runs nothing.

    python3 connector.py CONFIGURATION OPENAPI-DOCUMENT

It shows that the document of the contract is enough to write one. It offers compute, and neither data nor sharing.
"""

import json
import secrets
import sys
import time
from datetime import datetime

from document import Document, Refusal
from door import Server
from instances import OVER, Instances, as_text, mint, now
from tokens import CLOCKS_DIFFER, Verifier

MOST_INSTANCES = 20
TICKET_SECONDS = 30
ENVIRONMENT = {
    **{"id": "nothing@1", "name": "Nothing", "version": "1", "description": "Runs nothing.", "digest": None},
    **{"software": [], "techniques": [], "archived": False, "unavailable": None},
    "interfaces": [{"name": "web", "kind": "web", "title": "Page"}],
}
LIFE = 14 * 86_400
FLAVOUR = {"id": "small", "cores": 1, "memoryBytes": 2**31, "gpus": 0, "diskBytes": None, "maxLifetimeSeconds": LIFE}
PLAN = {
    **{"id": "nothing-small", "environment": ENVIRONMENT["id"], "flavour": FLAVOUR, "network": "none"},
    **{"maxLifetimeSeconds": LIFE},
}


class Connector:
    """What each operation of the document does: the method of its name, with `_` for the dot."""

    def __init__(self, configuration: dict):
        self._facility, self._apps_url = configuration["facility"], configuration["appsUrl"]
        self._may_start = configuration["mayStart"]
        self._verifier = Verifier(configuration["portal"], configuration["publicUrl"])
        self._instances = Instances(self._facility["name"])
        self._people, self._burnt, self._ended_logins, self._tokens_from = {}, {}, set(), {}
        self._hosts, self._tickets = {}, {}

    def identify(self, authorizations: list[str], mutates: bool) -> dict:
        if not authorizations:
            return {"scope": None}
        if len(authorizations) > 1:
            raise Refusal("UNAUTHENTICATED")
        claims = self._verifier.verify(authorizations[0])
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
        limits = [self._limit(caller)]
        return {"person": person, "account": account, "rights": ["user"], "proposals": [], "limits": limits}

    def _limit(self, caller) -> dict:
        states = [one["state"] for one in self._instances.of(caller["id"]) if one["state"] not in OVER]
        held = sum(state in ("requested", "starting") for state in states)
        amount = {"max": MOST_INSTANCES, "used": len(states) - held, "held": held}
        return {"level": "person", "group": None, "resource": "instances", **amount}

    def environments_list(self, caller, asked):
        return {"environments": [ENVIRONMENT]}

    def flavours_list(self, caller, asked):
        return {"flavours": [FLAVOUR]}

    def plans_list(self, caller, asked):
        is_asked = asked.get("environment", PLAN["environment"]) == PLAN["environment"]
        why = self._why_not(caller)
        availability = {"is": "forbidden", "why": why} if why else {"is": "now", "startSeconds": 0}
        plans = [PLAN | {"availability": availability}] if is_asked else []
        return {"data": {"is": "elsewhere" if asked["data"] else "none"}, "coresLeft": None, "plans": plans}

    def _why_not(self, caller) -> dict | None:
        """Who may start the plan is the facility's own rule: here, whoever has one entitlement."""
        if self._may_start in caller.get("entitlements", []):
            return None
        return {"code": "RULE", "message": "This plan is for one group of people.", "until": None}

    def instances_create(self, caller, asked):
        key = asked.pop("idempotency-key")

        def make() -> dict:
            if asked["plan"] != PLAN["id"]:
                raise Refusal("PLAN_UNKNOWN", plan=asked["plan"])
            if why := self._why_not(caller):
                raise Refusal("PLAN_FORBIDDEN", plan=asked["plan"], why=why)
            if asked["data"]:
                raise Refusal("DATASET_NOT_FOUND")
            if asked.get("lifetimeSeconds", LIFE) > LIFE:
                raise Refusal("END_BEYOND_RULE", latest=now(LIFE))
            limit = self._limit(caller)
            if limit["used"] + limit["held"] >= limit["max"]:
                raise Refusal("INSTANCE_QUOTA_EXCEEDED", exceeded=[limit | {"asked": 1}])
            return self._new(caller, asked)

        return self._instances.create(caller["id"], key, asked, make)

    def _new(self, caller, asked) -> dict:
        life = asked.get("lifetimeSeconds", LIFE)
        what = {"id": mint(16), "name": asked["name"], "plan": PLAN["id"], "network": PLAN["network"], "data": []}
        environment = {name: ENVIRONMENT[name] for name in ("id", "name", "version")}
        size = {"flavour": FLAVOUR["id"], "cores": FLAVOUR["cores"], "memoryBytes": FLAVOUR["memoryBytes"]}
        interfaces = [one | {"state": "waiting", "reason": None} for one in ENVIRONMENT["interfaces"]]
        whose = {"owner": {"id": caller["id"], "name": caller["name"]}, "role": "owner"}
        times = {"createdAt": now(), "startedAt": now(), "readyAt": None, "endsAt": now(life)}
        unseen = {"connections": 0, "lastInputAt": None, "pictureAt": None, "estimate": None, "extendableTo": now(LIFE)}
        rest = {"state": "requested", "reason": None, "warnSeconds": min(2 * 86_400, life // 4)}
        return {**what, **size, "environment": environment, "interfaces": interfaces, **whose, **times, **unseen, **rest}

    def _shown(self, instance: dict) -> dict:
        is_over = instance["state"] in ("ending", *OVER)
        return instance | {"extendableTo": None if is_over else max(instance["endsAt"], now(LIFE))}

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
        known = ["requested", "starting", "ready", "stopping", "stopped"]
        return self._changed(caller, asked, "stop", lambda one: {} if "stop" in one["state"] else stopping, known)

    def instances_delete(self, caller, asked):
        ending = {"state": "ending", "reason": None}
        return self._changed(caller, asked, "end", lambda one: {} if one["state"] in ("ending", *OVER) else ending)

    def instances_extend(self, caller, asked):
        ends_at = as_text(datetime.fromisoformat(asked["endsAt"]))

        def extended(instance: dict) -> dict:
            latest = self._shown(instance)["extendableTo"]
            if ends_at > latest:
                raise Refusal("END_BEYOND_RULE", latest=latest)
            if ends_at <= now():
                raise Refusal("INPUT_INVALID", issues=[{"path": "endsAt", "message": "is in the past"}])
            return {"endsAt": ends_at}

        states = ["requested", "starting", "ready", "stopping", "stopped"]
        return self._changed(caller, asked, "extend", extended, states)

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
        """Nobody redeems it: there is no gateway before this connector."""
        instance = self._instances.find(caller["id"], asked["instance"])
        interface = next((one for one in instance["interfaces"] if one["name"] == asked["interface"]), None)
        if not interface:
            raise Refusal("INTERFACE_UNKNOWN", interface=asked["interface"])
        if instance["state"] != "ready" or interface["state"] != "ready":
            raise Refusal("INTERFACE_NOT_READY")
        host = self._hosts.setdefault((instance["id"], interface["name"]), mint(26))
        scheme, _, domain = self._apps_url.partition("://")
        expires_at = now(min(TICKET_SECONDS, caller["login_exp"] - time.time()))
        ticket = {"address": f"{scheme}://{host}.{domain}/.atrium/ticket", "ticket": secrets.token_urlsafe(32)}
        return ticket | {"expiresAt": expires_at}

    def access_endLogin(self, caller, asked):
        self._ended_logins.add(asked["login"])
        return {"ended": 0}

    def access_endPerson(self, caller, asked):
        self._tokens_from[asked["idp"], asked["sub"]] = time.time()
        return {"ended": 0}

    def access_logins(self, caller, asked):
        return {"logins": []}

    def events_list(self, caller, asked):
        found = self._events(caller, asked, place_of(asked.get("since", "0.0")))
        page = found[: asked["limit"]]
        next_one = f"0.{page[-1][0]}" if len(found) > len(page) else None
        return {"events": [event for _, event in page], "next": next_one}

    def _events(self, caller, asked, place: int) -> list[tuple[int, dict]]:
        """Those behind a place in the log, each with its own place."""
        if "instance" in asked:
            self._instances.find(caller["id"], asked["instance"])
        numbered = enumerate(self._instances.log[place:], start=place + 1)
        mine = [(at, event) for at, (person, event) in numbered if person == caller["id"]]
        return [one for one in mine if asked.get("instance", one[1]["instance"]) == one[1]["instance"]]

    def events_stream(self, caller, asked):
        """Looks and waits under one lock, so that nothing falls between. Refuses at once, not when it is first read."""
        since = asked.get("last-event-id", asked.get("since"))
        place = place_of(since) if since else len(self._instances.log)
        self._events(caller, asked, place)
        return self._follow(caller, asked, place)

    def _follow(self, caller, asked, place: int):
        while True:
            with self._instances.lock:
                events = self._events(caller, asked, place)
                place = max(place, len(self._instances.log))
                left = caller["exp"] - time.time()
                is_over = caller["sid"] in self._ended_logins
                if not events and left > 0 and not is_over:
                    self._instances.lock.wait(min(1, left))
            yield "".join(f"event: message\nid: 0.{at}\ndata: {json.dumps(event)}\n\n" for at, event in events)
            if left <= 0 or is_over:
                code = "LOGIN_OVER" if is_over else "TOKEN_RENEW"
                yield f'event: done\ndata: {{"code": "{code}"}}\n\n'
                return


def place_of(cursor: str) -> int:
    return int(cursor.partition(".")[2])


def main(configuration_file: str, document_file: str) -> None:
    with open(configuration_file, encoding="utf-8") as file:
        configuration = json.load(file)
    connector = Connector(configuration)
    server = Server(("127.0.0.1", configuration["port"]), Document(document_file), connector)
    print(f"The connector is at http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
