"""No public code is there for nothing: each is reached by a request, or by a test that is named."""

from pathlib import Path

import pytest
from tests.contract.codes import ASKED, ELSEWHERE

from common.errors import Code

TESTS = Path(__file__).parents[2]


def test_every_code_is_reached_in_one_place():
    assert [code for code in Code if code not in ASKED | ELSEWHERE.keys()] == [], "add a row to tests/contract/codes.py"
    assert ASKED & ELSEWHERE.keys() == set()


@pytest.mark.parametrize(("code", "file"), ELSEWHERE.items(), ids=str)
def test_the_test_that_is_named_speaks_of_it(code, file):
    words = (TESTS / file).read_text()

    assert f'"{code}"' in words or f"Code.{code.name}" in words
