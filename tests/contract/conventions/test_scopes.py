"""A key opens what it was made for, and each route of the API says what that is."""

import json
from pathlib import Path

from gateway.auth.scopes import PERSON, Scope, needed

ROOT = Path(__file__).parents[3]

# They take a token and no key.
WITHOUT_KEYS = {"/auth/callback"}


def personal() -> list[tuple[str, str]]:
    """(method, path) of everything that asks who is there."""
    paths = json.loads((ROOT / "docs/openapi.json").read_text())["paths"]
    return [
        (method.upper(), path)
        for path, methods in paths.items()
        for method, about in methods.items()
        if about.get("security") and path not in WITHOUT_KEYS
    ]


def test_every_route_says_which_scope_a_key_needs():
    without = [f"{method} {path}" for method, path in personal() if needed(method, path) is None]

    assert without == [], "add a row to gateway/auth/scopes.py"


def test_both_forms_of_a_noun_need_the_same():
    other = {
        "/project": "/projects",
        "/projects": "/project",
        "/jobs": "/job",
        "/assets": "/asset",
        "/renders": "/render",
    }
    for method, path in personal():
        noun, rest = "/" + path.split("/")[1], "/".join(["", *path.split("/")[2:]])

        assert needed(method, path) == needed(method, other.get(noun, noun) + (rest if rest != "/" else "")), path


def test_no_scope_is_there_for_nothing():
    assert {needed(method, path) for method, path in personal()} == {*Scope, PERSON}
