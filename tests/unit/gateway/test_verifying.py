"""Whether a call is believed: on vectors made here with the algorithms the senders publish."""

import base64
import hashlib
import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from standardwebhooks.webhooks import Webhook

from common.errors import Code, PermanentError, TransientError
from gateway.outside import Outside
from gateway.webhooks.senders import SENDERS, field, verifiers
from gateway.webhooks.verifying import Call, SigningKeys, fal, standard

SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four b").decode()
BODY = b'{"type": "response.completed", "data": {"id": "resp_1"}}'


def signed(body: bytes = BODY, secret: str = SECRET, at: float | None = None, **changed: str) -> Call:
    moment = datetime.fromtimestamp(int(at or time.time()), UTC)
    headers = {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign("evt_1", moment, body.decode()),
    }
    return Call(headers | {name.replace("_", "-"): value for name, value in changed.items()}, body)


async def test_a_standard_webhook_is_believed_by_its_signature():
    proof = await standard(SECRET)(signed())

    assert proof.event_id == "evt_1"
    assert set(proof.headers) == {"webhook-id", "webhook-timestamp", "webhook-signature"}


async def test_one_fitting_signature_among_several_is_enough():
    call = signed()
    both = "v1,AAAA v2,whatever " + call.headers["webhook-signature"]

    assert (await standard(SECRET)(signed(webhook_signature=both))).event_id == "evt_1"


@pytest.mark.parametrize(
    "made",
    [
        lambda: signed(secret="whsec_" + base64.b64encode(b"somebody else's secret, long").decode()),
        lambda: Call(signed().headers, BODY + b" "),
        lambda: Call(signed().headers, b"\xff\xfe"),
        lambda: signed(webhook_id="evt_2"),
        lambda: signed(at=time.time() - 400),
        lambda: signed(at=time.time() + 400),
        lambda: signed(webhook_timestamp="nan"),
        lambda: signed(webhook_timestamp="yesterday"),
        lambda: signed(webhook_signature="v1"),
        lambda: signed(webhook_signature="v1,not base64!"),
        lambda: signed(webhook_signature=""),
        lambda: signed(webhook_signature="v1," * 2_000),
        lambda: Call({}, BODY),
    ],
)
async def test_anything_else_is_not_genuine(made):
    call = made()  # signed now: while tests are collected would be too early

    with pytest.raises(PermanentError) as refused:
        await standard(SECRET)(call)

    assert refused.value.code is Code.WEBHOOK_NOT_GENUINE


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_not base64 at all", "c2hvcnQ="])
def test_a_secret_that_is_none_is_refused_when_the_service_starts(secret):
    with pytest.raises(ValueError, match="base64 of 24 bytes"):
        standard(secret)


class Fal:
    """Signs as fal.ai does, and serves its keys."""

    def __init__(self) -> None:
        self.key, self.fetched, self.away = Ed25519PrivateKey.generate(), 0, False

    async def document(self) -> bytes:
        self.fetched += 1
        if self.away:
            raise PermanentError(Code.URL_UNREACHABLE)
        other = Ed25519PrivateKey.generate()
        return json.dumps({"keys": [jwk(other), {"kty": "RSA"}, jwk(self.key)]}).encode()

    def call(self, at: float, body: bytes = b'{"request_id": "req_1"}', user: str = "me", **changed: str) -> Call:
        told = "\n".join(("req_1", user, str(int(at)), hashlib.sha256(body).hexdigest()))
        headers = {
            "x-fal-webhook-request-id": "req_1",
            "x-fal-webhook-user-id": user,
            "x-fal-webhook-timestamp": str(int(at)),
            "x-fal-webhook-signature": self.key.sign(told.encode()).hex(),
        }
        return Call(headers | {name.replace("_", "-"): value for name, value in changed.items()}, body)


def jwk(key: Ed25519PrivateKey) -> dict[str, str]:
    x = base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "x": x}


NOW = 1_800_000_000.0


def checked(sender: Fal, clock: Any = lambda: 1_000.0) -> Any:
    return fal("me", SigningKeys(sender.document, clock), lambda: NOW)


async def test_fal_is_believed_by_any_of_its_keys_which_are_read_once():
    sender = Fal()
    verify = checked(sender)

    proofs = [await verify(sender.call(NOW + shift)) for shift in (0, 299, -299)]

    assert [proof.event_id for proof in proofs] == ["req_1"] * 3
    assert sender.fetched == 1


async def test_a_call_fal_signed_for_another_customer_is_not_for_us():
    sender = Fal()

    with pytest.raises(PermanentError):
        await checked(sender)(sender.call(NOW, user="somebody else"))


@pytest.mark.parametrize(
    "changed",
    [
        {"x_fal_webhook_request_id": "req_2"},
        {"x_fal_webhook_timestamp": "12"},
        {"x_fal_webhook_timestamp": "1800000000.0"},
        {"x_fal_webhook_signature": "zz"},
        {"x_fal_webhook_signature": "00" * 64},
    ],
)
async def test_what_fal_did_not_sign_is_not_genuine(changed):
    sender = Fal()

    with pytest.raises(PermanentError) as refused:
        await checked(sender)(sender.call(NOW, **changed))

    assert refused.value.code is Code.WEBHOOK_NOT_GENUINE


async def test_new_keys_of_fal_are_read_at_once_but_forgeries_fetch_them_once_a_minute():
    sender, clock = Fal(), 0.0
    verify = checked(sender, lambda: clock)
    await verify(sender.call(NOW))
    sender.key = Ed25519PrivateKey.generate()
    clock = 61.0

    rotated = await verify(sender.call(NOW))
    for _ in range(5):
        with pytest.raises(PermanentError):
            await verify(Fal().call(NOW))

    assert rotated.event_id == "req_1"
    assert sender.fetched == 2


async def test_keys_that_cannot_be_read_are_bad_weather_and_known_ones_stay():
    sender, clock = Fal(), 0.0
    sender.away = True
    verify = checked(sender, lambda: clock)
    with pytest.raises(TransientError):
        await verify(sender.call(NOW))
    clock, sender.away = 61.0, False
    await verify(sender.call(NOW))
    clock, sender.away = 90_000.0, True

    assert (await verify(sender.call(NOW))).event_id == "req_1"


def test_only_senders_this_installation_knows_something_about_may_call():
    assert set(verifiers({"openai": SECRET, "fal": "me"}, Outside())) == {"openai", "fal"}
    assert verifiers({}, Outside()) == {}
    with pytest.raises(ValueError, match="No such sender of webhooks: google"):
        verifiers({"google": "x"}, Outside())


@pytest.mark.parametrize(
    ("name", "document", "request_id"),
    [
        ("openai", {"data": {"id": "resp_1"}}, "resp_1"),
        ("fal", {"request_id": "r"}, "r"),
        ("openai", {"data": 3}, None),
    ],
)
def test_each_sender_names_the_request_in_its_own_place(name, document, request_id):
    assert SENDERS[name].request_in(document) == request_id


def test_a_path_that_leads_nowhere_finds_nothing():
    assert field("a", "b")({}) is None
