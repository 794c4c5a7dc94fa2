"""Who calls: the portal's access tokens, verified as the Common API asks, at every call."""

import base64
import json
import re
import time
import urllib.request
from threading import Lock

import es256
from document import Refusal

CLOCKS_DIFFER = 30
LONGEST_LIFE = 300
KEYS_ARE_FRESH_FOR = 300
ASK_AGAIN_AFTER = 10
LONGEST_KEY_SET = 64 * 1024


class NotGood(ValueError):
    """Why a token is refused: for the log alone."""


class Verifier:
    """`trust` has `issuer`, `keysUrl` and `identityProviders`; `audience` is what this connector is called in tokens."""

    def __init__(self, trust: dict, audience: str):
        self._trust, self._audience = trust, audience
        self._keys = Keys(trust["keysUrl"])

    def verify(self, authorizations: list[str]) -> dict:
        """The claims of a good token, of which there is one."""
        try:
            _demand(len(authorizations) == 1, "more than one")
            return self._claims_of(authorizations[0])
        except (ValueError, RecursionError) as why:
            raise Refusal("UNAUTHENTICATED") from why

    def _claims_of(self, authorization: str) -> dict:
        match = re.fullmatch(r"Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)", authorization, re.ASCII)
        _demand(match, "it is no bearer token")
        header = _decoded(match[1])
        _demand(header.get("alg") == "ES256", "of another algorithm")
        _demand(header.keys() == {"alg", "typ", "kid"}, "its header has more or less than it must")
        _demand(header["typ"] == "at+jwt" and isinstance(header["kid"], str), "of another type")
        key, signed = self._keys.find(header["kid"]), f"{match[1]}.{match[2]}".encode()
        _demand(es256.verify(key, signed, _bytes_of(match[3])), "its signature is not the portal's")
        claims = _decoded(match[2])
        self._check(claims, time.time())
        return claims

    def _check(self, claims: dict, now: float) -> None:
        _demand(claims.get("iss") == self._trust["issuer"], "of another issuer")
        _demand(claims.get("aud") == self._audience, "for somebody else")
        begins, ends, not_before = claims.get("iat"), claims.get("exp"), claims.get("nbf", 0)
        _demand(all(_is_number(one) for one in (begins, ends, not_before)), "without its times")
        _demand(0 < ends - begins <= LONGEST_LIFE, "of a wrong length of life")
        _demand(max(begins, not_before) - CLOCKS_DIFFER <= now < ends + CLOCKS_DIFFER, "not good now")
        _demand(_is_text(claims.get("jti"), 22, 128) and _is_text(claims.get("sub"), 1, 255), "without jti or subject")
        _demand(_is_text(claims.get("client_id"), 1, 255), "without a client")
        if claims.get("scope") == "machine":
            _demand(claims["sub"] == claims["client_id"], "of a machine that is another")
            _demand(not claims.keys() & {"idp", "sid", "name"}, "of a machine that carries a person")
        else:
            _demand(claims.get("scope") == "person", "of an unknown scope")
            _demand(claims.get("idp") in self._trust["identityProviders"], "of somebody else’s provider")
            _demand(_is_text(claims.get("sid"), 1, 128) and _is_number(claims.get("login_exp")), "without a login")
            _demand(all(_is_text(claims.get(name, ""), 0, 200) for name in ("name", "org")), "with a name that is none")
            facts = (claims.get(name, []) for name in ("entitlements", "affiliation", "assurance"))
            _demand(all(map(_is_list, facts)), "with facts that are no list")


class Keys:
    """The keys that the portal publishes. While it does not answer, the last ones count on."""

    def __init__(self, url: str):
        self._url, self._keys, self._asked, self._lock = url, {}, float("-inf"), Lock()

    def find(self, kid: str) -> tuple[int, int]:
        with self._lock:
            known_for = time.monotonic() - self._asked
            if known_for > (KEYS_ARE_FRESH_FOR if kid in self._keys else ASK_AGAIN_AFTER if self._keys else 0):
                self._ask()
            _demand(kid in self._keys, "of an unknown key")
            return self._keys[kid]

    def _ask(self) -> None:
        self._asked = time.monotonic()
        try:
            with OPENER.open(self._url, timeout=3) as answer:
                text = answer.read(LONGEST_KEY_SET + 1)
            published = json.loads(text)["keys"]
            self._keys = {one["kid"]: _point_of(one) for one in published if one.get("crv") == "P-256" and "kid" in one}
        except (OSError, ValueError, KeyError):
            if not self._keys:
                raise


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(_NoRedirects)


def _point_of(key: dict) -> tuple[int, int]:
    x, y = (int.from_bytes(_bytes_of(key[name])) for name in "xy")
    _demand(es256.is_on_curve(x, y), "a key that is not on the curve")
    return x, y


def _decoded(part: str) -> dict:
    """An object without a member that stands twice: two readers may each take another of them."""
    value = json.loads(_bytes_of(part).decode(), object_pairs_hook=_object_of)
    _demand(isinstance(value, dict), "it is no object")
    return value


def _object_of(members: list[tuple]) -> dict:
    whole = dict(members)
    _demand(len(whole) == len(members), "a member stands twice")
    return whole


def _bytes_of(base64url: str) -> bytes:
    return base64.b64decode(base64url + "=" * (-len(base64url) % 4), altchars=b"-_", validate=True)


def _demand(holds, otherwise: str) -> None:
    if not holds:
        raise NotGood(otherwise)


def _is_text(value, least: int, most: int) -> bool:
    return isinstance(value, str) and least <= len(value) <= most


def _is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_list(value) -> bool:
    return isinstance(value, list) and len(value) <= 500 and all(_is_text(one, 0, 1024) for one in value)
