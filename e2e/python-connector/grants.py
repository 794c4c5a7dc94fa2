"""Tickets, grants, and what gateways are told: all that our gateway asks of the connector behind it."""

import hashlib
import hmac
import json
import secrets
import time

from document import Refusal
from instances import OVER, Instances, mint, now

TICKET_SECONDS = 30
FOLLOWING_EVERY = 5
#: Where the interface answers which is not there.
NOWHERE = "/nonexistent"


class Grants:
    """The operations of the gateway's document are the methods of their names. `socket` is where every interface
    answers: the engine runs nothing, and one page, or what the configuration names, stands for all."""

    def __init__(self, instances: Instances, configuration: dict, socket: str):
        self._instances, self._socket = instances, socket
        self._facility = {name: configuration["facility"][name] for name in ("id", "name", "accent")}
        self._scheme, _, self._domain = configuration["appsUrl"].partition("://")
        self._key = configuration["connectorKey"]
        self._hosts, self._tickets, self._grants, self._log = {}, {}, {}, []
        instances.listeners.append(self._on_change)

    def identify(self, authorizations: list[str], mutates: bool) -> dict:
        if not hmac.compare_digest("\n".join(authorizations).encode(), f"Bearer {self._key}".encode()):
            raise Refusal("UNAUTHENTICATED")
        return {"scope": "gateway"}

    def mint_ticket(self, caller: dict, asked: dict, interface: dict) -> dict:
        """A new one voids the unused one before it. Only its hash is kept."""
        with self._instances.lock:
            place = (asked["instance"], interface["name"])
            host = self._hosts.setdefault(place, f"{mint(26)}.{self._domain}")
            self._void(lambda one: (one["host"], one["person"]["id"]) == (host, caller["id"]))
            ticket, left = secrets.token_urlsafe(32), caller["login_exp"] - time.time()
            person = {"id": caller["id"], "name": caller["name"]}
            self._tickets[_hash(ticket)] = {
                **{"host": host, "person": person, "login": caller["sid"], "until": now(min(TICKET_SECONDS, left))},
                **{"instance": asked["instance"], "endsAt": now(left), "interface": interface},
                **{name: asked[name] for name in ("language", "colourScheme")},
            }
        address = f"{self._scheme}://{host}/.atrium/ticket"
        return {"address": address, "ticket": ticket, "expiresAt": self._tickets[_hash(ticket)]["until"]}

    def redeem(self, caller, asked):
        """Burnt, whatever comes of it."""
        with self._instances.lock:
            ticket = self._tickets.pop(_hash(asked["ticket"]), None)
            if not ticket or ticket["host"] != asked["host"] or ticket["until"] <= now():
                raise Refusal("TICKET_REFUSED")
            begun = {"id": mint(16), "cookieHash": asked["cookieHash"], "connections": 0, "lastInputAt": None}
            grant = self._grants[begun["id"]] = ticket | begun
            return self._shown(grant)

    def recall(self, caller, asked):
        with self._instances.lock:
            for grant in filter(self._is_live, self._grants.values()):
                if all(grant[name] == asked[name] for name in ("host", "cookieHash")):
                    return self._shown(grant)
        raise Refusal("ACCESS_ENDED")

    def report(self, caller, asked):
        """What gateways say of grants is shown with the instance."""
        with self._instances.lock:
            for said in asked["grants"]:
                grant = self._grants.get(said["id"])
                if grant and self._is_live(grant):
                    grant |= {name: said[name] for name in ("connections", "lastInputAt") if said[name] is not None}
                    self._note(grant["person"]["id"], grant["instance"])
            over = [said["id"] for said in asked["grants"] if not self._is_live(self._grants.get(said["id"]))]
            return {"over": over}

    def _note(self, person: str, instance: str) -> None:
        its = [one for one in self._grants.values() if one["instance"] == instance]
        inputs = [one["lastInputAt"] for one in its if one["lastInputAt"]]
        seen = {"connections": sum(one["connections"] for one in its), "lastInputAt": max(inputs, default=None)}
        self._instances.change(person, instance, "notice", lambda _: seen)

    def control(self, caller, asked):
        """Nothing is shared here: the owner has keyboard and pointer, and nobody to pass them to."""
        if not self._is_live(self._grants.get(asked["id"])):
            raise Refusal("ACCESS_ENDED")
        if asked["act"] == "pass":
            raise Refusal("MEMBER_NOT_FOUND")
        return {}

    def changes(self, caller, asked):
        seen = asked.get("last-event-id")
        return self._follow(int(seen.partition(".")[2]) if seen else len(self._log))

    def _follow(self, place: int):
        said = float("-inf")
        while True:
            text = ""
            if time.monotonic() - said > FOLLOWING_EVERY:
                text, said = _event({"kind": "following"}), time.monotonic()
            with self._instances.lock:
                text += "".join(_event(one, at) for at, one in enumerate(self._log[place:], start=place + 1))
                place = len(self._log)
                if not text:
                    self._instances.lock.wait(1)
            yield text

    def used_since(self, since: str) -> list[dict]:
        used: dict[str, str] = {}
        with self._instances.lock:
            for one in self._grants.values():
                if one["lastInputAt"] and one["lastInputAt"] >= since:
                    used[one["login"]] = max(one["lastInputAt"], used.get(one["login"], ""))
        return [{"login": login, "lastInputAt": at} for login, at in used.items()]

    def end(self, is_over, reason: str = "LOGIN_OVER") -> int:
        """What is over for a reason; tickets to it are void. How many grants that were."""
        with self._instances.lock:
            over = [one for one in self._grants.values() if is_over(one)]
            for one in over:
                del self._grants[one["id"]]
                self._log.append({"kind": "ended", "id": one["id"], "reason": reason})
            self._void(is_over)
            self._instances.lock.notify_all()
            return len(over)

    def _void(self, is_over) -> None:
        self._tickets = {key: one for key, one in self._tickets.items() if not is_over(one) and one["until"] > now()}

    def _on_change(self, instance: dict) -> None:
        if instance["state"] in OVER:
            self.end(lambda one: one["instance"] == instance["id"], "INSTANCE_OVER")
        mine = [one for one in self._grants.values() if one["instance"] == instance["id"]]
        self._log.extend({"kind": "changed", "grant": self._shown(one)} for one in mine)

    def _is_live(self, grant: dict | None) -> bool:
        return grant is not None and grant["endsAt"] > now()

    def _shown(self, grant: dict) -> dict:
        instance = self._instances.find(grant["person"]["id"], grant["instance"])
        state = next(one["state"] for one in instance["interfaces"] if one["name"] == grant["interface"]["name"])
        is_ready = instance["state"] == "ready" and state == "ready"
        owner = {"role": "owner", "isHere": instance["connections"] > 0, "hasControl": False}
        same = ("id", "host", "cookieHash", "person", "login", "endsAt", "language", "colourScheme")
        return {
            **{name: grant[name] for name in same},
            "instance": {name: instance[name] for name in ("id", "name", "state", "endsAt", "warnSeconds")},
            "facility": self._facility,
            "interface": {name: grant["interface"][name] for name in ("name", "kind", "title")},
            **{"role": "owner", "drives": True, "people": [grant["person"] | owner]},
            **{"ready": is_ready, "reach": {"socket": self._socket if is_ready else NOWHERE}},
            **{"secret": None, "viewSecret": None},
        }

    def not_offered(self, caller, asked):
        """A picture: no desktop is here."""
        raise Refusal("INSTANCE_NOT_FOUND")


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


def _event(change: dict, at: int | None = None) -> str:
    return f"event: message\n{f'id: 0.{at}' if at else ':'}\ndata: {json.dumps(change)}\n\n"
