"""The prompt compiler every generator shares: from the brief and the plan of one variant to sentences for a model.

The two templates of section 4 of the product brief (design, copy) and one for edits, in the order and the wording that
vendors' guides recommend. Pure: the same task gives the same words. Whoever is in the selfies is "the presenter"; the
person is never described next to a photo of their face, which providers refuse.
"""

from common.prompts.compiling import compile_prompt
from common.prompts.gathering import gather_references
from common.prompts.task import Prompt, PromptTask

__all__ = ["Prompt", "PromptTask", "compile_prompt", "gather_references"]
