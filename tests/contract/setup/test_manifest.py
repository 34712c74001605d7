"""`assets.toml` says of every file where it comes from, how large it is and under which license it may be used."""

import re
from pathlib import Path, PurePosixPath

import pytest

from thumbworks import home
from thumbworks.setup import manifest

ROOT = Path(__file__).parents[3]
PACKAGES = manifest.read(ROOT / "assets.toml")
FILES = [file for package in PACKAGES for file in package.files]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_a_package_is_pinned_and_its_license_is_known(package):
    assert package.source in {"pip", "npm"}
    assert re.fullmatch(r"\d+(\.\d+)+(-\d+)?", package.version)
    assert package.license not in {"", "unknown"}


@pytest.mark.parametrize("package", [p for p in PACKAGES if not p.is_for_tests], ids=lambda package: package.name)
def test_what_is_passed_on_brings_its_license(package):
    assert any(file.target.endswith(".LICENSE") for file in package.files)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.target)
def test_a_file_has_size_and_hash_and_stays_inside_its_folder(file):
    assert file.size > 0
    assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
    assert ".." not in PurePosixPath(file.path).parts
    assert not file.path.startswith("/")


def test_no_two_files_land_on_each_other():
    targets = [file.target for file in FILES]

    assert len(targets) == len(set(targets))


def test_set_up_has_brought_every_file_as_listed():
    damaged = [file.target for file in FILES if not file.is_intact(home.assets_folder())]

    assert damaged == []
