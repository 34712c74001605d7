"""From a task to a prompt: which template, and the instruction that stands above all of them."""

from common.brief import Mode
from common.prompts.copying import copying
from common.prompts.designing import designing
from common.prompts.editing import editing
from common.prompts.sentences import paragraphs
from common.prompts.task import Prompt, PromptTask

_SYSTEM = (
    "You create thumbnails that people click. Respect the given canvas, keep the subject clearly apart from a"
    " high-contrast background, and make everything readable at 320 pixels wide."
)
_COPY_SYSTEM = (
    "Recreate layout, color grade, contrast and visual hierarchy of the reference thumbnail with the presenter of the"
    " photos in it. Its people, logos, names and artwork stay its own: none of them appears."
)


def compile_prompt(task: PromptTask) -> Prompt:
    """The same task gives the same words, on every machine."""
    if task.wishes.edit is not None:
        return Prompt(_system(task, _SYSTEM), editing(task, task.wishes.edit))
    if task.brief.mode is Mode.COPY:
        return Prompt(_system(task, f"{_SYSTEM} {_COPY_SYSTEM}"), copying(task))
    return Prompt(_system(task, _SYSTEM), designing(task))


def _system(task: PromptTask, template: str) -> str:
    house = task.wishes.house_style.strip()
    return paragraphs(template, house and f"The house style, which always applies:\n{house}")
