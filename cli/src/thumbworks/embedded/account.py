"""Whom a server runs as. Postgres refuses root, so a root command lends it an ordinary account."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from thumbworks.errors import HouseError

# The first that exists: an account made for this, the one made for Postgres, then those every Unix has.
_ORDINARY = ("thumbworks", "postgres", "nobody", "daemon")


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    def owns(self, folder: Path) -> None:
        """Make `folder` (created if it is missing) this account's alone; its parents stay as they are."""
        folder.mkdir(mode=0o700, exist_ok=True)
        os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def ordinary_account() -> Account | None:
    """The account to drop to; nothing when we are an ordinary user ourselves.

    Raises `HouseError` when root finds no other account.
    """
    if os.geteuid() != 0:
        return None
    for name in _ORDINARY:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise HouseError("Postgres does not run as root and there is no other account", "useradd --system thumbworks")
