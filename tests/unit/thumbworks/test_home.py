import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from thumbworks.home import Home, HomeBusyError, Stack, assets_folder, home_folder, write_private


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_home_is_for_its_owner_alone(tmp_path):
    home = Home.open(tmp_path / "new" / "home")

    assert mode(home.path) == 0o700


def test_a_home_that_was_open_to_others_is_closed(tmp_path):
    tmp_path.chmod(0o755)

    assert mode(Home.open(tmp_path).path) == 0o700


def test_a_secret_stays_the_same_and_is_private(tmp_path):
    home = Home.open(tmp_path)
    first = home.secret("token")

    assert Home.open(tmp_path).secret("token") == first
    assert len(first) > 40
    assert mode(tmp_path / "secrets/token") == 0o600
    assert home.secret("another") != first


def test_whoever_asks_first_at_once_gets_the_same_secret(tmp_path):
    home = Home.open(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: home.secret("token"), range(64)))

    assert len(secrets) == 1
    assert [file.name for file in (tmp_path / "secrets").iterdir()] == ["token"]


def test_only_one_process_holds_a_home(tmp_path):
    home = Home.open(tmp_path)
    with home.lock(), pytest.raises(HomeBusyError), home.lock():
        pass


HOLDER = """
import sys
from pathlib import Path
from thumbworks.home import Home

with Home.open(Path(sys.argv[1])).lock():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_killed_holder_lets_go(tmp_path):
    home = Home.open(tmp_path)
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(HomeBusyError), home.lock():
            pass
        holder.kill()
        holder.wait()
        with home.lock():
            taken = True

    assert taken


def test_a_running_stack_is_found_and_one_that_is_gone_is_not(tmp_path):
    home = Home.open(tmp_path)
    with home.lock():
        silent = home.stack()
        home.announce("http://127.0.0.1:8000")
        found = home.stack()

    assert silent is None
    assert found is not None
    assert isinstance(found, Stack)
    assert found.url == "http://127.0.0.1:8000"
    assert home.stack() is None


def test_the_environment_says_where_data_and_models_live(tmp_path, monkeypatch):
    monkeypatch.setenv("THUMBWORKS_HOME", str(tmp_path))
    monkeypatch.delenv("THUMBWORKS_ASSETS", raising=False)

    assert home_folder() == tmp_path
    assert assets_folder() == tmp_path / "assets"


def test_an_empty_setting_is_none(monkeypatch):
    monkeypatch.setenv("THUMBWORKS_HOME", "")

    assert home_folder().name == ".thumbworks"


def test_a_private_file_replaces_an_open_one(tmp_path):
    file = tmp_path / "conf"
    file.write_text("old")
    file.chmod(0o644)
    write_private(file, "new")

    assert file.read_text() == "new"
    assert mode(file) == 0o600
