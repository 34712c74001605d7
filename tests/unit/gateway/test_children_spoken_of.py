# ruff: noqa: E501, RUF001 - headlines in their own scripts
"""Where a text speaks of a child, in the languages that people write headlines in; and where it does not."""

from itertools import chain

import pytest

from gateway.policy.children import ROWS, Mention, children_in
from gateway.policy.judging import Said

SPEAKS = {
    "en": ["MY 9 YEAR OLD SON", "my 9-year-old", "NINE YEAR OLD BUILDS A PC", "baby's first steps", "5yo reacts",
           "Teaching toddlers to code", "My kids tried it", "a 14 y/o hacker", "B A B Y photos", "3 months old"],
    "de": ["Mein 9-jähriger Sohn", "SIE IST ERST 7 JAHRE ALT", "Unser Baby ist da", "Kinder kochen", "Kleinkind-Tricks"],
    "fr": ["Mon fils de 9 ans", "Mon bébé", "LES ENFANTS DÉCIDENT", "ma fille de 6 ans cuisine"],
    "es": ["Mi hijo de 9 años", "MI BEBÉ", "Los niños deciden", "una niña gana", "menores de edad"],
    "pt": ["Meu filho de 9 anos", "CRIANÇAS NO COMANDO", "a menina de ouro", "tem 9 anos de idade"],
    "it": ["Mio figlio di 9 anni", "I BAMBINI DECIDONO", "il neonato"],
    "nl": ["Mijn 9-jarige zoon", "MIJN KIND KOOKT", "een kleuter op school"],
    "pl": ["Mój 9-letni syn", "MOJE DZIECKO", "nasz 9-latek"],
    "tr": ["9 yaşındaki oğlum", "BEBEĞİM", "çocuklar karar verdi"],
    "ru": ["Мой 9-летний сын", "МОЙ РЕБЁНОК", "дети решают", "дочка готовит"],
    "uk": ["Моя дитина", "9-річний син"],
    "ar": ["طفلي الصغير", "الأطفال يقررون"],
    "hi": ["मेरा बच्चा", "9 साल का बेटा"],
    "zh": ["我9岁的儿子", "宝宝的第一步"],
    "ja": ["9歳の息子", "赤ちゃんの最初の一歩"],
    "ko": ["9살 아들", "우리 아기"],
}  # fmt: skip
MYSELF = [
    "I'm 12 and I built this", "i am only 9", "Ich bin 12 Jahre alt", "J'ai 12 ans", "Tengo 12 años", "Tenho 12 anos",
    "Ho 12 anni", "Ik ben 12 jaar", "Mam 12 lat", "12 yaşındayım", "Мне 12 лет", "Мені 12 років", "عمري 12", "मैं 12 साल",
    "我今年12岁", "私は12歳", "저는 12살",
]  # fmt: skip
NOBODY = [
    "STOP DOING THIS", "AI portfolio mistakes", "10 YEAR OLD LAPTOP VS NEW", "a 12 year old whisky", "baby steps to 10k",
    "BABY YODA IS BACK", "Karate Kid review", "I kid you not", "20 year old millionaire", "25-year-old founder",
    "9 tips", "I'm 12 minutes late", "I'm 3 days in", "minor bugs", "Kidney health", "KINDER SURPRISE", "childish gambino",
    "I am 10 pounds lighter", "J'ai 12 ans d'expérience", "Tengo 10 años de experiencia", "30 лет спустя", "20歳の挑戦",
    "ONE OF A KIND", "BE KIND", "GAMING SETUP", "I'm 5 years sober", "I'm one of them", "10-летний опыт", "10-jähriges Jubiläum",
    "NINA SIMONE", "1세대 아이폰", "10-jarig bestaan", "100岁老人", "Destiny's Child reunion", "101 mistakes", "in 2 years", "Ich bin 12 Jahre dabei",
]  # fmt: skip


def spoken(text: str) -> Mention | None:
    return children_in([Said("/headline", text)])


def row_of(text: str) -> str | None:
    mention = spoken(text)
    return mention.row if mention else None


@pytest.mark.parametrize(("language", "text"), [(name, text) for name, texts in SPEAKS.items() for text in texts])
def test_a_child_is_noticed_in_every_language(language, text):
    mention = spoken(text)

    assert mention is not None
    assert (mention.speaks, mention.place) == ("a_child", "/headline")
    assert language in {row.id[:2] for row in ROWS}


@pytest.mark.parametrize("text", MYSELF)
def test_who_says_that_they_are_a_child_is_believed(text):
    mention = spoken(text)

    assert mention is not None
    assert mention.speaks == "myself"


@pytest.mark.parametrize("text", NOBODY)
def test_what_only_sounds_like_a_child_is_none(text):
    assert spoken(text) is None


def test_who_speaks_of_themselves_comes_first():
    said = [Said("/headline", "MY BABY BROTHER"), Said("/title", "I am 12 and he is 2")]

    mention = children_in(said)

    assert mention is not None
    assert mention.place == "/title"


def test_every_row_is_tried_here():
    tried = {row_of(text) for text in (*chain(*SPEAKS.values()), *MYSELF)}

    assert {row.id for row in ROWS} - tried == set()
