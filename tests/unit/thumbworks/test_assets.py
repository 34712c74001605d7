import hashlib
import os
import stat
from pathlib import Path

import pytest

from thumbworks.errors import HouseError
from thumbworks.setup import assets, manifest

ROW = """[[package]]
kind = "font"
source = "npm"
name = "@fonts/brave"
version = "1.2.3"
license = "OFL-1.1"
files = [
  {{ path = "files/brave.woff2", bytes = {size}, sha256 = "{sha256}" }},
  {{ path = "LICENSE", bytes = 4, sha256 = "{license}" }},
]
"""


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def row(tmp_path: Path) -> Path:
    file = tmp_path / "assets.toml"
    file.write_text(ROW.format(size=6, sha256=sha256(b"a font"), license=sha256(b"free")))
    return file


def lay(folder: Path, content: bytes = b"a font") -> None:
    (folder / "fonts").mkdir(parents=True)
    (folder / "fonts/brave.woff2").write_bytes(content)
    (folder / "fonts/brave.LICENSE").write_bytes(b"free")


def test_a_file_lands_in_the_folder_of_its_kind_and_a_license_is_named_for_its_package(row):
    (package,) = manifest.read(row)

    assert [file.target for file in package.files] == ["fonts/brave.woff2", "fonts/brave.LICENSE"]


def test_what_is_there_is_not_fetched_again(row, tmp_path, monkeypatch):
    lay(tmp_path / "assets")
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9")
    assets.fetch(row, tmp_path / "assets", tmp_path / "no.lock")

    assert (tmp_path / "assets/fonts/brave.woff2").read_bytes() == b"a font"


@pytest.mark.parametrize("content", [b"a fon", b"A FONT"], ids=["cut short", "changed"])
def test_a_damaged_file_is_as_good_as_missing(row, tmp_path, content):
    lay(tmp_path, content)

    assert not manifest.read(row)[0].files[0].is_intact(tmp_path)


@pytest.fixture
def npm_on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An npm that packs one font, found before any other because the environment's packages seem to have none."""
    program = tmp_path / "bin/npm"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n[ $1 = pack ] || exit 0\nmkdir -p package/files && printf 'a font' > package/files/brave.woff2\n"
        "printf free > package/LICENSE\ntar czf fonts-brave-1.2.3.tgz package\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    monkeypatch.setattr("sysconfig.get_path", lambda _name: str(tmp_path))


@pytest.mark.usefixtures("npm_on_path")
def test_a_changed_file_is_fetched_again(row, tmp_path):
    lay(tmp_path / "assets", b"A FONT")
    assets.fetch(row, tmp_path / "assets", tmp_path / "no.lock")

    assert (tmp_path / "assets/fonts/brave.woff2").read_bytes() == b"a font"


@pytest.mark.usefixtures("npm_on_path")
def test_a_missing_package_is_fetched_and_leaves_nothing_else_behind(row, tmp_path, capsys):
    assets.fetch(row, tmp_path / "assets", tmp_path / "no.lock")
    files = sorted(str(f.relative_to(tmp_path / "assets")) for f in (tmp_path / "assets").rglob("*") if f.is_file())

    assert files == ["fonts/brave.LICENSE", "fonts/brave.woff2"]
    assert "fetching models and fonts (2 files, 0.0 MB)" in capsys.readouterr().err


@pytest.mark.usefixtures("npm_on_path")
def test_a_file_with_another_hash_is_refused(row, tmp_path):
    row.write_text(ROW.format(size=6, sha256=sha256(b"A FONT"), license=sha256(b"free")))

    with pytest.raises(HouseError, match=r"files/brave.woff2 of @fonts/brave 1.2.3 does not have the hash"):
        assets.fetch(row, tmp_path / "assets", tmp_path / "no.lock")
    assert not (tmp_path / "assets/fonts/brave.woff2").exists()
