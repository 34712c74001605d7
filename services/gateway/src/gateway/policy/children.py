# ruff: noqa: E501 - a row is read in one piece, and in its own script
"""How people speak of children, language by language: rows of phrases, found in a text however it is typed.

Speaking of a child is no offense: "MY 9 YEAR OLD MADE THIS" is a headline. It says that the selfies may show one, which
a guess at an age may have left open. `{n}` is an age below 18, `{d}` one in digits, `*` an ending, a space whatever
stands between words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from gateway.policy.folding import folded, readings
from gateway.policy.judging import Said

Speaks = Literal["myself", "a_child"]


@dataclass(frozen=True)
class Row:
    """`myself` rows say that who speaks is a child. Nothing is found in `but`, and before what `not_before` begins."""

    id: str
    speaks: Speaks
    phrases: tuple[str, ...]
    but: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mention:
    """`words` are the text's own, folded."""

    row: str
    speaks: Speaks
    place: str
    words: str


_THINGS = (
    "laptop", "pc", "computer", "car", "phone", "iphone", "bug", "house", "whisky", "whiskey", "wine", "code", "game",
    "bike", "truck", "mac", "macbook", "camera", "company", "startup", "tree", "dog", "cat", "puppy", "horse", "tv",
    "video", "channel", "engine", "battery", "gpu", "console", "record", "mystery", "secret", "problem", "recipe",
)  # fmt: skip

ROWS: tuple[Row, ...] = (
    Row(
        "en-age", "a_child", ("{n} year* old*", "{n}yo", "{n} yo", "{n} y o", "{n} months old", "{n} weeks old"),
        not_before=_THINGS,
    ),
    Row(
        "en-child", "a_child",
        ("baby", "babies", "toddler*", "newborn*", "infant*", "kid", "kids", "child", "children", "teen", "teens",
         "teenager*", "preteen*", "schoolgirl*", "schoolboy*", "little girl*", "little boy*", "little brother*",
         "little sister*", "kindergart*", "grandchild*", "grandkid*", "{n}th grader*"),
        but=("baby steps", "baby step", "baby yoda", "baby blue", "baby driver", "baby shark", "baby powder", "sugar baby",
             "ice ice baby", "million dollar baby", "bye bye baby", "hit me baby", "kid rock", "kid cudi", "karate kid",
             "billy the kid", "wimpy kid", "whiz kid", "child s play", "childs play", "brain child", "kid you not",
             "kids menu", "rosemary s baby", "alter bridge child", "destiny s child", "childish gambino"),
    ),
    Row("en-myself", "myself",
        ("i am {d}", "i m {d}", "im {d}", "i am only {d}", "i m only {d}", "i am {d} years old", "i m {d} years old"),
        not_before=("year", "minutes", "days", "weeks", "percent", "times", "episodes", "hours", "in", "of", "k", "m", "pounds",
                    "kg", "feet", "seconds", "videos", "subscribers", "followers", "dollars", "miles", "km")),
    Row("de", "a_child",
        ("{n} jahrig*", "{n} jahre alt", "saugling*", "kleinkind*", "neugeboren*", "mein kind", "ein kind", "unser kind", "das kind",
         "kinder", "kindern", "enkelkind*", "teenager*", "schulkind*", "kleiner bruder", "kleine schwester", "mein baby", "unser baby",
         "kindergarten*", "kita kind*"),
        but=("kinder schokolade", "kinder surprise", "kinder riegel", "kinder bueno", "kinder chocolate"),
        not_before=("erfahrung", "jubilaum", "bestehen", "auto", "haus", "firma", "laptop", "whisky")),
    Row("de-myself", "myself", ("ich bin {d} jahre", "ich bin erst {d}"), not_before=("verheiratet", "dabei", "hier")),
    Row("fr", "a_child",
        ("bebe", "bebes", "nourrisson*", "enfant", "enfants", "gamin", "gamins", "gamine", "gamines", "ado", "ados", "adolescent*", "petit frere",
         "petite soeur", "fils de {n} ans", "fille de {n} ans", "garcon de {n} ans", "age de {n} ans", "a {n} ans il",
         "a {n} ans elle", "petit garcon*", "petite fille*"),
        but=("jeu d enfant", "bebe requin")),
    Row("fr-myself", "myself", ("j ai {d} ans", "j ai seulement {d} ans"), not_before=("d experience", "de")),
    Row("es", "a_child",
        ("bebe", "bebes", "un nino", "mi nino", "nino de {n}", "ninos", "una nina", "mi nina", "nina de {n}", "ninas", "hijo de {n} anos", "hija de {n} anos", "{n} anos de edad",
         "menor de edad", "menores de edad", "adolescente*", "hermanito*", "hermanita*", "recien nacid*", "chico de {n} anos",
         "chica de {n} anos", "nietos", "nietas")),
    Row("es-myself", "myself", ("tengo {d} anos", "tengo solo {d} anos"), not_before=("de experiencia",)),
    Row("pt", "a_child",
        ("crianca*", "menino*", "menina*", "filho de {n} anos", "filha de {n} anos", "{n} anos de idade", "recem nascid*",
         "irmaozinho*", "irmazinha*", "neto de {n} anos", "neta de {n} anos")),
    Row("pt-myself", "myself", ("tenho {d} anos", "eu tenho so {d} anos"), not_before=("de experiencia",)),
    Row("it", "a_child",
        ("bambin*", "neonat*", "figlio di {n} anni", "figlia di {n} anni", "ragazzino*", "ragazzina*", "adolescent*",
         "fratellino*", "sorellina*", "di {n} anni d eta")),
    Row("it-myself", "myself", ("ho {d} anni", "ho solo {d} anni"), not_before=("di esperienza",)),
    Row("nl", "a_child",
        ("{n} jarig*", "{n} jaar oud*", "peuter*", "kleuter*", "mijn kind", "een kind", "ons kind", "kinderen", "zusje*", "broertje*",
         "pasgeboren*", "kleinkind*"),
        not_before=("bestaan", "jubileum", "ervaring")),
    Row("nl-myself", "myself", ("ik ben {d} jaar", "ik ben pas {d}")),
    Row("pl", "a_child",
        ("dziecko", "dzieci*", "niemowl*", "przedszkol*", "{n} letni*", "{n} latek", "{n} latk*", "nastolat*",
         "wnucz*", "wnuk*", "synek*", "coreczk*"),
        not_before=("doswiadczen", "staz", "gwaranc", "samochod")),
    Row("pl-myself", "myself", ("mam {d} lat", "mam dopiero {d} lat")),
    Row("tr", "a_child",
        ("bebek", "bebegi*", "bebekler*", "cocuk", "cocugu*", "cocuklar*", "{n} yasindaki", "{n} yasinda ki", "yenidogan*",
         "ergen*", "oglum {n} yasinda", "kizim {n} yasinda")),
    Row("tr-myself", "myself", ("ben {d} yasindayim", "{d} yasindayim")),
    Row("ru", "a_child",
        ("ребенок", "ребенк*", "дети", "детей", "детям", "детск*", "малыш*", "младен*", "новорожденн*", "{n} летн*",
         "сын* {n} лет", "доч* {n} лет", "сынок", "сыночек", "дочка", "дочке", "дочку", "подросток", "подростк*",
         "школьни*", "внук*", "внучк*"),
        not_before=("опыт", "юбиле", "стаж", "истори")),
    Row("ru-myself", "myself", ("мне {d} лет", "мне всего {d}")),
    Row("uk", "a_child", ("дитина", "дитин*", "діти", "дітей", "немовля*", "{n} річн*", "підліт*", "онук*"),
        not_before=("досвід", "ювіле")),
    Row("uk-myself", "myself", ("мені {d} років",)),
    Row("ar", "a_child", ("طفل*", "طفلي", "الطفل*", "اطفال*", "الاطفال", "رضيع*", "مراهق*", "عمره {n} سن*", "عمرها {n} سن*")),
    Row("ar-myself", "myself", ("عمري {d}",)),
    Row("hi", "a_child", ("बच्चा", "बच्चे", "बच्ची", "बच्चों", "शिशु", "नवजात", "{n} साल का बेटा", "{n} साल की बेटी", "{n} साल का लड़का")),
    Row("hi-myself", "myself", ("मैं {d} साल", "मेरी उम्र {d}")),
    Row("zh", "a_child", ("{n}岁", "{n}歲", "宝宝", "寶寶", "婴儿", "嬰兒", "孩子", "小孩", "儿童", "兒童", "未成年", "小学生", "小學生")),
    Row("zh-myself", "myself", ("我今年{d}岁", "我{d}岁了", "我今年{d}歲")),
    Row("ja", "a_child", ("{n}歳", "{n}才", "赤ちゃん", "赤ん坊", "子供", "子ども", "こども", "幼児", "小学生", "中学生", "未成年")),
    Row("ja-myself", "myself", ("私は{d}歳", "僕は{d}歳", "わたしは{d}歳")),
    Row("ko", "a_child", ("{n}살*", "아기*", "아이들*", "우리 아이*", "어린이*", "초등학생*", "중학생*", "신생아*", "청소년*"), but=("여자 아이들",)),
    Row("ko-myself", "myself", ("저는 {d}살*", "나는 {d}살*")),
)  # fmt: skip
_IN_DIGITS: Final = r"(?<!\d)(?:1[0-7]|[1-9])(?!\d)"
_AGE: Final = (
    r"(?<!\d)(?:1[0-7]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen)(?!\d)"
)
_MARKS: Final = {"{n}": _AGE, "{d}": _IN_DIGITS, "*": r"\w{0,6}"}
_BETWEEN: Final = r"[\W_]+"
_UNSPACED: Final = re.compile(r"[぀-ヿ㐀-鿿가-힣]")
_TEXT = r"(?<!\w){}(?!\w)"


@dataclass(frozen=True)
class _Ready:
    row: Row
    found: re.Pattern[str]
    excepted: re.Pattern[str]


def _ready(row: Row) -> _Ready:
    after = rf"(?!{_BETWEEN}(?:{'|'.join(map(_pattern, row.not_before))}))" if row.not_before else ""
    phrases = "|".join(f"{_whole(phrase)}{after}" for phrase in row.phrases)
    return _Ready(row, re.compile(phrases), re.compile("|".join(map(_whole, row.but)) or r"(?!)"))


def _whole(phrase: str) -> str:
    """Words stand for themselves, except where nothing is written between words."""
    return _pattern(phrase) if _UNSPACED.search(phrase) else _TEXT.format(_pattern(phrase))


def _pattern(phrase: str) -> str:
    return _BETWEEN.join(map(_word, phrase.split(" ")))


def _word(word: str) -> str:
    return "".join(_MARKS.get(part) or re.escape(folded(part)) for part in re.split(r"({[nd]}|\*)", word))


def _beginnings(rows: Sequence[Row]) -> re.Pattern[str]:
    """All phrases by how they begin, words tried at the beginning of words only: hardly any text gets past it."""
    phrases = {phrase for row in rows for phrase in row.phrases}
    spaced = sorted(phrase for phrase in phrases if not _UNSPACED.search(phrase))
    by_letter = (
        f"{_pattern(begins)}(?:{'|'.join(_pattern(phrase.removeprefix(begins)) for phrase in same)})"
        for begins, same in groupby(spaced, lambda phrase: phrase[:3] if phrase[0] == "{" else phrase[0])
    )
    words = rf"(?<!\w)(?:{'|'.join(by_letter)})"
    return re.compile("|".join([words, *map(_pattern, sorted(phrases - set(spaced)))]))


_READY: Final = tuple(map(_ready, ROWS))
_BEGINS: Final = _beginnings(ROWS)


def children_in(said: Sequence[Said]) -> Mention | None:
    """Where a child is spoken of first; whoever says so of themselves comes before everybody else."""
    found = [mention for one in said if one.text for mention in _mentions(one)]
    return next((one for one in found if one.speaks == "myself"), found[0] if found else None)


def _mentions(said: Said) -> list[Mention]:
    texts = filter(_BEGINS.search, readings(said.text))
    hits = ((one.row, one.found.search(one.excepted.sub(" ", text))) for text in texts for one in _READY)
    return [Mention(row.id, row.speaks, said.place, hit[0]) for row, hit in hits if hit]
