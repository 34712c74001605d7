import pytest

from common.errors import Code, TransientError
from gateway.auth.scopes import READING
from gateway.callers import Proxies
from gateway.limits import LIMITS, MOST_BUCKETS, Limit, Limiter, address_group, half, kind_of, limit_of

MINUTELY = Limit(60, 5)


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def taken(limiter: Limiter, times: int, who: str = "ann", limit: Limit = MINUTELY) -> list[bool]:
    verdicts = [limiter.take("read", who, limit) for _ in range(times)]
    return [verdict is not None and verdict.wait == 0 for verdict in verdicts]


def test_a_burst_passes_and_then_the_pace_holds():
    clock = Clock()
    limiter = Limiter(clock)

    assert taken(limiter, 7) == [True] * 5 + [False] * 2
    clock.now += 1
    assert taken(limiter, 2) == [True, False]
    clock.now += 60
    assert taken(limiter, 6) == [True] * 5 + [False]


@pytest.mark.parametrize("limit", [row for rows in LIMITS.values() for row in rows.values()])
def test_a_burst_is_as_large_as_it_says(limit):
    assert sum(taken(Limiter(Clock()), limit.burst + 5, limit=limit)) == limit.burst


def test_a_refusal_costs_nothing_and_says_how_long_to_wait():
    clock = Clock()
    limiter = Limiter(clock)
    taken(limiter, 50)
    refused = limiter.take("read", "ann", MINUTELY)

    assert refused is not None
    assert 0 < refused.wait <= 1
    with pytest.raises(TransientError) as error:
        refused.must_allow()
    assert (error.value.code, error.value.retry_after) == (Code.RATE_LIMITED, 1)


def test_nobody_pays_for_another():
    limiter = Limiter(Clock())
    taken(limiter, 50)

    assert taken(limiter, 1, "bob") == [True]


def test_looking_takes_nothing():
    limiter = Limiter(Clock())
    for _ in range(50):
        limiter.peek("read", "ann", MINUTELY)

    assert taken(limiter, 5) == [True] * 5


def test_headers_say_the_policy_and_what_is_left():
    limiter = Limiter(Clock())
    verdicts = [limiter.take("read", "ann", MINUTELY) for _ in range(2)]

    assert verdicts[-1] is not None
    assert verdicts[-1].headers == {"ratelimit-policy": '"read";q=60;w=60', "ratelimit": '"read";r=3;t=2'}


def test_what_a_copy_let_through_counts_at_the_others_once():
    here, there = Limiter(Clock()), Limiter(Clock())
    taken(there, 3)
    here.learn(there.untold())
    here.learn(there.untold())

    assert taken(here, 3) == [True, True, False]
    assert here.untold() == [("read", "ann", 2.0)]


def test_copies_that_were_lavish_at_once_are_strict_until_it_is_made_up_for():
    clock = Clock()
    here, there = Limiter(clock), Limiter(clock)
    taken(here, 5)
    taken(there, 5)
    here.learn(there.untold())
    clock.now += 5

    assert taken(here, 1) == [False]
    clock.now += 1
    assert taken(here, 2) == [True, False]


def test_switched_off_it_counts_nobody():
    assert Limiter(on=False).take("read", "ann", Limit(1, 1)) is None


def test_however_many_strangers_come_memory_is_bounded():
    limiter = Limiter(Clock())
    for number in range(MOST_BUCKETS + 10):
        limiter.take("read", str(number), MINUTELY)

    assert len(limiter._full_again) == len(limiter._untold) == MOST_BUCKETS


def test_every_class_has_a_row_for_each_plan_and_larger_plans_may_more():
    for rows in LIMITS.values():
        assert list(rows) == ["starter", "pro", "team", "local"]
        assert sorted(rows.values()) == list(rows.values())


def test_an_unknown_plan_is_the_smallest_and_a_key_has_half():
    assert limit_of("read", "platinum") == LIMITS["read"]["starter"]
    assert half(Limit(10, 4)) == Limit(5, 2)


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/me", "read"),
        ("HEAD", "/assets/ast_1", "read"),
        ("POST", "/upload/selfie", "upload"),
        ("POST", "/project/prj_1/queue", "render"),
        ("POST", "/renders/rnd_1/text", "create"),
        ("POST", "/me/consent", "create"),
    ],
)
def test_each_request_has_a_class(method, path, kind):
    assert kind_of(method, path) == kind
    assert (kind == "read") == (method in READING)


@pytest.mark.parametrize(
    ("client", "group"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("testclient", "testclient"),
    ],
)
def test_a_whole_network_shares_what_one_person_has_of_it(client, group):
    assert address_group(client) == group


@pytest.mark.parametrize(
    ("peer", "forwarded", "caller"),
    [
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"),
        ("testclient", "198.51.100.1", "testclient"),
    ],
    ids=["a stranger's word", "no word", "the proxy's word", "made up before it", "all ours", "nonsense", "no address"],
)  # fmt: skip
def test_only_a_named_proxy_says_who_is_behind_it(peer, forwarded, caller):
    assert Proxies(["10.0.0.0/24"]).caller(peer, forwarded) == caller


def test_without_a_named_proxy_no_header_is_believed():
    assert Proxies().caller("127.0.0.1", "198.51.100.1") == "127.0.0.1"
