"""A real nats-server, started, stopped, killed and found again."""

import os
import signal
import socket
import stat
from pathlib import Path

import httpx
import nats
import pytest
from nats.errors import Error

from thumbworks.embedded.child import spawn
from thumbworks.embedded.nats import Nats, find_program, require_version, start_nats, version_of
from thumbworks.errors import HouseError
from thumbworks.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


async def store(server: Nats, subject: str) -> int:
    """Publish into a stream on disk; the sequence number it got."""
    client = await nats.connect(server.url)
    stream = client.jetstream()
    await stream.add_stream(name="KEPT", subjects=["kept.>"])
    ack = await stream.publish(subject, b"")
    await client.close()
    return ack.seq


async def test_it_keeps_messages_over_a_restart(home):
    with start_nats(home) as server:
        first = await store(server, "kept.a")
    with start_nats(home) as server:
        second = await store(server, "kept.b")

    assert (first, second) == (1, 2)


async def test_after_a_kill_it_comes_back_on_the_same_port_with_what_it_acknowledged(home):
    with start_nats(home) as server:
        await store(server, "kept.a")
        server.process.kill()
        server.process.wait()
        killed = server.alive
        with start_nats(home, port=server.port) as again:
            assert await store(again, "kept.b") == 2
            assert again.url == server.url

    assert not killed


async def test_one_left_behind_by_a_killed_command_is_ended_first(home):
    orphan = start_nats(home)
    with start_nats(home) as server:
        assert not orphan.alive
        assert await store(server, "kept.a") == 1


async def test_nobody_gets_in_without_the_token(home):
    with start_nats(home) as server, pytest.raises(Error, match="Authorization Violation"):
        await nats.connect(f"nats://127.0.0.1:{server.port}", allow_reconnect=False)


def test_the_token_is_in_no_command_line_and_no_readable_file(home):
    with start_nats(home) as server:
        token = home.secret("nats-token")
        command = Path(f"/proc/{server.process.pid}/cmdline")
        line = command.read_text() if command.exists() else ""
        config = home.path / "nats/nats.conf"

        assert token not in line
        assert token in config.read_text()
        assert stat.S_IMODE(config.stat().st_mode) == 0o600


def test_it_listens_on_loopback_alone(home):
    with start_nats(home) as server, socket.socket() as other:
        other.settimeout(1)

        assert server.monitor.startswith("http://127.0.0.1:")
        assert httpx.get(f"{server.monitor}/healthz").is_success
        assert other.connect_ex(("127.0.0.2", server.port)) != 0


def test_it_ends_with_its_block_and_may_be_stopped_twice(home):
    with start_nats(home) as server:
        pid = server.process.pid
    server.stop()

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_port_in_use_is_said_at_once(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(HouseError, match=f"port {port} is in use"):
            start_nats(home, port=port)


@pytest.mark.parametrize(("version", "fits"), [("2.9.25", False), ("2.10.0", True), ("2.15.1", True), ("3.0.0", True)])
def test_a_server_older_than_2_10_is_refused(tmp_path, version, fits):
    program = tmp_path / "nats-server"
    program.write_text(f"#!/bin/sh\necho nats-server: v{version}\n")
    program.chmod(0o700)
    refused = False
    try:
        require_version(program)
    except HouseError as error:
        refused = version in error.problem

    assert version_of(program) == version
    assert refused != fits


def test_one_that_cannot_start_says_why(home):
    (home.folder("nats") / "jetstream").write_text("a file where a folder must be")

    with pytest.raises(HouseError, match=r"ended at once \(.*Can't start JetStream.*\); to mend it: read .*nats.log"):
        start_nats(home)


def test_a_reused_process_number_is_left_alone(home):
    bystander = spawn("a bystander", ["sleep", "60"], log=home.path / "bystander.log", gentle=signal.SIGTERM)
    (home.folder("nats") / "nats.pid").write_text(f"{bystander.process.pid}\n")
    with bystander, start_nats(home):
        assert bystander.alive


def test_the_program_is_the_one_installed_with_us():
    assert version_of(find_program()) >= "2.15"


async def test_a_home_may_have_any_name(tmp_path):
    with start_nats(Home.open(tmp_path / 'a, "b" % c $d')) as server:
        assert await store(server, "kept.a") == 1
