import pytest
from pydantic import ValidationError

from gateway.settings import GatewaySettings, is_loopback


def test_without_a_secret_the_gateway_does_not_start(monkeypatch):
    monkeypatch.delenv("THUMBWORKS_JWT_SECRET", raising=False)
    with pytest.raises(ValidationError, match="THUMBWORKS_JWT_SECRET"):
        GatewaySettings(auth="jwt")


def test_a_short_secret_is_none():
    with pytest.raises(ValidationError, match="32 characters"):
        GatewaySettings(auth="jwt", jwt_secret="short")  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "thumbs.example"])  # noqa: S104 - what is refused
def test_local_mode_never_listens_to_the_network(host):
    with pytest.raises(ValidationError, match="loopback"):
        GatewaySettings(auth="local", host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_loopback_has_many_names(host):
    assert is_loopback(host)
