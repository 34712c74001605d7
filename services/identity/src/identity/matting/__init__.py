"""From a photo and a face to a soft alpha of that person.

Four steps, each in its file: `opinions` asks three small networks where the person is, `silhouette` settles on
hard borders where they disagree, `edges` softens the border where there is hair (`strip` says where, `mixing` what the
colors of hair and ground say), `foreground` takes the old background's color out of the soft pixels.
"""

from identity.matting.foreground import foreground
from identity.matting.person import PersonMatting

__all__ = ["PersonMatting", "foreground"]
