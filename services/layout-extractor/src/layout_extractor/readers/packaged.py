"""Weights that an extra brings as a package of their own: engines want the folder they lie in."""

from importlib import metadata
from pathlib import Path


def folder_of(package: str, file: str) -> str:
    """Where `package` has put the file of that name; empty where it is not installed."""
    try:
        files = metadata.files(package) or []
    except metadata.PackageNotFoundError:
        return ""
    return next((str(Path(str(one.locate())).resolve().parent) for one in files if one.name == file), "")
