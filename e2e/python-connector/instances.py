"""Instances, their life and their log. The engine runs nothing: what is asked for is there at once.

All is kept in memory, under one lock: who holds it is alone, and refuses before anything is changed. A facility keeps it
in a database, and writes what stands here under one lock in one transaction.
"""

import secrets
import string
import time
from datetime import datetime, timedelta, timezone
from threading import Condition, Thread

from document import Refusal

KEYS_ARE_KEPT_FOR = 86_400
OVER = ("ended", "failed")
#: What the engine makes of each state that does not last.
NEXT = {"requested": "starting", "starting": "ready", "stopping": "stopped", "ending": "ended"}


class Instances:
    """`facility` is the name in which the connector speaks of what it saw itself."""

    def __init__(self, facility: str):
        self.lock = Condition()
        self._facility, self._all, self._answered, self._seq = facility, {}, {}, {}
        #: Everything that happened: to whom it is told, and the event. A cursor is `0.` and how many lie behind.
        self.log: list[tuple[str, dict]] = []
        #: Told of each change, under the lock.
        self.listeners: list = []
        Thread(target=self._run_engine, daemon=True).start()

    def create(self, person: str, key: str, body: dict, make) -> dict:
        """What `make()` makes, once for (person, key) within 24 h. When it refuses, no key is kept."""
        with self.lock:
            until, first_body, first = self._answered.get((person, key), (0, None, None))
            if until <= time.time():
                first = self._write(None, make(), "create")
                self._answered[person, key] = (time.time() + KEYS_ARE_KEPT_FOR, body, first)
            elif first_body != body:
                raise Refusal("IDEMPOTENCY_KEY_REUSED")
            return first

    def of(self, person: str) -> list[dict]:
        """Oldest first."""
        with self.lock:
            return [one for one in self._all.values() if one["owner"]["id"] == person]

    def find(self, person: str, instance: str) -> dict:
        """Whoever has no part in it learns nothing: unknown and foreign are refused alike."""
        with self.lock:
            found = self._all.get(instance)
        if not found or found["owner"]["id"] != person:
            raise Refusal("INSTANCE_NOT_FOUND")
        return found

    def change(self, person: str, instance: str, action: str, changes) -> dict:
        """`changes(instance)` are the fields that become others, or it refuses. Where none does, nothing happened."""
        with self.lock:
            before = self.find(person, instance)
            return self._write(before, before | changes(before), action)

    def _write(self, before: dict | None, after: dict, action: str, by: dict | None = None) -> dict:
        """Instances are never changed in place: who has read one may go on reading."""
        by = by or {"kind": "person", "name": after["owner"]["name"]}
        self._all[after["id"]] = after
        for interface in after["interfaces"]:
            if before and interface["state"] == "ready" and interface not in before["interfaces"]:
                self._tell(after, action, by, interface)
        if not before or any(before[name] != after[name] for name in ("state", "reason", "name", "endsAt")):
            self._tell(after, action, by, None)
        for listen in self.listeners:
            listen(after)
        self.lock.notify_all()
        return after

    def _tell(self, instance: dict, action: str, by: dict, interface: dict | None) -> None:
        seq = self._seq[instance["id"]] = self._seq.get(instance["id"], 0) + 1
        about = {"instance": instance["id"], "seq": seq, "at": now(), "action": action, "by": by, "about": None}
        now_is = {name: instance[name] for name in ("state", "reason", "endsAt")} | {"pictureAt": None}
        its = interface and {name: interface[name] for name in ("name", "state", "reason")}
        self.log.append((instance["owner"]["id"], about | now_is | {"interface": its}))

    def _run_engine(self) -> None:
        """Each state that does not last, a step further; each life that is over, to its end."""
        by = {"kind": "connector", "name": self._facility}
        while True:
            with self.lock:
                steps = [(one, _stepped(one)) for one in self._all.values()]
                for before, after in steps:
                    if after != before:
                        self._write(before, after, "observe", by)
                if all(before == after for before, after in steps):
                    self.lock.wait(1)


def _stepped(instance: dict) -> dict:
    state = instance["state"]
    if instance["endsAt"] <= now() and state not in ("ending", *OVER):
        return instance | {"state": "ending", "reason": {"code": "LIFETIME_OVER", "data": {}}}
    if state not in NEXT:
        return instance
    state = NEXT[state]
    interface_state = state if state in ("starting", "ready") else "waiting"
    interfaces = [one | {"state": interface_state} for one in instance["interfaces"]]
    ready_at = now() if state == "ready" else instance["readyAt"]
    return instance | {"state": state, "interfaces": interfaces, "readyAt": ready_at}


def now(seconds_more: float = 0) -> str:
    return as_text(datetime.now(timezone.utc) + timedelta(seconds=seconds_more))


def as_text(moment: datetime) -> str:
    """Of one length, so that texts compare as times do."""
    return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def mint(length: int) -> str:
    """A letter first: what is minted is also the name of a host."""
    letters = string.ascii_lowercase
    return secrets.choice(letters) + "".join(secrets.choice(letters + string.digits) for _ in range(length - 1))
