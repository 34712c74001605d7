import pytest

from common.brief import Brief
from gateway.presets import PRESETS
from gateway.questionnaire import SECTIONS, groups, questionnaire

CREATORS = {"gaming", "tutorial", "podcast", "reaction", "finance", "vlog", "news", "course"}


def test_there_are_presets_for_eight_creators():
    assert {preset.id for preset in PRESETS} == CREATORS


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_a_preset_is_a_whole_brief_without_words_and_selfies(preset):
    whole = Brief.model_validate({"headline": "STOP IT", "refs": ["ast_1"], **preset.brief})

    assert set(preset.brief) == set(Brief.model_fields) - {"headline", "refs"}
    assert whole.model_dump(mode="json", exclude={"headline", "refs"}) == preset.brief
    assert not whole.warnings()


def test_no_two_presets_look_the_same():
    looks = [(p.brief["vibe"], p.brief["colors"], p.brief["typography"]["mood"], p.brief["text"]) for p in PRESETS]

    assert len({str(look) for look in looks}) == len(PRESETS)


def test_every_question_has_its_place_in_one_section():
    asked = [field for group in groups() for field in group["fields"]]

    assert [group["id"] for group in groups()] == list(SECTIONS)
    assert sorted(asked) == sorted(Brief.model_fields)
    assert all(group["fields"] for group in groups())


def test_every_section_has_a_title_and_says_what_it_is_about():
    said = [(group["title"], group["help"]) for group in groups()]

    assert all(title and text.endswith(".") for title, text in said)
    assert len(set(said)) == len(SECTIONS) == 8


def test_every_question_has_a_title():
    schema = questionnaire()["schema"]
    named = {
        name: row if "title" in row else schema["$defs"][row["$ref"].rpartition("/")[2]]
        for name, row in schema["properties"].items()
    }

    assert [name for name, row in named.items() if not row.get("title")] == []


def test_the_form_brings_the_presets_along():
    assert {preset["id"] for preset in questionnaire()["presets"]} == CREATORS


def test_the_schema_describes_every_question():
    assert set(questionnaire()["schema"]["properties"]) == set(Brief.model_fields)


def test_platforms_bring_their_pixels_and_reserved_zones():
    youtube = next(row for row in questionnaire()["platforms"] if row["id"] == "youtube")

    assert youtube["sizes"] == [{"w": 1280, "h": 720}]
    assert youtube["reserved"][0]["why"] == "duration badge"
