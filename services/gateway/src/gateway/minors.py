"""A picture of a child: made with its guardian's word, by the studio alone, under the strict filter; else refused.

A guess about an age is years off, so a clear one has to be shared by most of the selfies, and the merely young are
asked about, not refused. A guardian's consent names no recipients, so no provider is on the route.
"""

from collections.abc import Sequence
from dataclasses import replace

from common.brief import ContentFilter
from common.errors import Code, PermanentError
from common.screening import AgeVerdict
from gateway.consents import GUARDIAN
from gateway.screening import screened
from gateway.store.rows import Agreed, Asset
from gateway.wanting import Wanted

WHAT_TO_DO = (
    "The person in the selfies looks like a child. A parent or guardian records the consent"
    f" `{GUARDIAN}` (`POST /me/consent`) and uploads the selfies with its `consent_id`; the picture is then made on"
    " this installation alone. If the person is grown up, a larger, better lit selfie helps."
)
MAYBE = "A selfie may show somebody under age; if so, a parent or guardian has to give the consent."


def age_in(selfies: Sequence[Asset]) -> AgeVerdict:
    """Of the person they show: what most of those say that could be looked at."""
    seen = [age for age in (screened(selfie).age for selfie in selfies) if age != "unchecked"]
    if not seen:
        return "unchecked"
    if 2 * seen.count("minor") > len(seen):
        return "minor"
    return "adult" if 2 * seen.count("adult") >= len(seen) else "minor_possible"


def must_have_a_guardian(consents: Sequence[Agreed | None]) -> None:
    """`consents` are what each selfie of a child came in under. Raises `guardian_required`."""
    if not all(consent and consent.statement == GUARDIAN for consent in consents):
        errors = [{"pointer": "/refs", "detail": WHAT_TO_DO, "code": Code.GUARDIAN_REQUIRED}]
        raise PermanentError(Code.GUARDIAN_REQUIRED, WHAT_TO_DO, errors=errors)


def for_a_child(wanted: Wanted) -> Wanted:
    return replace(wanted, brief=wanted.brief.model_copy(update={"content_filter": ContentFilter.STRICT}))
