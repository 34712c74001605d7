from datetime import datetime

from gateway.bodies.body import Body


class TicketBody(Body):
    ticket: str
    url: str
    expires_at: datetime
