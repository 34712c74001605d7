"""How users are called: signed, tried again after growing pauses, and never anything inside."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from common.errors import Code, PermanentError
from gateway.outside import Outside
from gateway.store.webhooks import Leased
from gateway.webhooks.reaching import Reach
from gateway.webhooks.secrets import Secrets
from gateway.webhooks.sending import PAUSES, pause_after, signed

SECRETS = Secrets("the secret of the installation, which is long")


def call(**given: Any) -> Leased:
    payload = {"type": "job.completed", "data": {"status": "succeeded", "message": "Größe 😀"}}
    fields = {"id": "whd_1", "url": "https://example.org", "user_id": "u1", "payload": payload, "attempts": 0}
    return Leased.model_validate(fields | {"generation": 3, "previous": False} | given)


@pytest.mark.parametrize("text", [{"a": 1}, {"b": "Größe 😀", "c": [None, 1.5]}])
def test_the_receivers_own_library_believes_a_call(text):
    body, headers = signed(call(payload=text), SECRETS, datetime.now(UTC))

    assert Webhook(SECRETS.of("u1", 3)).verify(body, headers) == text
    assert headers["webhook-id"] == "whd_1"


def test_a_call_is_believed_by_both_secrets_while_they_change():
    body, headers = signed(call(previous=True), SECRETS, datetime.now(UTC))

    for generation in (2, 3):
        Webhook(SECRETS.of("u1", generation)).verify(body, headers)


@pytest.mark.parametrize(("user", "generation"), [("u1", 2), ("u1", 4), ("u2", 3)])
def test_no_other_secret_believes_it(user, generation):
    body, headers = signed(call(), SECRETS, datetime.now(UTC))

    with pytest.raises(Exception, match="No matching signature"):
        Webhook(SECRETS.of(user, generation)).verify(body, headers)


def test_the_same_call_says_the_same_again_under_a_new_time():
    now = datetime.now(UTC)
    (first, one), (second, other) = (signed(call(), SECRETS, now + timedelta(minutes=at)) for at in (0, 1))

    assert first == second
    assert one["webhook-id"] == other["webhook-id"]
    assert one["webhook-signature"] != other["webhook-signature"]


def test_secrets_last_as_long_as_the_installations_own():
    again, other = Secrets("the secret of the installation, which is long"), Secrets("another one")

    assert again.of("u", 1) == SECRETS.of("u", 1) != other.of("u", 1)


def test_without_a_secret_nothing_is_signed():
    with pytest.raises(PermanentError) as refused:
        Secrets().must_exist()

    assert refused.value.code is Code.WEBHOOKS_DISABLED


def test_pauses_grow_and_end_after_a_day_and_a_half():
    plain = [pause_after(attempts, chance=lambda *_: 1.0) for attempts in range(1, 11)]

    assert plain[:-1] == sorted(PAUSES)
    assert plain[-1] is None
    assert 24 * 3_600 < sum(PAUSES) < 48 * 3_600


def test_pauses_differ_so_that_nobody_is_called_by_all_at_once():
    pauses = {pause_after(4) for _ in range(20)}

    assert len(pauses) > 10
    assert all(pause and 0.8 * PAUSES[3] <= pause <= 1.2 * PAUSES[3] for pause in pauses)


@pytest.mark.parametrize(("asked", "expected"), [(0, 5), (100, 100), (1_000_000, 86_400)])
def test_who_asks_for_time_gets_it_up_to_a_day(asked, expected):
    assert pause_after(1, asked, lambda *_: 1.0) == expected


def reach(*addresses: str, **given: Any) -> Reach:
    async def resolve(_host: str, _port: int) -> list[str]:
        return list(addresses)

    return Reach(outside=Outside(resolve=resolve), **given)


async def test_an_address_out_there_may_be_called():
    await reach("93.184.216.34").check("https://example.org/hook?token=1", "/url")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://example.org/", "93.184.216.34"),
        ("https://example.org:8443/", "93.184.216.34"),
        ("https://user:password@example.org/", "93.184.216.34"),
        ("https://example.org/", "10.0.0.1"),
        ("https://example.org/", "127.0.0.1"),
        ("https://example.org/", "169.254.169.254"),
        ("https://example.org/", "::ffff:10.0.0.1"),
        ("https://[::1]/", "::1"),
        ("ftp://example.org/", "93.184.216.34"),
        ("javascript:alert(1)", "93.184.216.34"),
        ("https://", "93.184.216.34"),
        ("https://exa mple.org:port/", "93.184.216.34"),
    ],
)
async def test_anything_else_may_not_and_the_field_is_named(url, address):
    with pytest.raises(PermanentError) as refused:
        await reach(address).check(url, "/webhook_url")

    assert refused.value.code is Code.URL_NOT_ALLOWED
    assert refused.value.details["errors"][0]["pointer"] == "/webhook_url"  # type: ignore[index]


async def test_by_setting_http_is_enough_and_what_lies_inside_is_reached():
    await reach("93.184.216.34", http=True).check("http://example.org/", "/url")
    inside = reach("10.0.0.1", inside=["receiver:9000"])
    await inside.check("http://receiver:9000/hook", "/url")

    for url in ("http://receiver/hook", "http://receiver:9001/hook", "https://other/hook"):
        with pytest.raises(PermanentError):
            await inside.check(url, "/url")
