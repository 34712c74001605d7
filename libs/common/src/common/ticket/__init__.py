"""The ticket: the document that walks from room to room and grows a page in each.

It carries references, never pictures, embeddings, landmarks, keys or tokens, and stays under 100 KB.
"""

from common.ticket.pages import (
    CopyTarget,
    Edge,
    IdentityPage,
    ImagePage,
    LayoutPage,
    MaskedPicture,
    Reference,
    RenderPage,
    SelfieVerdict,
    Source,
)
from common.ticket.route import Route, StandIn
from common.ticket.ticket import IDENTITY, MAX_TICKET_BYTES, Ticket, has_time

__all__ = [
    "IDENTITY",
    "MAX_TICKET_BYTES",
    "CopyTarget",
    "Edge",
    "IdentityPage",
    "ImagePage",
    "LayoutPage",
    "MaskedPicture",
    "Reference",
    "RenderPage",
    "Route",
    "SelfieVerdict",
    "Source",
    "StandIn",
    "Ticket",
    "has_time",
]
