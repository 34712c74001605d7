"""Over real sockets of this machine; names and the permission to call it are handed in."""

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_address

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from common.errors import Code, PermanentError
from gateway.addresses import is_public
from gateway.outside import Limits, Outside

Reply = Callable[[bytes], bytes | None]


def ok(body: bytes, *more: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"content-length: {len(body)}", *more]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def moved(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n".encode()


@asynccontextmanager
async def server(reply: Reply, tls: ssl.SSLContext | None = None) -> AsyncGenerator[tuple[int, list[bytes]]]:
    """(port, heads it was sent). A reply of None is silence."""
    heads: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(head := await reader.readuntil(b"\r\n\r\n"))
        if (said := reply(head)) is None:
            await reader.read()
        else:
            writer.write(said)
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls)
    try:
        yield listening.sockets[0].getsockname()[1], heads
    finally:
        listening.close()


def names(**known: str | list[str]) -> Callable[[str, int], Awaitable[list[str]]]:
    async def resolve(host: str, port: int) -> list[str]:  # noqa: ARG001 - the port's shape
        found = known.get(host.partition(".")[0], host)
        return [found] if isinstance(found, str) else found

    return resolve


def outside(port: int, **known: str | list[str]) -> Outside:
    """Loopback alone counts as public, and the server's port as ordinary."""
    permit = lambda address: address == ip_address("127.0.0.1")  # noqa: E731
    return Outside(names(pictures="127.0.0.1", **known), permit, ports=frozenset({port}))


async def refusal(work: Awaitable[object]) -> Code:
    with pytest.raises(PermanentError) as caught:
        await work
    return caught.value.code


async def test_the_connection_goes_to_the_checked_address_and_speaks_to_the_name():
    async with server(lambda _: ok(b"picture")) as (port, heads):
        body = await outside(port).fetch(f"http://pictures.example:{port}/a.jpg")

    assert body == b"picture"
    assert f"host: pictures.example:{port}".encode() in heads[0].lower()


async def test_a_name_is_resolved_once_so_that_it_cannot_change_its_mind():
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    asked = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return answers.pop(0)

    async with server(lambda _: ok(b"picture")) as (port, _):
        permit = lambda address: address == ip_address("127.0.0.1")  # noqa: E731
        guard = Outside(rebinding, permit, ports=frozenset({port}))
        await guard.fetch(f"http://pictures.example:{port}/")

    assert len(asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        "ftp://pictures.example/a", "file:///etc/passwd", "gopher://pictures.example", "//pictures.example", "", "x",
        "http://user:secret@pictures.example/", "http://pictures.example:22/", "http://", "http://[::1", "http://a b/",
        "http://pictures.example/" + "a" * 3_000, "javascript:alert(1)", "http://pictures.example:99999/",
    ],
)  # fmt: skip
async def test_an_address_of_another_kind_is_not_allowed(url):
    assert await refusal(Outside(names(pictures="8.8.8.8")).check(url)) is Code.URL_NOT_ALLOWED


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]"])
async def test_this_machine_is_not_outside_however_it_is_spelled(host):
    """Through the system's own resolver."""
    assert await refusal(Outside().check(f"http://{host}/")) in {Code.URL_NOT_ALLOWED, Code.URL_UNREACHABLE}


async def test_one_inner_address_among_public_ones_spoils_the_name():
    guard = Outside(names(both=["8.8.8.8", "10.0.0.1"]))

    assert await refusal(guard.check("https://both.example/")) is Code.URL_NOT_ALLOWED


async def test_the_client_itself_refuses_what_is_inside():
    """Webhooks are called long after they were checked."""
    async with Outside(names(inner="10.0.0.1")).client() as client:
        assert await refusal(client.post("http://inner.example/", content=b"{}")) is Code.URL_NOT_ALLOWED


async def test_a_redirect_to_the_inside_is_not_followed():
    async with server(lambda _: moved("http://inner.example/latest/meta-data")) as (port, heads):
        guard = outside(port, inner="169.254.169.254")
        code = await refusal(guard.fetch(f"http://pictures.example:{port}/"))

    assert code is Code.URL_NOT_ALLOWED
    assert len(heads) == 1


async def test_a_redirect_to_a_host_off_the_list_is_not_followed():
    async with server(lambda _: moved(f"http://elsewhere.example:{port}/")) as (port, heads):
        guard = outside(port, elsewhere="127.0.0.1")
        code = await refusal(guard.fetch(f"http://pictures.example:{port}/", hosts={"pictures.example"}))

    assert code is Code.URL_NOT_ALLOWED
    assert len(heads) == 1


async def test_a_few_redirects_are_followed_and_a_circle_is_not():
    async with server(lambda head: ok(b"there") if b"/3 " in head else moved("/3")) as (port, _):
        assert await outside(port).fetch(f"http://pictures.example:{port}/1") == b"there"
    async with server(lambda _: moved("/again")) as (port, heads):
        assert await refusal(outside(port).fetch(f"http://pictures.example:{port}/")) is Code.URL_UNREACHABLE
        assert len(heads) == 4


async def test_what_is_too_large_is_cut_off_whether_or_not_it_says_so():
    hidden = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n" + bytes(3_000)
    for said in (ok(bytes(3_000)), hidden):
        async with server(lambda _, said=said: said) as (port, _):
            fetching = outside(port).fetch(f"http://pictures.example:{port}/", limits=Limits(max_bytes=2_000))

            assert await refusal(fetching) is Code.URL_TOO_LARGE


@pytest.mark.parametrize(
    "reply",
    [
        lambda _: None,
        lambda _: b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
        lambda _: ok(b"x", "content-encoding: gzip"),
        lambda _: b"no http at all\r\n\r\n",
    ],
    ids=["silent", "missing", "compressed", "nonsense"],
)
async def test_what_does_not_answer_properly_is_unreachable(reply):
    async with server(reply) as (port, _):
        fetching = outside(port).fetch(f"http://pictures.example:{port}/", limits=Limits(seconds=0.3))

        assert await refusal(fetching) is Code.URL_UNREACHABLE


async def test_the_certificate_has_to_be_the_names_own(tmp_path):
    served, trusted = certificate(tmp_path, "pictures.example")
    async with server(lambda _: ok(b"secret"), tls=served) as (port, _):
        guard = Outside(
            names(pictures="127.0.0.1", other="127.0.0.1"), lambda _: True, ports=frozenset({port}), tls=trusted
        )
        assert await guard.fetch(f"https://pictures.example:{port}/") == b"secret"
        assert await refusal(guard.fetch(f"https://other.example:{port}/")) is Code.URL_UNREACHABLE


async def test_proxies_of_the_environment_are_not_asked(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://10.0.0.1:3128")
    async with server(lambda _: ok(b"direct")) as (port, _), outside(port).client() as client:
        response = await client.get(f"http://pictures.example:{port}/")

    assert isinstance(response, httpx.Response)
    assert response.content == b"direct"


def test_the_default_lets_nobody_in_but_the_public():
    assert Outside().permit is is_public


def certificate(folder, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "both.pem").write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(folder / "both.pem")
    trusted = ssl.create_default_context(cafile=str(folder / "both.pem"))
    return served, trusted
