"""Engines behind identity's ports that tests choose the answers of."""

from identity.guards.decency import Impression


class Fixed:
    """An engine that has made up its mind."""

    made_by, license, limits = "fixed-1", "none", Impression(0.8, 0.6)

    def __init__(self, explicit: float, suggestive: float = 0.0):
        self._seen = Impression(explicit, suggestive)

    def impression(self, rgb):  # noqa: ARG002 - the port's shape
        return self._seen


class Guess:
    """An engine that has made up its mind about ages."""

    made_by, license = "guess-1", "none"

    def __init__(self, years: float):
        self._years = years

    def years(self, rgb, face):  # noqa: ARG002 - the port's shape
        return self._years
