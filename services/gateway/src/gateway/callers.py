"""Which address a request came from. Nobody's header is believed but that of a proxy this installation named."""

import ipaddress
from collections.abc import Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Proxies:
    def __init__(self, trusted: Sequence[str] = ()) -> None:
        """Addresses or networks. Raises `ValueError` for what is neither."""
        self._networks: list[Network] = [ipaddress.ip_network(one, strict=False) for one in trusted]

    def caller(self, peer: str, forwarded: str | None) -> str:
        """The nearest address in `X-Forwarded-For` that is none of our proxies; the peer itself if that is none.

        Each proxy adds its own peer at the end, so from there on back the first stranger is the caller; whatever stands
        before may be made up.
        """
        hops = [hop.strip() for hop in (forwarded or "").split(",") if hop.strip()]
        caller = peer
        while hops and self._is_ours(caller):
            hop = hops.pop()
            if not _is_address(hop):
                break
            caller = hop
        return caller

    def _is_ours(self, address: str) -> bool:
        return _is_address(address) and any(ipaddress.ip_address(address) in network for network in self._networks)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
