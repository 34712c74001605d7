"""Every route of the description, asked for everything that the description allows and for much that it does not.

No answer is an `internal_error`, and every answer is one of those described: status, media type, body. The examples
come from the description alone and are the same in every run; half of them name things that are really there, and
half go each road to the database.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.buses import PATIENCE
from tests.contract.gateway.fuzzing.conftest import RunningApi, Standing
from tests.postgrest import ROADS

from gateway.refusals import ROWS

EXAMPLES = 16
DESCRIBED: Any = [status_code_conformance, content_type_conformance, response_schema_conformance]
DESCRIPTION: Any = schemathesis.openapi.from_path(Path(__file__).parents[4] / "docs" / "openapi.json")
OPERATIONS: dict[str, Any] = {found.ok().label: found.ok() for found in DESCRIPTION.get_all_operations()}
BOUNDED = hypothesis.settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[hypothesis.Phase.generate],
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.filter_too_much],
)


def asked_for(operation: Any) -> st.SearchStrategy[Any]:
    """What the description allows and, where there is anything to get wrong, what it does not."""
    right = operation.as_strategy(GenerationMode.POSITIVE)
    asks = operation.definition.raw
    if not asks.get("parameters") and not asks.get("requestBody"):
        return right
    return right | operation.as_strategy(GenerationMode.NEGATIVE)


def really(case: Any, standing: Standing) -> None:
    """Names in its path lead somewhere."""
    case.path_parameters = {name: standing.ids.get(name, value) for name, value in (case.path_parameters or {}).items()}


@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_described_and_none_is_an_internal_error(
    label: str, apis: dict[str, RunningApi], sql: Callable[..., None]
) -> None:
    standings = {road: api.everybody(sql) for road, api in apis.items()}
    with requests.Session() as session:
        session.trust_env = False

        @BOUNDED
        @hypothesis.given(asked_for(OPERATIONS[label]), st.booleans(), st.sampled_from(ROADS))
        def ask(case: Any, there: bool, road: str) -> None:  # noqa: FBT001 - drawn
            standing = standings[road]
            if there:
                really(case, standing)
            answer = case.call(apis[road].url, session=session, headers=standing.headers, timeout=PATIENCE)
            assert answer.status_code != requests.codes.internal_server_error, answer.text
            case.validate_response(answer, checks=DESCRIBED)

        ask()


def test_what_is_asked_without_a_token_is_refused_as_described(apis: dict[str, RunningApi]) -> None:
    """Where somebody has to be signed in."""
    api = apis["postgres"]
    secured = [one for one in OPERATIONS.values() if one.definition.raw.get("security")]
    for operation in secured:
        path = operation.path.replace("{", "").replace("}", "")
        answer = requests.request(operation.method, f"{api.url}{path}", timeout=PATIENCE)

        assert answer.status_code == requests.codes.unauthorized, operation.label


def test_whatever_a_path_names_is_really_there(apis: dict[str, RunningApi], sql: Callable[..., None]) -> None:
    named = {name for operation in OPERATIONS.values() for name in re.findall(r"{(\w+)}", operation.path)}

    assert named == set(apis["postgres"].everybody(sql).ids)


def test_only_routes_that_are_there_have_rows_of_refusals() -> None:
    assert {f"{method} {path}" for method, path in ROWS} <= set(OPERATIONS)
