"""What the gateway keeps, by noun: thin typed wrappers over the database port. The rules live in SQL."""

from common.database import Database
from gateway.store.api_keys import ApiKeys
from gateway.store.assets import Assets
from gateway.store.billing import Billing
from gateway.store.decisions import Decisions
from gateway.store.erasures import Erasures
from gateway.store.flags import Flags
from gateway.store.house_rules import HouseRules
from gateway.store.inbox import Inbox
from gateway.store.jobs import Jobs
from gateway.store.keys import Keys
from gateway.store.kits import Kits
from gateway.store.organisations import Organisations
from gateway.store.outbox import Outbox
from gateway.store.people import People
from gateway.store.projection import Projection
from gateway.store.projects import Projects
from gateway.store.prospects import Prospects
from gateway.store.renders import Renders
from gateway.store.webhooks import Webhooks


class Store:
    def __init__(self, database: Database) -> None:
        self._database = database
        self.people = People(database)
        self.api_keys = ApiKeys(database)
        self.assets = Assets(database)
        self.projects = Projects(database)
        self.renders = Renders(database)
        self.jobs = Jobs(database)
        self.flags = Flags(database)
        self.house_rules = HouseRules(database)
        self.inbox = Inbox(database)
        self.keys = Keys(database)
        self.erasures = Erasures(database)
        self.kits = Kits(database)
        self.organisations = Organisations(database)
        self.outbox = Outbox(database)
        self.projection = Projection(database)
        self.prospects = Prospects(database)
        self.decisions = Decisions(database)
        self.webhooks = Webhooks(database)
        self.billing = Billing(database)

    async def is_ready(self) -> bool:
        """Whether the database answers and has its schema. Raises a transient error when it is away."""
        return bool(await self._database.select("plans", name="local"))


__all__ = [
    "ApiKeys",
    "Assets",
    "Billing",
    "Decisions",
    "Erasures",
    "Flags",
    "HouseRules",
    "Inbox",
    "Jobs",
    "Keys",
    "Kits",
    "Organisations",
    "Outbox",
    "People",
    "Projection",
    "Projects",
    "Prospects",
    "Renders",
    "Store",
    "Webhooks",
]
