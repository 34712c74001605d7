"""One name for one thing, and the same shape in every service."""

import ast

from common.bus.topology import DURABLES
from thumbworks.house import GATEWAY, ROOMS

BANNED = {"utils", "util", "helpers", "helper", "misc", "manager", "managers", "base", "core", "service", "services"}
LONGEST_FILE = 300


def test_folder_project_command_and_import_name_are_one(service):
    assert service.about["name"] == service.name
    assert service.about["scripts"] == {service.name: f"{service.package}.app:main"}
    assert service.source.is_dir()


def test_every_service_has_a_durable_of_its_name_and_there_are_no_others(services):
    assert set(DURABLES) == {service.name for service in services} | {"gateway-projector"}


def test_the_house_starts_every_service(services):
    assert {*ROOMS, GATEWAY} == {service.name for service in services}


def test_every_service_keeps_the_same_files(service):
    """Generators share one handler, in common/generation."""
    kept = {"app.py", "settings.py"} | ({"handlers.py"} if not service.name.startswith("gen-") else set())

    assert kept <= {file.name for file in service.source.iterdir()}


def test_a_service_is_built_and_started_the_same_way_everywhere(service):
    wiring = ast.parse((service.source / "app.py").read_text())
    functions = {node.name for node in wiring.body if isinstance(node, ast.FunctionDef)}

    assert {"build", "main"} <= functions


def test_every_package_says_what_it_is_and_how_it_may_be_used(project):
    assert project.about["description"]
    assert project.about["license"] == "Apache-2.0"
    assert project.about["requires-python"] == ">=3.11"


def test_no_module_is_named_for_nothing_in_particular(modules):
    inside = {module: module.file.relative_to(module.source).with_suffix("").parts for module in modules}

    assert [str(module) for module, names in inside.items() if set(names) & BANNED] == []


def test_no_file_is_longer_than_a_reader_can_hold(modules):
    lengths = {str(module): len(module.file.read_text().splitlines()) for module in modules}

    assert {file: lines for file, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_bugs_end_in_one_file(modules):
    """Only the failure policy may catch everything; elsewhere it would hide what went wrong."""
    found = {
        str(module)
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and catches_everything(node)
    }

    assert found == {"libs/common/src/common/bus/policy.py"}


def catches_everything(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or ast.unparse(kind) in {"Exception", "BaseException"} for kind in kinds)


def test_a_handler_reads_as_a_sentence_without_try(modules):
    found = [
        f"{module}:{node.lineno}"
        for module in modules
        if module.file.name == "handlers.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Try)
    ]

    assert found == []


def test_nothing_is_left_to_be_done_later(modules):
    marks = ("TO" + "DO", "FIX" + "ME", "X" * 3, "NotImplemented" + "Error")
    found = [f"{module}: {mark}" for module in modules for mark in marks if mark in module.file.read_text()]

    assert found == []


def test_no_function_is_a_stub(modules):
    """A body of nothing but `...` or `pass` is a port's, or says in a docstring why nothing is to be done."""
    found = [
        f"{module}:{node.lineno} {node.name}"
        for module in modules
        for parent in ast.walk(module.tree)
        if isinstance(parent, ast.Module | ast.ClassDef) and not is_port(parent)
        for node in parent.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and is_hollow(node)
    ]

    assert found == []


def is_port(node: ast.Module | ast.ClassDef) -> bool:
    return isinstance(node, ast.ClassDef) and any("Protocol" in ast.unparse(parent) for parent in node.bases)


def is_hollow(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return all(ast.unparse(line) in {"...", "pass"} for line in node.body)
