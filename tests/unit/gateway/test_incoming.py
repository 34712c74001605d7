"""How slow an upload may be, and which links to put files are believed."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from common.errors import Code, PermanentError
from gateway.announcing import bare_name
from gateway.incoming import Incoming, Pace, UploadLinks

SECRET = "a secret of more than thirty-two characters"


async def pieces(*sizes: int, pause: float = 0) -> AsyncIterator[bytes]:
    for size in sizes:
        await asyncio.sleep(pause)
        yield bytes(size)


async def taken(stream: AsyncIterator[bytes]) -> int:
    return sum([len(piece) async for piece in stream])


async def refusal(stream: AsyncIterator[bytes]) -> Code:
    with pytest.raises(PermanentError) as caught:
        await taken(stream)
    return caught.value.code


async def test_what_comes_in_time_is_passed_on():
    assert await taken(Pace().of(pieces(3, 0, 4))) == 7


async def test_silence_ends_an_upload():
    assert await refusal(Pace(silence=0.02).of(pieces(1, 1, pause=5))) is Code.UPLOAD_TOO_SLOW


async def test_a_drop_now_and_then_ends_it_too():
    pace = Pace(silence=1, whole=0.05)

    assert await refusal(pace.of(pieces(*[1] * 1_000, pause=0.01))) is Code.UPLOAD_TOO_SLOW


async def test_exactly_what_was_announced_is_taken():
    incoming = Incoming()

    assert await taken(incoming.exactly(pieces(4, 3), 7)) == 7
    assert await refusal(incoming.exactly(pieces(4, 2), 7)) is Code.UPLOAD_DIFFERS
    assert await refusal(incoming.exactly(pieces(4, 4), 7)) is Code.UPLOAD_DIFFERS


def query(path: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in path.partition("?")[2].split("&"))


def test_a_signed_link_is_believed_until_its_time_is_over():
    now = 1_000
    links = UploadLinks(SECRET, now=lambda: now)
    signature = query(links.sign("ast_1", 7, 1_060))["signature"]

    links.must_be_ours("ast_1", 7, 1_060, signature)
    now = 1_061
    with pytest.raises(PermanentError) as late:
        links.must_be_ours("ast_1", 7, 1_060, signature)

    assert late.value.code is Code.UPLOAD_LINK_INVALID


@pytest.mark.parametrize(
    "claim", [("ast_2", 7, 2_000), ("ast_1", 8, 2_000), ("ast_1", 7, 2_001), ("ast_1\n7", 7, 2_000)]
)
def test_no_part_of_a_link_can_be_changed(claim: tuple[str, int, int]):
    links = UploadLinks(SECRET, now=lambda: 1_000)
    signature = query(links.sign("ast_1", 7, 2_000))["signature"]

    with pytest.raises(PermanentError):
        links.must_be_ours(*claim, signature)
    with pytest.raises(PermanentError):
        links.must_be_ours("ast_1", 7, 2_000, "é" + signature[1:])


def test_copies_of_the_gateway_believe_each_other_and_nobody_else():
    signature = query(UploadLinks(SECRET).sign("ast_1", 7, 2**40))["signature"]
    UploadLinks(SECRET).must_be_ours("ast_1", 7, 2**40, signature)

    with pytest.raises(PermanentError):
        UploadLinks().must_be_ours("ast_1", 7, 2**40, signature)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("me.jpg", "me.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\selfie.png", "selfie.png"),
        ("..", ""),
        ("a\0b.jpg", "ab.jpg"),
        ("/", ""),
        ("x" * 999, "x" * 200),
    ],
)
def test_a_files_name_keeps_no_path(given, kept):
    assert bare_name(given) == kept
