"""Rows as the SQL functions answer them, and what a repeated request finds."""

from gateway.store.rows.jobs import OVER, AskedFor, Job, JobState, VariantState
from gateway.store.rows.people import Account, Agreed, ApiKey, Booking, Consent, Plan, UsedKey
from gateway.store.rows.pictures import Asset, Project, Render, Revision, Upload
from gateway.store.rows.requests import Answer, Claim, Idempotency, Made, refuse_mismatch
from gateway.store.rows.row import Row

__all__ = [
    "OVER",
    "Account",
    "Agreed",
    "Answer",
    "ApiKey",
    "AskedFor",
    "Asset",
    "Booking",
    "Claim",
    "Consent",
    "Idempotency",
    "Job",
    "JobState",
    "Made",
    "Plan",
    "Project",
    "Render",
    "Revision",
    "Row",
    "Upload",
    "UsedKey",
    "VariantState",
    "refuse_mismatch",
]
