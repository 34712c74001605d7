from ipaddress import ip_address

import pytest

from gateway.addresses import address_of, is_public


@pytest.mark.parametrize("address", ["8.8.8.8", "142.250.74.22", "2a00:1450:400f:80d::2016", "2606:4700::6810:85e5"])
def test_what_anybody_may_call_is_public(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "0.1.2.3", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.31.255.1", "192.0.0.8",
        "192.168.1.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::8.8.8.8", "64:ff9b::808:808", "64:ff9b:1::1",
        "2002:7f00:1::1", "2002:808:808::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "3fff::1",
        "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "2a00:1450::1%eth0", "fec0::1", "ff02::1", "100::1",
        "2a00:1450::5efe:7f00:1", "2a00:1450::200:5efe:a00:1",
    ],
)  # fmt: skip
def test_what_is_inside_or_in_disguise_is_not_public(address):
    assert not is_public(ip_address(address))


def test_a_name_is_no_address():
    assert address_of("localhost") is None
