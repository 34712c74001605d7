"""`doctor` on optional engines: which are here, which are asked for and missing."""

from collections.abc import Iterable

from thumbworks.findings import REINSTALL, Finding, filled_in, installed, shown
from thumbworks.home import checkout
from thumbworks.setup.extras import EXTRAS, UNLOCKED, Extra, remembered


def look() -> Iterable[Finding]:
    """One that is asked for and missing keeps its room from starting, or from working."""
    kept, settings = remembered(checkout()), filled_in()
    absent = [extra.name for extra in EXTRAS if missing(extra)]
    for extra in EXTRAS:
        asked, wanted = extra.is_asked_for(settings), extra in kept
        if extra.name in absent and (asked or wanted):
            yield lacking(extra, asked=asked, kept=wanted)
        elif extra.name not in absent and not extra.always:
            used = "in use" if asked else f"used with {extra.asked_by}"
            yield Finding(f"extra {extra.name}", "ok", f"{installed(extra.package)}, {used}")
    if absent:
        yield Finding("extras", "note", f"not installed: {', '.join(absent)}", "./thumbworks extras")


def lacking(extra: Extra, *, asked: bool, kept: bool) -> Finding:
    why = f"{extra.asked_by} asks for it" if asked else "it was added"
    mend = REINSTALL if kept or extra.always else f"./thumbworks extras add {extra.name}"
    return Finding(f"extra {extra.name}", "broken", f"{why}, but not installed: {shown(missing(extra))}", mend)


def missing(extra: Extra) -> list[str]:
    return [name for name in (extra.package, *(UNLOCKED if extra.needs_torch else ())) if not installed(name)]
