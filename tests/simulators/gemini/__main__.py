"""`python -m tests.simulators.gemini`: the simulator as a process, on the loopback interface."""

import argparse

import uvicorn
from tests.simulators.gemini.app import create_app
from tests.simulators.gemini.world import World


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=8791)
    options.add_argument("--latency", type=float, default=0.0, help="Seconds that a picture takes.")
    options.add_argument("--batch-seconds", type=float, default=0.0, help="Seconds that a batch takes.")
    given = options.parse_args()
    world = World(latency=given.latency, batch_seconds=given.batch_seconds)
    uvicorn.run(create_app(world), host="127.0.0.1", port=given.port, log_level="warning")


if __name__ == "__main__":
    main()
