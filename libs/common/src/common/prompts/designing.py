"""Design mode: a new picture around the presenter."""

from common.prompts import sentences as say
from common.prompts.task import PromptTask


def designing(task: PromptTask) -> str:
    """Purpose, pictures, subject, composition, background and light, colors, then the rules and the last word."""
    return say.paragraphs(
        say.purpose(task),
        say.roles(task.references),
        say.likeness(task),
        " ".join(filter(None, (say.subject(task), say.space(task), say.overlays(task)))),
        " ".join(filter(None, (say.setting(task), say.colors(task)))),
        say.changes(task),
        say.sources(task),
        say.LAST_WORD,
    )
