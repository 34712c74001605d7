import pytest
from starlette.datastructures import Headers

from common.errors import Code, PermanentError
from gateway.auth import LOCAL_USER, LocalAuth

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
async def test_local_mode_admits_this_machine(headers):
    auth = LocalAuth()
    auth.admit("127.0.0.1", Headers(headers))

    assert (await auth.identify({})).user_id == LOCAL_USER


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
