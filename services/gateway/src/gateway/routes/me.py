from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from gateway.bodies import ConsentBody, MeBody, consent_body, me_body
from gateway.deps import Once, Person, Ports

router = APIRouter(prefix="/me", tags=["me"])

Statement = Literal["2026-11"]
STATEMENTS: dict[Statement, str] = {
    "2026-11": (
        "The selfies show me, or a person who allowed me to use them. Their faces may be measured and used to make"
        " pictures of that person, on this installation and by the recipients named here, and nowhere else. I can take"
        " this back and have everything made from them erased."
    )
}
CURRENT: Statement = "2026-11"


class ConsentForm(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"statement": CURRENT, "recipients": ["google"]}}
    )

    statement: Statement = Field(default=CURRENT, description="Which wording was agreed to.")
    recipients: tuple[Annotated[str, Field(min_length=1, max_length=60)], ...] = Field(
        default=(), max_length=20, description="Providers that may receive the selfies. Nobody else will."
    )


@router.get("")
async def read_me(person: Person, ports: Ports) -> MeBody:
    """The account, its credits, what its plan allows and the consent on record."""
    account = await ports.store.people.account(person)
    return me_body(account, await ports.store.people.consent(person.user_id))


@router.get("/consent/statements")
async def read_statements() -> dict[Statement, str]:
    """The wordings a consent can name."""
    return dict(STATEMENTS)


@router.post("/consent", status_code=201)
async def give_consent(person: Person, ports: Ports, _once: Once, form: ConsentForm | None = None) -> ConsentBody:
    """Record that the face in the selfies may be used, and who may receive it."""
    form = form or ConsentForm()
    source = "local" if person.local else "api"
    consent = await ports.store.people.record_consent(person.user_id, form.statement, form.recipients, source)
    return consent_body(consent)
