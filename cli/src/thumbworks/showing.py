"""What a person sees of a run: a progress bar while it works, a table when it is done."""

import json
import sys
from operator import itemgetter
from types import TracebackType
from typing import Any, Self

from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from thumbworks.making import Made

SPOKEN = {
    "credits.reserved": "queue",
    "identity.failed": "face",
    "identity.resolved": "face",
    "image.requested": "face",
    "image.generated": "scene",
    "render.composited": "layout, text and files",
    "credits.settled": "settlement",
}


class Screen:
    """Progress and remarks on stderr, so that stdout holds the result alone."""

    def __init__(self, *, interactive: bool = True) -> None:
        self.console = Console(stderr=True)
        self._interactive = interactive and self.console.is_terminal and sys.stdin.isatty()
        self._progress = Progress(
            TextColumn("{task.description:>12}"), BarColumn(), TimeElapsedColumn(), console=self.console, transient=True
        )
        self._task: TaskID = self._progress.add_task("starting", total=1.0)

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def say(self, message: str) -> None:
        self.console.print(message, highlight=False, soft_wrap=True)

    def confirm(self, question: str) -> bool:
        """A yes or no where somebody can be asked; no where nobody can."""
        if not self._interactive:
            return False
        self._progress.stop()
        answer = self.console.input(f"{question} [y/N] ").strip().lower()
        self._progress.start()
        return answer in {"y", "yes"}

    def progress(self, fraction: float, stage: str) -> None:
        self._progress.update(self._task, completed=fraction, description=stage)


def as_json(value: Any) -> None:
    json.dump(value, sys.stdout, indent=2)
    sys.stdout.write("\n")


def made_as_dict(made: Made) -> dict[str, Any]:
    return {
        "job": made.job,
        "files": {variant: [str(file) for file in files] for variant, files in made.files.items()},
        "seconds_per_hop": made.hops,
        "seconds": round(made.seconds, 3),
    }


def show_made(made: Made) -> None:
    console, job = Console(), made.job
    table = Table(title=f"{job['id']}: {job['status'].replace('_', ' ')}")
    for column in ("Variant", "Score", "Model", "Scene", "File, and the id to change it by"):
        table.add_column(column, overflow="fold")
    for variant in job["variants"]:
        render = variant["render"]
        if render is None:
            failure: dict[str, str] = variant["error"] or job["error"] or {}
            reason = failure.get("message", variant["status"])
            table.add_row(str(variant["variant"]), "-", "-", "-", reason)
            continue
        picture = made.files[variant["variant"]][0]
        score, scene = f"{render['score']:.0f}", render["scene"] or "-"
        table.add_row(str(variant["variant"]), score, render["model"], scene, f"{picture}\n{render['id']}")
    console.print(table)
    for line in origins(job):
        console.print(line, highlight=False, soft_wrap=True)
    console.print(f"Credits: {job['charged']} charged, {job['refunded']} refunded. Time: {made.seconds:.1f} s.")
    spoken = SPOKEN | ({"image.requested": "copied thumbnail"} if job.get("mode") == "copy" else {})
    steps: dict[str, float] = {}
    for event, seconds in made.hops.items():
        if step := spoken.get(event):
            steps[step] = steps.get(step, 0.0) + seconds
    console.print("Per hop: " + ", ".join(f"{step} {seconds:.2f} s" for step, seconds in steps.items()))


def origins(job: dict[str, Any]) -> list[str]:
    """What has to be said of the pictures: drawn by a model or photographed, marked, and what was looked up."""
    renders = [variant["render"] for variant in job["variants"] if variant["render"]]
    lines: list[str] = []
    for render in renders[:1]:
        origin = render["origin"]
        if origin["ai_generated"]:
            mark = f", marked with {origin['watermark']}" if origin["watermark"] else ""
            lines.append(f"Drawn by {render['model']}{mark}: say so where your platform asks.")
    lines += [line for variant in job["variants"] if variant["render"] if (line := receipt(variant))]
    sources = {source["uri"]: source["title"] or source["domain"] for render in renders for source in render["sources"]}
    lines += [f"Source: {title} {uri}" for uri, title in sources.items()]
    return [*lines, *(f'To change it: --edit {one["id"]} "make the sky red"' for one in renders if one["editable"])]


def receipt(variant: dict[str, Any]) -> str | None:
    """Whether a drawn face is the person's; a photographed one needs no word."""
    page: dict[str, Any] | None = variant["render"].get("likeness")
    if page is None or (page["status"] == "photographed" and not page["reasons"]):
        return None
    found = "" if page["score"] is None else f" ({page['score']:.2f}, needed {page['needed']:.2f})"
    why = f": {', '.join(page['reasons']).replace('_', ' ')}" if page["reasons"] else ""
    return f"Likeness of variant {variant['variant']}: {page['status']}{found}{why}"


def show_models(listed: dict[str, Any]) -> None:
    """One row per model; names and ids are never cut, as they have to be typed."""
    console, table = Console(), Table(title="Models", show_lines=True)
    table.add_column("Model", overflow="fold")
    table.add_column("Credits for 4", no_wrap=True)
    table.add_column("Accepts", overflow="fold")
    for card in listed["models"]:
        mark = "\n(experimental)" if card["experimental"] else ""
        name = "\n".join([card["title"], card["id"], *card["aliases"][:1]])
        table.add_row(name + mark, _credits(card["credits_for_four"]), "\n".join(accepted(card)))
    console.print(table)
    console.print("Credits are for a YouTube thumbnail.")


def _credits(prices: dict[str, int]) -> str:
    return "\n".join(f"{quality}: {price}" for quality, price in prices.items())


def accepted(card: dict[str, Any]) -> list[str]:
    """What a model takes and gives, a line for each kind there is something to say of."""
    can = card["can"]
    more = [kind for kind in can["inputs"] if kind in {"video", "pdf"}]
    more += [word for word in ("edits", "batch") if can[word]] + [one for one in can["tiers"] if one != "standard"]
    kinds = {
        "sizes": ", ".join(can["sizes"]) or f"any, to {card['max_side']} pixels",
        "ratios": " ".join(can["ratios"]),
        "pictures to look at": str(card["max_references"] or ""),
        "thinking": ", ".join(can["thinking"]),
        "search": ", ".join(can["search"]),
        "also": ", ".join(more),
        "selfies go to": card["sends_faces_to"] or "nobody",
    }
    return [f"{kind}: {words}" for kind, words in kinds.items() if words]


def show_layout(reading: dict[str, Any]) -> None:
    """One row per layer, from the back to the front, with what its reader is least sure of."""
    console, table = Console(), Table(box=box.SIMPLE)
    for column in ("Layer", "What", "Place", "Look", "Least sure"):
        table.add_column(column, overflow="fold")
    for layer in reading["spec"]["layers"]:
        x, y, w, h = layer["bbox"] or (0, 0, *reading["spec"]["canvas"].values())
        sign: dict[str, Any] = layer.get("sign") or {}
        sure: dict[str, float] = layer["sure"] or {}
        style: dict[str, Any] = layer.get("style") or {}
        look = filter(None, (style.get("font"), style.get("fill") or layer.get("color"), *layer.get("ops", ())))
        doubt = min(sure.items(), key=itemgetter(1), default=("", ""))
        table.add_row(
            layer["role"],
            layer.get("content") or sign.get("kind", ""),
            f"{x:.0f},{y:.0f} {w:.0f}x{h:.0f}",
            " ".join(look),
            "{} {}".format(*doubt),
        )
    console.print(table)
    for warning in reading["warnings"]:
        console.print(warning, highlight=False, soft_wrap=True)


def show_jobs(page: dict[str, Any]) -> None:
    """One row per job, the newest first; ids are never cut, as they have to be typed."""
    console, table = Console(), Table(box=box.SIMPLE)
    table.add_column("Job", no_wrap=True)
    for column in ("Asked for", "Status", "Pictures", "Credits"):
        table.add_column(column, overflow="fold")
    for job in page["items"]:
        pictures = sum(variant["render"] is not None for variant in job["variants"])
        asked, status = job["created_at"][5:16].replace("T", " "), job["status"].replace("_", " ")
        table.add_row(job["id"], asked, status, f"{pictures} of {len(job['variants'])}", cost(job))
    console.print(table)
    if page["next_cursor"]:
        console.print(f"Older ones: --cursor {page['next_cursor']}", highlight=False, soft_wrap=True)


def cost(job: dict[str, Any]) -> str:
    """What was charged; before that, what is held for it at most."""
    return f"{job['quoted']} at most" if job["charged"] is None else str(job["charged"])


def show_timeline(entries: list[dict[str, Any]], *, payloads: bool) -> None:
    console, table = Console(), Table(box=box.SIMPLE)
    for column in ("Sequence", "Age", "Hop", "Event", "Next", "Variant", "Attempt"):
        table.add_column(column, justify="right" if column in {"Sequence", "Age", "Hop"} else "left", no_wrap=True)
    for entry in entries:
        variant, hop = ("-" if entry[name] is None else str(entry[name]) for name in ("variant", "hop_seconds"))
        age, attempt = f"{entry['age_seconds']:.3f}", str(entry["attempt"])
        table.add_row(str(entry["sequence"]), age, hop, entry["event"], entry["next"], variant, attempt)
    console.print(table)
    if payloads:
        for entry in entries:
            console.print(f"{entry['sequence']} {entry['event']}")
            console.print_json(data=entry["payload"])
