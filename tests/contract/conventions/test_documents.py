"""What is written about the code is what the code says."""

import re
import subprocess
from pathlib import Path

import pytest
from dotenv import dotenv_values

from common.errors import MEANINGS, Code
from common.events import EVENTS
from gateway.statuses import STATUSES
from thumbworks.documents import generate
from thumbworks.documents.events import SENDERS
from thumbworks.documents.settings import OF_THE_COMMAND_LINE, classes, own, shown

ROOT = Path(__file__).parents[3]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
TEXT_ENDINGS = {"", ".py", ".md", ".json", ".toml", ".yml", ".sql", ".conf", ".example"}


def texts() -> list[Path]:
    """Every text of ours that git knows or is about to."""
    listing = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, text=True)
    files = [ROOT / name for name in listing.splitlines()]
    return [file for file in files if file.suffix in TEXT_ENDINGS and file.is_file()]


TEXTS = texts()
DECLARED = {variable for cls in classes().values() for variable in own(cls)}


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    return generate()


def test_no_generated_page_is_stale(generated):
    stale = [
        name for name, text in generated.items() if not (ROOT / name).is_file() or (ROOT / name).read_text() != text
    ]

    assert stale == [], "run ./thumbworks docs"


def test_no_page_is_left_over_from_a_service_that_is_gone(generated):
    kept = {str(file.relative_to(ROOT)) for file in ROOT.glob("docs/asyncapi/*.json")}

    assert kept == {name for name in generated if name.startswith("docs/asyncapi/")}


def test_nothing_of_this_machine_is_in_them(generated):
    assert [name for name, text in generated.items() if str(ROOT) in text or str(Path.home()) in text] == []


def test_the_example_names_every_setting_once_and_sets_none():
    example = (ROOT / ".env.example").read_text()
    named = re.findall(r"^#([A-Z][A-Z_]+)=", example, re.MULTILINE)

    assert sorted(named) == sorted(DECLARED)
    assert dotenv_values(ROOT / ".env.example") == {}


def test_a_default_in_the_example_is_read_back_as_the_default(tmp_path):
    uncommented = re.sub(r"^#(?=[A-Z][A-Z_]+=)", "", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    (tmp_path / ".env").write_text(uncommented)
    written = dotenv_values(tmp_path / ".env")

    assert written == {name: shown(field.default) for cls in classes().values() for name, field in own(cls).items()}


def test_no_two_services_mean_different_things_by_one_variable():
    names = [variable for cls in classes().values() for variable in own(cls)]

    assert len(names) == len(set(names))


def test_every_setting_says_what_it_is():
    assert [name for cls in classes().values() for name, field in own(cls).items() if not field.description] == []


def test_every_variable_anybody_names_is_declared():
    """Outside the tests, which have switches of their own."""
    files = [file for file in TEXTS if "tests" not in file.relative_to(ROOT).parts]
    named = {(name, file) for file in files for name in re.findall(r"\bTHUMBWORKS_[A-Z_]*[A-Z]\b", file.read_text())}
    known = DECLARED | set(OF_THE_COMMAND_LINE) | {"THUMBWORKS_SPECS"}  # a page says how to run the tests with it

    assert {(name, str(file.relative_to(ROOT))) for name, file in named if name not in known} == set()


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_has_a_meaning_a_sender_and_an_entry(name):
    assert (EVENTS[name].__doc__ or "").endswith(".")
    assert SENDERS[name]
    assert f"\n## {name}\n" in (ROOT / "docs/events.md").read_text()


@pytest.mark.parametrize("name", EVENTS)
def test_the_sender_of_an_event_mentions_it(name, services):
    """As far as its sender exists; generators share their handler."""
    sources = {service.name: service.source for service in services} | {"generator": ROOT / "libs/common/src/common"}
    senders = [folder for sender, folder in sources.items() if sender in re.split(r"[^\w-]+", SENDERS[name])]
    mentions = [any(EVENTS[name].__name__ in file.read_text() for file in sender.rglob("*.py")) for sender in senders]

    assert not mentions or any(mentions) or name in OF_LATER_ROOMS


# Facts of the closed list whose senders come with the rooms that need them.
OF_LATER_ROOMS = {"likeness.checked", "likeness.failed"}


@pytest.mark.parametrize("code", Code)
def test_every_code_has_a_meaning_and_an_http_status(code):
    assert MEANINGS[code]
    assert 400 <= STATUSES[code] < 600


def test_nothing_but_codes_has_a_meaning_or_a_status():
    assert set(MEANINGS) == set(STATUSES) == set(Code)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_that_are_there(page):
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text())

    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_verb_of_the_command_line_is_documented():
    from thumbworks.main import app

    verbs = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]

    assert verbs
    assert [verb for verb in verbs if f"`{verb}" not in (ROOT / "docs/cli.md").read_text()] == []


def test_no_file_names_a_folder_of_somebodys_machine():
    pattern = re.compile(r"(?<![\w.])/(?:work|root|home|Users)/\w")

    assert [str(file.relative_to(ROOT)) for file in TEXTS if pattern.search(file.read_text())] == []
