import asyncio
import os
import signal
from pathlib import Path

import pytest

from common.errors import Code, PermanentError
from gateway.intake import Intake


@pytest.fixture
async def intake():
    pool = Intake()
    yield pool
    await pool.close()


def worker_of(pool: Intake) -> int:
    return pool._idle[0]._process.pid


async def test_a_selfie_comes_back_normalised_with_its_hash_and_size(intake, encode):
    picture = await intake.normalize(encode("PNG", size=(300, 200)))

    assert (picture.width, picture.height) == (300, 200)
    assert len(picture.sha256) == 64
    assert picture.data.startswith(b"\xff\xd8\xff")


async def test_the_worker_stays_for_the_next_picture(intake, encode):
    await intake.warm()
    before = worker_of(intake)
    await intake.normalize(encode("JPEG"))

    assert worker_of(intake) == before


async def test_a_refusal_keeps_its_code_and_the_worker(intake, bomb):
    with pytest.raises(PermanentError) as refused:
        await intake.normalize(bomb)

    assert refused.value.code is Code.IMAGE_TOO_LARGE
    assert len(intake._idle) == 1


async def test_no_worker_is_started_for_what_is_no_picture(intake):
    with pytest.raises(PermanentError):
        await intake.normalize(b"<html>")

    assert not intake._idle


async def test_a_picture_that_takes_too_long_is_refused_and_its_worker_replaced(encode):
    pool = Intake(seconds=0.001)
    with pytest.raises(PermanentError) as refused:
        await pool.normalize(encode("PNG", size=(2000, 2000)))

    assert refused.value.code is Code.IMAGE_UNREADABLE
    assert not pool._idle


async def test_a_worker_that_died_in_its_sleep_costs_nobody_an_upload(intake, encode):
    await intake.normalize(encode("JPEG"))
    process = intake._idle[0]._process
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    picture = await intake.normalize(encode("JPEG"))

    assert picture.width == 120


async def test_a_worker_that_dies_over_a_picture_answers_that_it_is_unreadable(intake, encode):
    await intake.warm()
    process = intake._idle[0]._process
    os.kill(process.pid, signal.SIGSTOP)
    upload = asyncio.create_task(intake.normalize(encode("JPEG")))
    while intake._idle:  # noqa: ASYNC110 - it is handed out, and nobody says so
        await asyncio.sleep(0)
    os.kill(process.pid, signal.SIGKILL)
    with pytest.raises(PermanentError) as refused:
        await upload

    assert refused.value.code is Code.IMAGE_UNREADABLE
    assert (await intake.normalize(encode("JPEG"))).width == 120


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="only Linux shows another process's environment")
async def test_a_worker_knows_no_secrets_of_the_gateway(intake, monkeypatch):
    monkeypatch.setenv("THUMBWORKS_JWT_SECRET", "x" * 40)
    await intake.warm()
    environment = Path(f"/proc/{worker_of(intake)}/environ").read_bytes()  # noqa: ASYNC240 - no disk is behind it

    assert b"THUMBWORKS" not in environment


async def test_closing_leaves_no_worker_behind(encode):
    pool = Intake()
    await pool.normalize(encode("JPEG"))
    process = pool._idle[0]._process
    await pool.close()

    assert process.returncode is not None


async def test_colors_and_composition_are_measured_where_they_are_asked_for(intake, encode):
    data = encode("PNG", color=(16, 42, 107), size=(320, 180))
    looked, plain = await intake.normalize(data, look=True), await intake.normalize(data)

    assert looked.inspiration["colors"][0]["share"] == 1
    assert (plain.inspiration, plain.data) == (None, looked.data)
