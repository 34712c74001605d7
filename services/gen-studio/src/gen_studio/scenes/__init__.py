"""The scenes, one per file, and the vibes they serve. A vibe's first scenes are its own; later ones it borrows."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from common.brief import Vibe
from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas
from gen_studio.scenes import (
    arch,
    archive,
    backdrop,
    big_shape,
    bokeh_city,
    circuit,
    code_panels,
    comic_burst,
    contour_map,
    data_wave,
    dreamy_mesh,
    dusk,
    grid_horizon,
    lightning,
    neon_tubes,
    panels,
    paper_cut,
    paper_sun,
    ribbons,
    studio,
    sunburst,
    torn_split,
    window_light,
    zoom_lines,
)

Painter = Callable[[Canvas, Palette, Direction, np.random.Generator], NDArray[np.uint8]]


@dataclass(frozen=True)
class Scene:
    name: str
    paint: Painter


_ARCH = Scene("arch", arch.paint)
_ARCHIVE = Scene("archive", archive.paint)
_BACKDROP = Scene("backdrop", backdrop.paint)
_BIG_SHAPE = Scene("big-shape", big_shape.paint)
_BOKEH_CITY = Scene("bokeh-city", bokeh_city.paint)
_CIRCUIT = Scene("circuit", circuit.paint)
_CODE_PANELS = Scene("code-panels", code_panels.paint)
_COMIC_BURST = Scene("comic-burst", comic_burst.paint)
_CONTOUR_MAP = Scene("contour-map", contour_map.paint)
_DATA_WAVE = Scene("data-wave", data_wave.paint)
_DREAMY_MESH = Scene("dreamy-mesh", dreamy_mesh.paint)
_DUSK = Scene("dusk", dusk.paint)
_GRID_HORIZON = Scene("grid-horizon", grid_horizon.paint)
_LIGHTNING = Scene("lightning", lightning.paint)
_NEON_TUBES = Scene("neon-tubes", neon_tubes.paint)
_PANELS = Scene("panels", panels.paint)
_PAPER_CUT = Scene("paper-cut", paper_cut.paint)
_PAPER_SUN = Scene("paper-sun", paper_sun.paint)
_RIBBONS = Scene("ribbons", ribbons.paint)
_STUDIO = Scene("studio", studio.paint)
_SUNBURST = Scene("sunburst", sunburst.paint)
_TORN_SPLIT = Scene("torn-split", torn_split.paint)
_WINDOW_LIGHT = Scene("window-light", window_light.paint)
_ZOOM_LINES = Scene("zoom-lines", zoom_lines.paint)

SCENES: dict[Vibe, tuple[Scene, ...]] = {
    Vibe.BOLD: (_SUNBURST, _TORN_SPLIT, _BIG_SHAPE, _LIGHTNING),
    Vibe.CLEAN: (_PANELS, _RIBBONS, _ARCH, _STUDIO),
    Vibe.CINEMATIC: (_DUSK, _BOKEH_CITY, _WINDOW_LIGHT),
    Vibe.NEON: (_NEON_TUBES, _GRID_HORIZON, _LIGHTNING),
    Vibe.PASTEL: (_PAPER_CUT, _DREAMY_MESH, _RIBBONS),
    Vibe.TECH: (_CIRCUIT, _DATA_WAVE, _CODE_PANELS),
    Vibe.MINIMALIST: (_PAPER_SUN, _ARCH, _STUDIO),
    Vibe.MEME: (_COMIC_BURST, _ZOOM_LINES, _SUNBURST, _TORN_SPLIT),
    Vibe.DOCUMENTARY: (_CONTOUR_MAP, _ARCHIVE, _WINDOW_LIGHT),
}


def scene_for(direction: Direction) -> Scene:
    """The plan's scene: variants of a job step through what their vibe has; a copied background is painted anew."""
    if direction.backdrop:
        return _BACKDROP
    own = SCENES[direction.vibe]
    return own[direction.scene % len(own)]
