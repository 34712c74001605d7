"""What the API answers with, and how rows become that. Field names of section 14 of the brief keep their meaning."""

from gateway.bodies.assets import AssetBody, SlotBody, UploadBody, asset_body, slot_body, upload_body
from gateway.bodies.jobs import JobBody, VariantBody, job_body
from gateway.bodies.keys import KeyBody, NewKeyBody, key_body, new_key_body
from gateway.bodies.ledger import LedgerBody, ledger_body
from gateway.bodies.people import ConsentBody, MeBody, PlanBody, consent_body, me_body, plan_body
from gateway.bodies.projects import ProjectBody, project_body
from gateway.bodies.renders import RenderBody, render_body
from gateway.bodies.tickets import TicketBody

__all__ = [
    "AssetBody",
    "ConsentBody",
    "JobBody",
    "KeyBody",
    "LedgerBody",
    "MeBody",
    "NewKeyBody",
    "PlanBody",
    "ProjectBody",
    "RenderBody",
    "SlotBody",
    "TicketBody",
    "UploadBody",
    "VariantBody",
    "asset_body",
    "consent_body",
    "job_body",
    "key_body",
    "ledger_body",
    "me_body",
    "new_key_body",
    "plan_body",
    "project_body",
    "render_body",
    "slot_body",
    "upload_body",
]
