from pathlib import Path

import pytest
from pydantic import ValidationError

from common.settings import Settings


@pytest.fixture(autouse=True)
def nobody_has_set_anything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"THUMBWORKS_{name.upper()}", raising=False)


def test_blobs_lie_in_the_home_unless_an_url_says_otherwise(tmp_path):
    assert Settings(home=tmp_path).blob_store_url == (tmp_path / "blobs").as_uri()
    assert Settings(blobs_url="s3://bucket/prefix").blob_store_url == "s3://bucket/prefix"


def test_a_relative_home_is_one_folder_whoever_reads_it():
    assert Settings(home=Path("here")).blob_store_url == (Path.cwd() / "here/blobs").as_uri()


def test_the_environment_wins_over_the_file(monkeypatch):
    Path(".env").write_text("THUMBWORKS_LOG_LEVEL=DEBUG\nTHUMBWORKS_NATS_REPLICAS=3\n")
    monkeypatch.setenv("THUMBWORKS_LOG_LEVEL", "ERROR")

    assert (Settings().log_level, Settings().nats_replicas) == ("ERROR", 3)


def test_other_programs_variables_are_none_of_our_business(monkeypatch):
    monkeypatch.setenv("LOG_LEVEL", "nonsense")
    monkeypatch.setenv("THUMBWORKS_FAVORITE_COLOR", "teal")

    assert Settings().log_level == "INFO"


def test_a_secret_is_not_shown_by_accident():
    assert "hunter2" not in repr(Settings(secret="hunter2", database_url="postgresql://u:hunter2@h/d"))  # type: ignore[arg-type]


def test_nonsense_is_refused_at_the_start(monkeypatch):
    monkeypatch.setenv("THUMBWORKS_NATS_REPLICAS", "9")
    with pytest.raises(ValidationError, match="nats_replicas"):
        Settings()
