# ruff: noqa: E501, RUF001 - a pattern is read in one piece, and in its own script
"""What is not made here, as data. A row is a category, and what a text would have to say to fall under it.

Sources: section 11 of the product brief; the prohibited-use policies of the providers
(policies.google.com/terms/generative-ai/use-policy, openai.com/policies/usage-policies), which refuse the same later
and for money. Patterns are matched on folded text between word boundaries; they name acts rather than words, because "killer", "shot" and "sex education" are headlines. An operator adds rows and
exceptions in a file of their own.
"""

import re
from dataclasses import dataclass
from typing import Literal

Category = Literal["sexual", "minors", "hate", "self_harm", "illegal_goods", "likeness"]


@dataclass(frozen=True)
class Row:
    """`strict` rows hold only under the strict content filter."""

    id: str
    category: Category
    pattern: re.Pattern[str]
    strict: bool = False


def row(id_: str, category: Category, *alternatives: str, strict: bool = False) -> Row:
    whole = re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)")
    return Row(id_, category, whole, strict)


_MINOR = (
    r"(?:child(?:ren)?|kids?|minors?|under ?age\w*|toddlers?|infants?|preteens?|pre teens?|school ?(?:girls?|boys?)|"
    r"little (?:girls?|boys?)|(?:[1-9]|1[0-7]) ?(?:years? old|yo|y o)|nin[oa]s?|kinder|enfants?|minderjahrig\w*|"
    r"ребен\w*|девочк\w*|未成年|子供|儿童)"
)
_SEXUAL = (
    r"(?:nudes?|nudity|naked|porn\w*|sexy|sexual\w*|erotic\w*|nsfw|topless|lingerie|strip ?tease\w*|undress\w*|desnud[oa]s?|nackt\w*|"
    r"nues?|голы\w*|обнажен\w*|裸\w*|ヌー[ドト])"
)
_BETWEEN = r"(?:\W+\w+){0,4}?\W+"

ROWS: tuple[Row, ...] = (
    # Minors in a sexual context, in either order, and the words that mean nothing else.
    row("minors-1", "minors", rf"{_MINOR}{_BETWEEN}{_SEXUAL}", rf"{_SEXUAL}{_BETWEEN}{_MINOR}"),
    row("minors-2", "minors", r"child porn\w*", r"jailbait", r"loli(?:con)?s?", r"shotacon", r"cp porn", r"kinderporno\w*"),
    # Sexual pictures, said as what is to be shown.
    row(
        "sexual-1", "sexual",
        r"porn(?:o|ography|hub|star)?s?", r"hentai", r"blow ?jobs?", r"cum ?shots?", r"gang ?bangs?", r"hard ?core sex",
        r"xxx (?:video|photo|pic|content)s?", r"onlyfans leak(?:s|ed)?", r"sex ?tapes?", r"orgy", r"dick pics?",
    ),
    row(
        "sexual-2", "sexual",
        r"(?:make|show|draw|turn|generate|get|see|put) (?:me|her|him|them|the \w+|my \w+|it)(?: \w+){0,2} (?:naked|nude|topless|undressed)",
        r"(?:nude|naked|topless) (?:photos?|pics?|pictures?|selfies?|bod(?:y|ies)|wom[ae]n|m[ae]n|girls?|boys?|models?|leaks?)",
        r"(?:remove|take off|without) (?:all )?(?:her|his|my|their|the) clothes", r"undress (?:her|him|me|them|the \w+)",
        r"sans vetements", r"(?:desnud[oa]s?|sin ropa) (?:foto|fotos|mujer|chica)s?", r"fotos? (?:de )?\w* ?desnud[oa]s?",
        r"nackt(?:e|es)? (?:frau|foto|bilder?|madchen)", r"photos? (?:de )?\w* ?nue?s?", r"голые (?:фото|девушки)", r"裸体", r"全裸", r"(?:ヌード|ヌート)",
    ),
    row(
        "sexual-3", "sexual",
        r"nudes?", r"nudity", r"naked", r"topless", r"sexy", r"lingerie", r"erotic\w*", r"strip ?tease", r"stripper", r"boobs?",
        r"tits", r"horny", r"kinky", r"fetish\w*", r"onlyfans", r"nsfw", r"nackt", r"desnud[oa]", r"сексуальн\w*", r"эротик\w*",
        strict=True,
    ),
    # Hate, said as what is wished on people; slurs are kept as hashes below.
    row(
        "hate-1", "hate",
        r"(?:kill|gas|exterminate|eradicate|deport|burn|hang|lynch) (?:all |every |the )+(?:jews?|muslims?|blacks?|whites?|gays?|"
        r"immigrants?|christians?|hindus?|asians?|arabs?|women|trans(?: people)?|refugees?)",
        r"(?:jews?|muslims?|blacks?|gays?|immigrants?|asians?|women) (?:are|is) (?:vermin|subhumans?|animals|parasites|inferior)",
        r"heil hitler", r"sieg heil", r"white power(?! (?:suppl|cord|cable|bank|button|light))", r"gas the \w+", r"race war now", r"juden raus", r"auslander raus",
        r"mort aux (?:juifs|arabes|musulmans)", r"muerte a los (?:judios|negros|gays)", r"смерть (?:евреям|хачам)",
    ),
    row("hate-2", "hate", r"nazis? (?:were|was) right", r"hitler was right", r"ethnic cleansing (?:now|works)"),
    # Self-harm, encouraged or taught; getting help and looking back are headlines.
    row(
        "self-harm-1", "self_harm",
        r"how to (?:kill|hang|cut|hurt|starve) (?:yourself|myself|urself)", r"kill (?:yourself|urself)", r"kys",
        r"(?:best|easy|easiest|painless|quick) (?:ways?|methods?) to (?:die|kill yourself|commit suicide|end (?:it all|your life))",
        r"(?:commit|do) suicide (?:now|today|with me|challenge)", r"suicide (?:methods?|challenge|tutorial|how to)",
        r"pro ?ana", r"pro ?mia", r"thinspo(?:ration)?", r"suicidate", r"bring dich um", r"suicide toi", r"убе[ий] себя", r"自杀方法",
    ),
    row("self-harm-2", "self_harm", r"suicide", r"suicidal", r"self ?harm\w*", r"selbstmord", r"suicidio", strict=True),
    # Goods that may not be sold, offered or made.
    row(
        "illegal-goods-1", "illegal_goods",
        r"(?:buy|sell|selling|order|cook|cooking|make|making) (?:\w+ ){0,2}(?:meth|cocaine|heroin|fentanyl|mdma|crack|ecstasy)(?: \w+)?",
        r"(?:cocaine|heroin|meth|fentanyl|mdma) (?:for sale|delivery|dealer|shop|here)",
        r"(?:buy|sell|selling|order) (?:\w+ ){0,2}(?:fake|stolen|forged) (?:ids?|passports?|credit cards?|documents?|money|notes?)",
        r"(?:buy|sell|selling|print|3d print) (?:\w+ ){0,2}(?:ghost guns?|untraceable guns?|illegal (?:guns?|weapons?)|silencers?)",
        r"how to (?:make|build) (?:a |an )?(?:pipe ?)?(?:bombs?|explosives?|ied|nerve gas|molotov\w*)", r"credit card dumps",
        r"(?:carding|hacked accounts) (?:tutorial|shop|for sale)", r"kokain kaufen", r"comprar cocaina", r"acheter (?:de la )?cocaine",
        r"купить (?:кокаин|мефедрон|героин)", r"购买可卡因",
    ),
    row(
        "illegal-goods-2", "illegal_goods", r"cocaine", r"heroin", r"fentanyl", r"meth", r"bombs?", r"ghost guns?", strict=True
    ),
    # Other people's likenesses: the act, whoever it is.
    row(
        "likeness-1", "likeness",
        r"face ?swap(?:s|ped|ping)?(?: \w+){0,4} (?:on ?to|with|into|over|for)(?: \w+)+",
        r"(?:swap|replace|put)(?: \w+){0,3} (?:face|head)(?: \w+){0,3} (?:on ?to|with|over|for) (?!(?:my|mine|me|emoji|a blur|blur)(?!\w))(?:\w+)(?: \w+)*",
        r"(?:put|place|paste) (?:his|her|their|\w+(?:'|’)?s) (?:face|head) (?:on|onto|in|into|over)(?: \w+)+",
        r"deep ?fakes? of(?: \w+)+", r"(?:make|create|generate)(?: \w+){0,2} deep ?fakes?",
    ),
)  # fmt: skip

# "make me look like ..." is a likeness where a name of the list follows.
LOOKS_LIKE = re.compile(
    r"(?<!\w)(?:look(?:s|ing)? (?:\w+ )?like|turn(?:ed)? (?:me|my face|him|her|us) into|as if (?:i|it) (?:were|was)|"
    r"(?:become|be|impersonate|dressed up as|disguised as|with the face of|face of|next to|standing with|hugging|arrested|kissing)|"
    r"aussehen wie|como si fuera|parecer a|comme|похож\w* на|в образе)(?!\w)|像|变成|のよう|처럼"
)

# Slurs that have no other use, as the first 12 hex digits of BLAKE2b over the folded word, so that nobody has to read them.
SLURS: frozenset[str] = frozenset(
    {
        "0bc1e6946736", "1c6916ee27b3", "2e46f8d56572", "3a5188b6b3f1", "6a0391e1cec9", "8c881c58dc1e",
        "9eba73ee4d5d", "a6d46978cd3f", "a6e45c0c82a5", "ac9306574c2e", "ceb15b92ab8c", "d5afa2966710",
        "d79a68ec8e1a", "e533a067cd5c",
    }
)  # fmt: skip
