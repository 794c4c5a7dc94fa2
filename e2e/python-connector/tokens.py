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


class NotGood(Exception):
    """Why a token is refused: for the log alone."""


class Verifier:
    """`trust` is the configuration: `issuer`, `keysUrl`, `identityProviders`; `audience` is what this connector is called."""

    def __init__(self, trust: dict, audience: str):
        self._trust, self._audience = trust, audience
        self._keys = Keys(trust["keysUrl"])

    def verify(self, authorization: str) -> dict:
        """The claims of a good token."""
        try:
            return self._claims_of(authorization)
        except NotGood as why:
            raise Refusal("UNAUTHENTICATED") from why

    def _claims_of(self, authorization: str) -> dict:
        match = re.fullmatch(r"Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)", authorization, re.ASCII)
        _demand(match, "it is no bearer token")
        header, claims = _decoded(match[1]), _decoded(match[2])
        _demand(header.get("alg") == "ES256", "of another algorithm")
        _demand(header.keys() == {"alg", "typ", "kid"}, "its header has more or less than it must")
        _demand(header["typ"] == "at+jwt" and isinstance(header["kid"], str), "of another type")
        signed = f"{match[1]}.{match[2]}".encode()
        _demand(es256.verify(self._keys.find(header["kid"]), signed, _bytes_of(match[3])), "its signature is not the portal's")
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
            _demand(claims.get("idp") in self._trust["identityProviders"], "of a provider for which the portal does not speak")
            _demand(_is_text(claims.get("sid"), 1, 128) and _is_number(claims.get("login_exp")), "without a login")
            _demand(all(_is_text(claims.get(name, ""), 0, 200) for name in ("name", "org")), "with a name that is none")
            _demand(all(_is_list(claims.get(name, [])) for name in ("entitlements", "affiliation", "assurance")), "with facts that are no list")


class Keys:
    """The keys that the portal publishes. While it does not answer, the last ones count on."""

    def __init__(self, url: str):
        self._url, self._keys, self._lock = url, {}, Lock()
        self._from = self._asked = float("-inf")

    def find(self, kid: str) -> tuple[int, int]:
        with self._lock:
            now = time.monotonic()
            is_stale = now - self._from > KEYS_ARE_FRESH_FOR or kid not in self._keys
            if is_stale and now - self._asked > (ASK_AGAIN_AFTER if self._keys else 0):
                self._asked = now
                self._ask()
            _demand(kid in self._keys, "of an unknown key")
            return self._keys[kid]

    def _ask(self) -> None:
        try:
            with OPENER.open(self._url, timeout=3) as answer:
                text = answer.read(LONGEST_KEY_SET + 1)
            published = json.loads(text)["keys"]
            self._keys = {one["kid"]: _point_of(one) for one in published if one.get("crv") == "P-256" and "kid" in one}
            self._from = time.monotonic()
        except (OSError, ValueError, KeyError, NotGood):
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
    try:
        value = json.loads(_bytes_of(part), object_pairs_hook=_object_of)
    except (ValueError, RecursionError) as error:
        raise NotGood("it is no JSON") from error
    _demand(isinstance(value, dict), "it is no object")
    return value


def _object_of(members: list[tuple]) -> dict:
    whole = dict(members)
    _demand(len(whole) == len(members), "a member stands twice")
    return whole


def _bytes_of(base64url: str) -> bytes:
    try:
        return base64.b64decode(base64url + "=" * (-len(base64url) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise NotGood("it is no base64url") from error


def _demand(holds, otherwise: str) -> None:
    if not holds:
        raise NotGood(otherwise)


def _is_text(value, least: int, most: int) -> bool:
    return isinstance(value, str) and least <= len(value) <= most


def _is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_list(value) -> bool:
    return isinstance(value, list) and len(value) <= 500 and all(_is_text(one, 0, 1024) for one in value)
