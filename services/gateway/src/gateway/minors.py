"""A picture of a child: made with its guardian's word, by the studio alone, under the strict filter; else refused.

A guess about an age is years off, so a clear one has to be shared by most of the selfies, and the merely young are
asked about, not refused; where the words speak of a child too, that settles it. A guardian's consent names no
recipients, so no provider is on the route.

    the selfies look     and the words speak of    then
    a child's            anything                  a guardian's consent is needed
    young                a child                   the same
    nobody could tell    oneself as a child        the same
    a grown-up's         a child                   a warning
    young, or unseen     nobody of that age        a warning, or nothing
"""

from collections.abc import Sequence
from dataclasses import replace

from common.ages import AgeVerdict, age_among
from common.brief import ContentFilter
from common.errors import Code, PermanentError
from gateway.consents import GUARDIAN
from gateway.policy.children import Mention
from gateway.screening import Decision, row, screened
from gateway.store.rows import Agreed, Asset
from gateway.wanting import Wanted

WHAT_TO_DO = (
    "The person in the selfies looks like a child. A parent or guardian records the consent"
    f" `{GUARDIAN}` (`POST /me/consent`) and uploads the selfies with its `consent_id`; the picture is then made on"
    " this installation alone. If the person is grown up, a larger, better lit selfie helps."
)
SPOKEN = (
    "The words speak of a child (“{words}”). If the selfies show one, a parent or guardian records the consent"
    f" `{GUARDIAN}` and uploads the selfies with its `consent_id`; the picture is then made on this installation alone."
)
MAYBE = "A selfie may show somebody under age; if so, a parent or guardian has to give the consent."


def age_in(selfies: Sequence[Asset]) -> AgeVerdict:
    """Of the person they show."""
    return age_among(screened(selfie).age for selfie in selfies)


def is_a_childs(age: AgeVerdict, spoken: Mention | None) -> bool:
    """Whether the picture is taken for a child's, by what the selfies look like and what the words say."""
    if spoken is None or age in {"minor", "adult"}:
        return age == "minor"
    return age == "minor_possible" or spoken.speaks == "myself"


def cautions(age: AgeVerdict, spoken: Mention | None) -> list[str]:
    return [*([MAYBE] if age == "minor_possible" else []), *([SPOKEN.format(words=spoken.words)] if spoken else [])]


def came_from_a_guardian(consents: Sequence[Agreed | None]) -> bool:
    """`consents` are what each selfie came in under."""
    return all(consent and consent.statement == GUARDIAN for consent in consents)


def must_have_a_guardian(*, given: bool) -> None:
    """Raises `guardian_required`."""
    if not given:
        errors = [{"pointer": "/refs", "detail": WHAT_TO_DO, "code": Code.GUARDIAN_REQUIRED}]
        raise PermanentError(Code.GUARDIAN_REQUIRED, WHAT_TO_DO, errors=errors)


def for_a_child(wanted: Wanted) -> Wanted:
    return replace(wanted, brief=wanted.brief.model_copy(update={"content_filter": ContentFilter.STRICT}))


def decided(age: AgeVerdict, spoken: Mention | None, *, guardian: bool) -> list[Decision]:
    """What is written down of a run beside a refusal; nothing where there was nothing to decide."""
    found: list[Decision] = []
    if spoken:
        found.append(row("flagged", "minors", f"speaks-of-a-child:{spoken.row}", spoken.place))
    if guardian and is_a_childs(age, spoken):
        found.append(row("allowed", "minors", "", "/refs"))
    return found
