"""The source as tests of conventions read it: every module of every package, parsed once."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Module:
    source: Path  # the folder of its package
    file: Path

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.file.read_text())

    def __str__(self) -> str:
        return str(self.file.relative_to(ROOT))

    def imports(self) -> Iterator[str]:
        """Every module name that is imported anywhere in the file, also late and also by name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
                yield from (
                    arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                )

    def calls(self) -> Iterator[str]:
        """The names of what is called: `Worker` for `Worker(...)` and for `bus.Worker(...)`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func).rpartition(".")[2]


@dataclass(frozen=True)
class Project:
    """One pyproject.toml with the package it holds."""

    folder: Path

    @cached_property
    def about(self) -> dict[str, Any]:
        return tomllib.loads((self.folder / "pyproject.toml").read_text())["project"]

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def package(self) -> str:
        return self.about["name"].replace("-", "_")

    @property
    def source(self) -> Path:
        return self.folder / "src" / self.package

    @cached_property
    def modules(self) -> list[Module]:
        return [Module(self.source, file) for file in sorted(self.source.rglob("*.py"))]


def projects_in(pattern: str) -> list[Project]:
    return [Project(file.parent) for file in sorted(ROOT.glob(f"{pattern}/pyproject.toml"))]


SERVICES = projects_in("services/*")
PROJECTS = [*projects_in("libs/*"), *SERVICES, *projects_in("cli")]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `service`, `project` or `module` runs once for each."""
    for name, found in (
        ("service", SERVICES),
        ("project", PROJECTS),
        ("module", [module for project in PROJECTS for module in project.modules]),
    ):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, found, ids=lambda thing: getattr(thing, "name", None) or str(thing))


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture
def services() -> list[Project]:
    return SERVICES


@pytest.fixture
def projects() -> list[Project]:
    return PROJECTS


@pytest.fixture
def modules() -> list[Module]:
    return [module for project in PROJECTS for module in project.modules]
