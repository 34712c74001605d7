"""Which network addresses belong to the public internet, and to nobody's inside."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All that is given out of IPv6; mapped, compatible, NAT64, unique-local and link-local addresses lie outside."""

# Listed here as well where `ipaddress` knows them: its tables have changed between Python's patch releases.
_INSIDE_4 = tuple(map(IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
)))  # fmt: skip
_INSIDE_6 = tuple(map(IPv6Network, (
    "2001::/23",  # Teredo and the other special purposes of IANA's registry
    "2001:db8::/32", "3fff::/20",  # documentation
    "2002::/16",  # 6to4: any IPv4 address in disguise
    "2620:4f:8000::/48", "3ffe::/16", "5f00::/16",
)))  # fmt: skip
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
"""The upper half of an interface id that holds an IPv4 address (RFC 5214)."""


def is_public(address: Address) -> bool:
    """Whether anybody on the internet may be meant: never private, shared, local, multicast, reserved or disguised."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _INSIDE_4)
    if address.scope_id or address not in _GLOBAL_UNICAST or (int(address) >> 32 & 0xFFFFFFFF) in _ISATAP:
        return False
    return address.is_global and not any(address in network for network in _INSIDE_6)


def address_of(text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
