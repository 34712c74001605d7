"""`docs/errors.md`: every code, its HTTP status and what it means."""

import importlib

from common.errors import MEANINGS, Code
from thumbworks.documents.markdown import WRITTEN_BY, table

HEAD = f"""\
# Errors

{WRITTEN_BY}

Every refusal of the API is a problem document (RFC 9457) with one of these codes, and every job or variant that failed
carries one. Codes are stable and never reused; sentences may improve. `GET /problems/{{code}}` says the same.

"""


def page() -> str:
    statuses: dict[Code, int] = importlib.import_module("gateway.problems").STATUSES
    rows = [(f"`{code}`", str(statuses[code]), MEANINGS[code]) for code in Code]
    return HEAD + table(("code", "HTTP status", "what it means"), rows)
