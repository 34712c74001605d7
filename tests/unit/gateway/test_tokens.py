"""Tokens signed with a shared secret, and what a token says of its bearer."""

import base64
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import HMACAlgorithm

from common.errors import Code, PermanentError
from gateway.auth import JwtAuth, Reading
from gateway.auth.tokens import REMEMBERED_SECONDS

SECRET = "a secret of more than thirty-two characters, enough for any algorithm"
USER = "5f0c2a52-6a0e-4b39-9a0e-0d9a3b7d6a10"
CLAIMS = {"sub": USER, "aud": "authenticated", "exp": time.time() + 72_000, "email": "ann@example.org"}


def token(**changes) -> str:
    claims = CLAIMS | changes
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, SECRET, "HS256")


def bearer(value: str) -> dict[str, str]:
    return {"authorization": f"Bearer {value}"}


def forged(head: object, body: object = CLAIMS, signature: bytes = b"") -> str:
    """A token no library would make."""
    parts = [json.dumps(head).encode(), json.dumps(body).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


async def person(auth: JwtAuth | None = None, /, **changes):
    return await (auth or JwtAuth(SECRET, "authenticated")).identify(bearer(token(**changes)))


async def refusal_of(headers: dict[str, str], auth: JwtAuth | None = None) -> Code:
    with pytest.raises(PermanentError) as refused:
        await (auth or JwtAuth(SECRET, "authenticated")).identify(headers)
    return refused.value.code


async def test_a_signed_token_names_its_user():
    ann = await person(user_metadata={"full_name": "Ann"})

    assert (ann.user_id, ann.email, ann.name, ann.local) == (USER, "ann@example.org", "Ann", False)
    assert ann.expires_at == pytest.approx(CLAIMS["exp"], abs=1)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Basic YTpi"},
        {"authorization": "Bearer "},
        bearer("nonsense"),
        bearer("a.b.c"),
        bearer(token(exp=time.time() - 60)),
        bearer(token(exp=None)),
        bearer(token(nbf=time.time() + 36_000)),
        bearer(token(iat=time.time() + 36_000)),
        bearer(token(aud="somebody-else")),
        bearer(token(aud=None)),
        bearer(token(sub=None)),
        bearer(token(sub="not-a-uuid")),
        bearer(token(role="anon")),
        bearer(token(role="service_role")),
        bearer(jwt.encode(CLAIMS, "x" * 40, "HS256")),
        bearer(jwt.encode(CLAIMS, "", "none")),
        bearer(forged({"alg": "none"})),
        bearer(forged({"alg": "NONE"})),
        bearer(forged({"typ": "JWT"})),
        bearer(forged({"alg": ["HS256"]})),
        bearer(forged({"alg": "HS256", "kid": 7})),
        bearer(forged(["HS256"])),
        bearer(forged({"alg": "HS256"}, signature=b"\0" * 32)),
        bearer(jwt.encode(CLAIMS, SECRET, "HS512")),
    ],
    ids=[
        "nothing", "basic", "empty", "nonsense", "three parts of nonsense", "expired", "never expires", "not yet valid",
        "issued tomorrow", "other audience", "no audience", "nobody", "no uuid", "anonymous role", "role of servers",
        "other secret", "unsigned", "none by hand", "none in capitals", "no algorithm", "list of algorithms",
        "number as key id", "no header", "zeros as signature", "other algorithm",
    ],
)  # fmt: skip
async def test_any_other_token_is_nobody(headers):
    assert await refusal_of(headers) is Code.UNAUTHENTICATED


@pytest.mark.parametrize(("claim", "seconds"), [("exp", -2), ("nbf", 5), ("iat", 5)])
async def test_clocks_may_differ_by_seconds(claim, seconds):
    assert (await person(**{claim: time.time() + seconds})).user_id == USER


async def test_a_public_key_is_no_shared_secret():
    """The oldest trick: an HS256 token signed with the published key, for a gateway that has no secret."""
    public = rsa.generate_private_key(65537, 2048).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    body = forged({"alg": "HS256", "typ": "JWT"}).rpartition(".")[0]
    signature = HMACAlgorithm(HMACAlgorithm.SHA256).sign(body.encode(), pem.encode())
    trick = body + "." + base64.urlsafe_b64encode(signature).decode().rstrip("=")

    assert await refusal_of(bearer(trick), JwtAuth("", "authenticated")) is Code.UNAUTHENTICATED
    assert await refusal_of(bearer(trick)) is Code.UNAUTHENTICATED


async def test_the_issuer_is_looked_at_where_it_is_named():
    strict = JwtAuth(SECRET, "authenticated", issuer="https://auth.example/v1")

    assert (await person(strict, iss="https://auth.example/v1")).user_id == USER
    for other in ("https://evil.example", None):
        assert await refusal_of(bearer(token(iss=other)), strict) is Code.UNAUTHENTICATED


async def test_where_tokens_have_no_audience_one_with_an_audience_is_somebody_elses():
    plain = JwtAuth(SECRET, "")

    assert (await person(plain, aud=None)).user_id == USER
    assert await refusal_of(bearer(token()), plain) is Code.UNAUTHENTICATED


async def test_any_subject_becomes_the_same_id_each_time_and_another_for_another_issuer():
    auth = JwtAuth(SECRET, "authenticated", reading=Reading(any_subject=True))
    first, again = (await person(auth, sub="clx81"), await person(auth, sub="clx81"))
    elsewhere = await person(auth, sub="clx81", iss="https://other.example")

    assert first.user_id == again.user_id != elsewhere.user_id
    assert (await person(auth)).user_id == USER
    assert await refusal_of(bearer(token(sub="")), auth) is Code.UNAUTHENTICATED


@pytest.mark.parametrize(
    ("claims", "confirmed", "verified"),
    [
        ({"email_verified": True}, False, True),
        ({"app_metadata": {"email_verified": True}}, False, True),
        ({"email_verified": "true"}, False, False),
        ({"email_verified": False}, True, False),
        ({"user_metadata": {"email_verified": True}}, False, False),
        ({}, False, False),
        ({}, True, True),
        ({"is_anonymous": True}, True, False),
        ({"email_verified": True, "email": None}, True, False),
        ({"app_metadata": "nonsense", "user_metadata": ["x"]}, False, False),
    ],
    ids=[
        "claim", "server's claim", "a word", "denied", "the person's own word", "silence", "a strict signer",
        "anonymous", "no address", "nonsense",
    ],
)  # fmt: skip
async def test_an_address_is_verified_when_somebody_else_than_its_owner_says_so(claims, confirmed, verified):
    auth = JwtAuth(SECRET, "authenticated", reading=Reading(emails_confirmed=confirmed))

    assert (await person(auth, **claims)).email_verified is verified


class Clock:
    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


async def test_a_token_is_believed_for_half_a_minute_and_looked_at_again_then():
    clock, secrets = Clock(), iter([SECRET, "another secret of more than thirty-two characters"])

    class Rotated(JwtAuth):
        async def _key_for(self, token: str):
            assert token
            return "HS256", next(secrets)

    auth, header = Rotated(SECRET, "authenticated", clock=clock), bearer(token())
    first = await auth.identify(header)
    clock.now += REMEMBERED_SECONDS - 1

    assert await auth.identify(header) == first

    clock.now += 2

    assert await refusal_of(header, auth) is Code.UNAUTHENTICATED


async def test_a_token_is_never_believed_beyond_its_own_time():
    clock, asked = Clock(), []

    class Counted(JwtAuth):
        async def _key_for(self, token: str):
            asked.append(token)
            return await super()._key_for(token)

    auth, header = Counted(SECRET, "authenticated", clock=clock), bearer(token(exp=time.time() + 5))
    await auth.identify(header)
    await auth.identify(header)
    clock.now += 6
    await auth.identify(header)

    assert len(asked) == 2
