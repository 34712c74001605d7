"""Imports run downwards only: cli -> services -> libs/common."""

OURS = {
    "common",
    "gateway",
    "credits",
    "identity",
    "layout_extractor",
    "gen_gemini",
    "gen_studio",
    "compositor",
    "thumbworks",
}

# The adapters of the ports in libs/common, and what speaks to the bus.
ADAPTERS = {
    "ObjectBlobs",
    "SealedBlobs",
    "AsyncpgDatabase",
    "SupabaseDatabase",
    "open_database",
    "Worker",
    "NatsBroker",
    "FastStream",
    "AsgiFastStream",
}
DATABASE = {"common.database", "common.migrations", "asyncpg"}


def tops(module) -> set[str]:
    return {name.partition(".")[0] for name in module.imports()}


def test_these_are_all_packages_of_ours(projects):
    assert {project.package for project in projects} == OURS


def test_the_ground_imports_nobody_who_stands_on_it(projects):
    ground = next(project for project in projects if project.package == "common")
    upwards = {str(module): tops(module) & (OURS - {"common"}) for module in ground.modules}

    assert {file: names for file, names in upwards.items() if names} == {}


def test_no_service_imports_another_or_the_command_line(service):
    others = OURS - {"common", service.package}
    found = {str(module): tops(module) & others for module in service.modules}

    assert {file: names for file, names in found.items() if names} == {}


def test_only_gateway_and_credits_touch_the_database(services):
    strangers = [service for service in services if service.name not in {"gateway", "credits"}]
    found = [str(m) for service in strangers for m in service.modules if set(m.imports()) & DATABASE]

    assert found == []


def test_only_the_wiring_builds_adapters(service):
    found = {str(m): set(m.calls()) & ADAPTERS for m in service.modules if m.file != service.source / "app.py"}

    assert {file: names for file, names in found.items() if names} == {}


def test_the_wiring_is_found_to_build_adapters(service):
    wiring = next(module for module in service.modules if module.file == service.source / "app.py")

    assert set(wiring.calls()) & ADAPTERS


def test_what_is_pure_stays_pure(projects):
    """The contracts know no network, no files and no clock of a server."""
    pure = {
        "brief",
        "catalog",
        "color",
        "direction",
        "events",
        "errors",
        "layout",
        "looks",
        "palette",
        "pricing",
        "ticket",
    }
    heavy = {
        "nats",
        "faststream",
        "asyncpg",
        "obstore",
        "httpx",
        "asyncio",
        "os",
        "pathlib",
        "cv2",
        "fastapi",
        "structlog",
    }
    ground = next(project for project in projects if project.package == "common")
    contracts = [m for m in ground.modules if m.file.relative_to(ground.source).parts[0].removesuffix(".py") in pure]

    assert len(contracts) >= len(pure)
    assert {str(module): tops(module) & heavy for module in contracts if tops(module) & heavy} == {}
