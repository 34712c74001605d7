"""One file per noun. Each noun answers in the singular and in the plural; the documents show one of them."""

from fastapi import APIRouter, FastAPI

from gateway.routes import (
    admin,
    assets,
    auth,
    billing,
    deliveries,
    erasures,
    estimates,
    form,
    health,
    incoming,
    jobs,
    keys,
    kits,
    layouts,
    ledger,
    me,
    models,
    organisations,
    plans,
    problems,
    projects,
    queueing,
    renders,
    stream,
    uploads,
    webhooks,
)


def install(app: FastAPI) -> None:
    app.router.routes.extend(_WHOLE.routes)


def _whole() -> APIRouter:
    whole = APIRouter()
    for router in (
        uploads.router,
        incoming.router,
        auth.router,
        me.router,
        erasures.router,
        keys.router,
        ledger.router,
        stream.router,
        models.router,
        plans.router,
        organisations.router,
        kits.router,
        kits.shared,
        kits.own,
        kits.guiding,
        organisations.invited,
        form.router,
        estimates.router,
        problems.router,
        billing.router,
        admin.router,
        deliveries.router,
        webhooks.router,
        webhooks.former,
        health.router,
    ):
        whole.include_router(router)
    for router, shown, also in (
        (projects.router, "/project", "/projects"),
        (queueing.router, "/project", "/projects"),
        (renders.router, "/projects", "/project"),
        (jobs.router, "/jobs", "/job"),
        (stream.tickets, "/jobs", "/job"),
        (assets.router, "/assets", "/asset"),
        (erasures.of_assets, "/assets", "/asset"),
        (layouts.router, "/assets", "/asset"),
        (incoming.completing, "/assets", "/asset"),
        (organisations.sharing, "/assets", "/asset"),
        (renders.edits, "/renders", "/render"),
    ):
        whole.include_router(router, prefix=shown)
        whole.include_router(router, prefix=also, include_in_schema=False)
    return whole


_WHOLE = _whole()
"""Once for every app of a process: what their routes depend on takes a fifth of a second to work out."""
