# ruff: noqa: E501, RUF001 - what people write, as they write it
"""Public people, however their names are written; and what only sounds like them."""

from pathlib import Path

import pytest

from gateway.policy import Policy, Said, judge, read_policy

PLAIN = Policy()

SPELLED = """Elon Musk|ELON MUSK|elon-musk|Elon.Musk|elonmusk|#ElonMusk|3lon Mu5k|E l o n  M u s k|Élon Musk|Еlоn Мusk
Elon Musk's rocket|E. Musk|Elooon Musk|ｅｌｏｎ ｍｕｓｋ|илон маск|портрет Илона Маска|马斯克|イーロン・マスク|Elon|'Elon Musk'|El\u200bon Musk
Mr. Beast|MrBeast|mr beast|Mister Beast|M.r.B.e.a.s.t|Jimmy Donaldson|mrbeast's face|Мистер Бист|MR-BEAST
Donald J. Trump|President Trump|D. Trump|Дональд Трамп|特朗普在说话|Дональда Трампа|도널드 트럼프를|دونالد ترامب
Taylor Swift|T-Swift|taylorswift|Tay Swift|Тейлор Свифт|テイラー・スウィフト|B3yoncé|Beyonce|Zelenskyy|Selenskyj|Володимир Зеленський
Vladimir Putin|Putin's|Путина|J.Lo|JLo|CR7|Cristiano Ronaldo|Messi|Kylian Mbappé|Timothée Chalamet|Kanye|SRK|शाहरुख खान|Recep Tayyip Erdoğan
Bill Gates|Bill Gates' house|King Charles|Obama|Zuckerberg|Schwarzenegger|leonardo di caprio|LeBron|Steph Curry|Kardashian
Tay1or Sw1ft|e1on mu5k|eIon Musk|Iady Gaga|ᴇʟᴏɴ ᴍᴜꜱᴋ|🅴🅻🅾🅽 🅼🆄🆂🅺|🇪🇱🇴🇳 🇲🇺🇸🇰|єlon мusk|Ɛlon Musk|ǝlon Musk|Eloп Мusk|Ełøn Musk
Eloon Muskk|Scarlett Johanson|Bil Gates|MrBeastt|Arnold Schwarzeneger|Gordon Ramsay|Eminem""".replace("\n", "|").split(
    "|"
)

SHOWN = ("put Trump beside me", "me next to Musk", "look like Trump", "draw an angry Trump", "with Pitt, arms crossed")

HARMLESS = """Trump card|a trump card on the table|add a musk ox behind me|Musk ox in the snow|Bill gates the dam|Bill gates off the field
make the text swift|open the gates|rock climbing|a Cavalier King Charles Spaniel|Prince William County fair|jobs report on the wall|mum's curry
cook like a pro|west coast sunset|add brown stone|put a cruise ship there|show speed lines|Elon University campus|a beast of a truck
holland tulips|paris in spring, hilton hotel sign|K West Street|smith shop|Adele's cafe sign|stone age|harry the dog|perfect dude|Madonna lily
perry the platypus poster|lisa's bakery|T cook timer|Hanks of yarn|beyond the sea|the rock formation|curry with rice|a swift bird
bidden secrets|puttin on the ritz|T-shirt 11:11|ellis island|1111 smiles""".replace("\n", "|").split("|")


@pytest.mark.parametrize("name", SPELLED)
def test_a_public_person_is_not_shown_however_the_name_is_written(name: str):
    assert judge([Said("/instruction", f"{name} beside me", depicts=True)], PLAIN).category == "likeness"


@pytest.mark.parametrize("name", SPELLED)
def test_a_name_in_a_headline_is_news(name: str):
    assert not judge([Said("/headline", f"{name} 2026")], PLAIN).refused


@pytest.mark.parametrize("text", SHOWN)
def test_a_name_that_is_a_word_too_counts_where_somebody_is_to_be_shown(text: str):
    assert judge([Said("/instruction", text, depicts=True)], PLAIN).category == "likeness"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_sounds_like_a_name_passes_even_where_it_is_to_be_shown(text: str):
    assert not judge([Said("/instruction", text, depicts=True)], PLAIN, strict=True).refused


def test_an_operator_adds_people_with_their_aliases(tmp_path: Path):
    own = 'people = ["Jane Example", { name = "John Sample", aliases = ["Johnny S", "Джон"] }]'
    (tmp_path / "policy.toml").write_text(own)
    policy = read_policy(tmp_path / "policy.toml")

    for name in ("Jane-Example", "J. Example", "john_sample", "JOHNNY S.", "Джона"):
        assert judge([Said("/headline", f"look like {name}")], policy).category == "likeness"
