"""Published keys: fetched, kept, rotated, and never used for what they are not."""

import asyncio
import base64
import json
import time
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from common.errors import Code, PermanentError, TransientError
from gateway.auth import Jwks, JwtAuth
from gateway.auth.jwks import FRESH_SECONDS, KEPT_SECONDS, PAUSE_SECONDS

USER = "5f0c2a52-6a0e-4b39-9a0e-0d9a3b7d6a10"
ADDRESS = "https://auth.example/.well-known/jwks.json"
RSA = rsa.generate_private_key(65537, 2048)
SMALL_RSA = rsa.generate_private_key(65537, 1024)  # noqa: S505 - what is refused
EC = ec.generate_private_key(ec.SECP256R1())
ED = ed25519.Ed25519PrivateKey.generate()
WRITERS = {"RS256": RSAAlgorithm, "ES256": ECAlgorithm, "EdDSA": OKPAlgorithm}


def public(kid: str, key: Any, algorithm: str, **more: Any) -> dict[str, Any]:
    return WRITERS[algorithm].to_jwk(key.public_key(), as_dict=True) | {"kid": kid, "alg": algorithm} | more


def signed(kid: str | None, key: Any, algorithm: str, **more: Any) -> dict[str, str]:
    claims = {"sub": USER, "aud": "authenticated", "exp": time.time() + 60} | more
    token = jwt.encode(claims, key, algorithm, headers={"kid": kid} if kid else {})
    return {"authorization": f"Bearer {token}"}


class Signer(httpx.AsyncBaseTransport):
    """The identity provider's side of the wire, and a clock."""

    def __init__(self, *keys: dict[str, Any]) -> None:
        self.keys, self.asked, self.now, self.away = list(keys), 0, 0.0, False
        self.answer: bytes | None = None
        self.auth = JwtAuth("", "authenticated", keys=Jwks(ADDRESS, self, lambda: self.now))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        await asyncio.sleep(0)
        if self.away:
            raise httpx.ConnectError("away", request=request)
        return httpx.Response(200, content=self.answer or json.dumps({"keys": self.keys}).encode())

    async def user(self, headers: dict[str, str]) -> str:
        return (await self.auth.identify(headers)).user_id

    async def refuses(self, headers: dict[str, str]) -> bool:
        with pytest.raises(PermanentError) as refused:
            await self.auth.identify(headers)
        return refused.value.code is Code.UNAUTHENTICATED

    async def settle(self) -> None:
        for _ in range(10):
            await asyncio.sleep(0)


@pytest.mark.parametrize(("key", "algorithm"), [(RSA, "RS256"), (EC, "ES256"), (ED, "EdDSA")])
async def test_a_token_is_checked_with_the_key_it_names(key, algorithm):
    signer = Signer(public("one", key, algorithm))

    assert await signer.user(signed("one", key, algorithm)) == USER
    assert await signer.user(signed("one", key, algorithm)) == USER
    assert signer.asked == 1


async def test_a_key_is_used_with_its_own_algorithm_alone():
    signer = Signer(public("rsa", RSA, "RS256"), public("ec", EC, "ES256"))
    token = signed("rsa", RSA, "RS256")["authorization"].removeprefix("Bearer ")
    head, rest = token.split(".", 1)
    renamed = base64.urlsafe_b64encode(json.dumps({"alg": "ES256", "kid": "rsa"}).encode()).decode().rstrip("=")

    assert await signer.refuses({"authorization": f"Bearer {renamed}.{rest}"})
    assert await signer.refuses(signed("ec", RSA, "RS256"))
    assert await signer.refuses(signed("rsa", RSA, "RS512"))
    assert await signer.refuses(signed("rsa", RSA, "PS256"))
    assert head


async def test_without_a_secret_a_shared_one_is_refused_even_when_it_is_the_published_key():
    jwk = public("rsa", RSA, "RS256")
    signer = Signer(jwk)
    for secret in (jwk["n"], jwk["n"] + jwk["e"]):
        assert await signer.refuses(signed("rsa", secret, "HS256"))
    assert signer.asked == 0


async def test_a_token_that_names_no_key_is_refused():
    assert await Signer(public("one", EC, "ES256")).refuses(signed(None, EC, "ES256"))


@pytest.mark.parametrize(
    "jwk",
    [
        {"kty": "oct", "kid": "bad", "k": "c2VjcmV0", "alg": "HS256"},
        public("bad", SMALL_RSA, "RS256"),
        public("bad", RSA, "RS256", use="enc"),
        public("bad", RSA, "RS256", alg="RS512"),
        public("bad", RSA, "RS256", n="!"),
        RSAAlgorithm.to_jwk(RSA, as_dict=True) | {"kid": "bad"},
        {"kty": ["RSA"], "kid": "bad"},
        "nonsense",
    ],
    ids=["secret", "short", "for encryption", "other algorithm", "damaged", "private", "odd", "no key"],
)
async def test_a_key_that_may_not_verify_is_passed_over_and_the_others_work(jwk):
    signer = Signer(jwk, public("good", EC, "ES256"))

    assert await signer.user(signed("good", EC, "ES256")) == USER
    assert await signer.refuses(signed("bad", RSA, "RS256"))


async def test_a_rotated_key_is_found_and_the_old_one_ends():
    signer = Signer(public("old", EC, "ES256"))
    await signer.user(signed("old", EC, "ES256"))
    signer.keys, signer.now = [public("new", RSA, "RS256")], PAUSE_SECONDS + 1

    assert await signer.user(signed("new", RSA, "RS256")) == USER
    assert await signer.refuses(signed("old", EC, "ES256"))


async def test_a_withdrawn_key_ends_soon_even_if_no_new_one_is_seen():
    signer = Signer(public("old", EC, "ES256"))
    await signer.user(signed("old", EC, "ES256"))
    signer.keys, signer.now = [], FRESH_SECONDS + 1
    await signer.user(signed("old", EC, "ES256"))
    await signer.settle()

    assert await signer.refuses(signed("old", EC, "ES256"))


async def test_a_flood_of_forged_keys_is_no_flood_of_fetches():
    signer = Signer(public("one", EC, "ES256"))
    await asyncio.gather(*(signer.refuses(signed(f"forged-{n}", RSA, "RS256")) for n in range(50)))
    for n in range(50):
        await signer.refuses(signed(f"more-{n}", RSA, "RS256"))

    assert signer.asked == 1
    assert await signer.user(signed("one", EC, "ES256")) == USER


async def test_an_outage_keeps_the_keys_for_hours_and_not_for_ever():
    signer = Signer(public("one", EC, "ES256"))
    await signer.user(signed("one", EC, "ES256"))
    signer.away, signer.now = True, KEPT_SECONDS - 1

    assert await signer.user(signed("one", EC, "ES256")) == USER
    signer.now = KEPT_SECONDS + PAUSE_SECONDS
    with pytest.raises(TransientError) as refused:
        await signer.user(signed("one", EC, "ES256"))

    assert refused.value.code is Code.SIGN_IN_UNAVAILABLE
    signer.away, signer.now = False, signer.now + PAUSE_SECONDS + 1
    assert await signer.user(signed("one", EC, "ES256")) == USER


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b'{"keys": 7}', b"\xff"])
async def test_an_answer_that_is_no_key_set_changes_nothing(answer):
    signer = Signer(public("one", EC, "ES256"))
    await signer.user(signed("one", EC, "ES256"))
    signer.answer, signer.now = answer, FRESH_SECONDS + 1
    await signer.user(signed("one", EC, "ES256"))
    await signer.settle()

    assert signer.asked == 2
    assert await signer.user(signed("one", EC, "ES256")) == USER


async def test_before_any_key_was_ever_fetched_nobody_can_tell():
    signer = Signer()
    signer.away = True
    with pytest.raises(TransientError):
        await signer.user(signed("one", EC, "ES256"))


async def test_claims_are_checked_as_for_any_token():
    signer = Signer(public("one", EC, "ES256"))

    assert await signer.refuses(signed("one", EC, "ES256", exp=time.time() - 60))
    assert await signer.refuses(signed("one", EC, "ES256", aud="other"))
