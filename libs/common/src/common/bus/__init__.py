"""The bus: facts on JetStream, one durable per service, one failure policy.

`Room` declares what a service listens to, `Bus` is what it may say, `provision` is the only code that declares
streams and durables. Everything else here is how they keep their promises.
"""

from common.bus.connection import Bus
from common.bus.provision import provision
from common.bus.room import Room
from common.bus.topology import DURABLES, JOBS

__all__ = ["DURABLES", "JOBS", "Bus", "Room", "provision"]
