import time

import jwt
import pytest
from starlette.datastructures import Headers

from common.errors import Code, PermanentError
from gateway.auth import LOCAL_USER, JwtAuth, LocalAuth

SECRET = "a secret of more than thirty-two characters, enough for any algorithm"
USER = "5f0c2a52-6a0e-4b39-9a0e-0d9a3b7d6a10"


def token(**changes) -> str:
    claims = {"sub": USER, "aud": "authenticated", "exp": time.time() + 60, "email": "ann@example.org"} | changes
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, SECRET, "HS256")


def bearer(value: str) -> dict[str, str]:
    return {"authorization": f"Bearer {value}"}


def refusal_of(headers: dict[str, str]) -> Code:
    with pytest.raises(PermanentError) as refused:
        JwtAuth(SECRET, "authenticated").identify(headers)
    return refused.value.code


def test_a_signed_token_names_its_user():
    person = JwtAuth(SECRET, "authenticated").identify(bearer(token(user_metadata={"full_name": "Ann"})))

    assert (person.user_id, person.email, person.name, person.local) == (USER, "ann@example.org", "Ann", False)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Basic YTpi"},
        {"authorization": "Bearer "},
        bearer("nonsense"),
        bearer(token(exp=time.time() - 60)),
        bearer(token(exp=None)),
        bearer(token(aud="somebody-else")),
        bearer(token(aud=None)),
        bearer(token(sub=None)),
        bearer(token(sub="not-a-uuid")),
        bearer(jwt.encode({"sub": USER, "aud": "authenticated", "exp": time.time() + 60}, "x" * 40, "HS256")),
        bearer(jwt.encode({"sub": USER, "aud": "authenticated", "exp": time.time() + 60}, "", "none")),
        bearer(jwt.encode({"sub": USER, "aud": "authenticated", "exp": time.time() + 60}, SECRET, "HS512")),
    ],
    ids=[
        "nothing", "basic", "empty", "nonsense", "expired", "never expires", "other audience", "no audience",
        "nobody", "no uuid", "other secret", "unsigned", "other algorithm",
    ],
)  # fmt: skip
def test_any_other_token_is_nobody(headers):
    assert refusal_of(headers) is Code.UNAUTHENTICATED


LOCAL = {"host": "localhost:8000"}


@pytest.mark.parametrize(
    "headers",
    [
        LOCAL,
        {"host": "127.0.0.1:8000"},
        {"host": "[::1]:8000"},
        {"host": "LOCALHOST"},
        {**LOCAL, "origin": "http://localhost:8000"},
    ],
)
def test_local_mode_admits_this_machine(headers):
    auth = LocalAuth()
    auth.admit("127.0.0.1", Headers(headers))

    assert auth.identify({}).user_id == LOCAL_USER


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        ("192.168.1.20", LOCAL),
        ("127.0.0.1", {"host": "evil.example"}),
        ("127.0.0.1", {"host": "localhost.evil.example"}),
        ("127.0.0.1", {"host": "evil.example@localhost:8000/"}),
        ("127.0.0.1", {}),
        ("127.0.0.1", {"host": "[::1"}),
        ("127.0.0.1", {**LOCAL, "origin": "https://evil.example"}),
        ("127.0.0.1", {**LOCAL, "origin": "null"}),
        ("127.0.0.1", {**LOCAL, "origin": "http://localhost:3000"}),
        ("127.0.0.1", {**LOCAL, "x-forwarded-for": "10.0.0.1"}),
        ("127.0.0.1", {**LOCAL, "forwarded": "for=10.0.0.1"}),
    ],
    ids=[
        "other machine", "rebound name", "name that ends well", "user part", "no host", "broken host", "other page",
        "sandboxed page", "other port", "proxy", "standard proxy",
    ],
)  # fmt: skip
def test_local_mode_refuses_everybody_else(client, headers):
    with pytest.raises(PermanentError) as refused:
        LocalAuth().admit(client, Headers(headers))

    assert refused.value.code is Code.FORBIDDEN


def test_local_mode_can_be_told_more_names():
    LocalAuth(["thumbs.test"]).admit("127.0.0.1", Headers({"host": "thumbs.test:8000"}))
