from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, field_validator

from common.brief import HexColor
from gateway.bodies import ConsentBody, MeBody, consent_body, me_body
from gateway.consents import CURRENT, STATEMENTS, Statement, recipients_under
from gateway.deps import Once, Person, Ports
from gateway.styling import OF_ONE_ALONE, style_in

router = APIRouter(prefix="/me", tags=["me"])


class ConsentForm(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"statement": CURRENT, "recipients": ["google"]}}
    )

    statement: Statement = Field(default=CURRENT, description="Which wording was agreed to.")
    recipients: tuple[Annotated[str, Field(min_length=1, max_length=60)], ...] = Field(
        default=(), max_length=20, description="Providers that may receive the selfies. Nobody else will."
    )


class MeChanges(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"brand_colors": ["#00e5ff"], "default_style": {"vibe": ["bold"]}}},
    )

    name: Annotated[str, Field(max_length=200)] = ""
    brand_colors: Annotated[tuple[HexColor, ...], Field(max_length=6)] = ()
    default_style: dict[str, Any] = Field(
        default_factory=dict[str, Any], description="A brief without its words and pictures."
    )

    @field_validator("default_style")
    @classmethod
    def _must_be_a_style(cls, given: dict[str, Any]) -> dict[str, Any]:
        if named := sorted(OF_ONE_ALONE & given.keys()):
            raise ValueError(f"These belong to one thumbnail alone: {', '.join(named)}.")
        return given


@router.get("")
async def read_me(person: Person, ports: Ports) -> MeBody:
    """The account, its credits, what its plan allows and the consent on record."""
    account = await ports.store.people.account(person)
    return me_body(account, await ports.store.people.consent(person.user_id))


@router.patch("")
async def change_me(changes: MeChanges, person: Person, ports: Ports) -> MeBody:
    """Say who you are and how your thumbnails look: a new project takes from here what its brief leaves open."""
    wanted = changes.model_dump(mode="json", exclude_unset=True)
    if "default_style" in wanted:
        wanted["default_style"] = style_in(changes.default_style)
    account = await ports.store.people.change(person.user_id, wanted)
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
    consent = await ports.store.people.record_consent(
        person.user_id, form.statement, recipients_under(form.statement, form.recipients), source
    )
    return consent_body(consent)
