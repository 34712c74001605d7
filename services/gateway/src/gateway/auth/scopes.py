"""What a key may be allowed to do, and what each route needs. A signed-in person may do everything.

The first row that fits says it. A route that no row fits is closed to keys, and a test fails until there is one.
"""

import re
from enum import StrEnum
from typing import NamedTuple


class Scope(StrEnum):
    """A closed list."""

    READ = "read"  # look at what is there
    CREATE = "create"  # uploads, projects, words, exports: what costs nothing
    RENDER = "render"  # start jobs, and take them back
    ACCOUNT = "account"  # the person's own settings, consent, organisation


PERSON = "person"  # no key at all: a program must not make its own keys, nor end an account

READING = frozenset({"GET", "HEAD"})
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
ALL = READING | WRITING


class Row(NamedTuple):
    methods: frozenset[str]
    path: re.Pattern[str]
    needs: str


def _row(methods: frozenset[str], path: str, needs: str) -> Row:
    return Row(methods, re.compile(path), needs)


ROWS = (
    _row(ALL, r"/admin(/.*)?", PERSON),
    _row(ALL, r"/me/keys(/.*)?", PERSON),
    _row(WRITING, r"/auth/sign-out", PERSON),
    _row(WRITING, r"/me/webhook/secret", PERSON),
    _row(frozenset({"DELETE"}), r"/me", PERSON),
    _row(frozenset({"DELETE"}), r"/me/biometrics", PERSON),
    _row(ALL, r"/credits/purchase.*", PERSON),
    _row(READING, r"/(me|credits|organisations?|plans|kits?|brand-kits?|webhooks)(/.*)?", Scope.READ),
    _row(WRITING, r"/(me|organisations?|invitations?|kits?|brand-kits?|webhooks)(/.*)?", Scope.ACCOUNT),
    _row(WRITING, r"/projects?/[^/]+/queue", Scope.RENDER),
    _row(WRITING, r"/renders?/[^/]+/edit", Scope.RENDER),
    _row(WRITING, r"/jobs?/[^/]+/(cancel|retry)", Scope.RENDER),
    _row(WRITING, r"/estimate", Scope.READ),
    _row(WRITING, r"/(upload|projects?|renders?|assets?)(/.*)?", Scope.CREATE),
    _row(ALL, r"/jobs?/[^/]+(/.*)?", Scope.READ),
    _row(READING, r"/(stream|projects?|renders?|assets?|jobs?)(/.*)?", Scope.READ),
)


def needed(method: str, path: str) -> str | None:
    """What a key needs for a request; None where no row says. Ids stand in their own places, so none plays a route."""
    return next((row.needs for row in ROWS if method in row.methods and row.path.fullmatch(path)), None)
