import pytest

from common.errors import Code, PermanentError
from gateway.auth.keys import KNOWN_SECONDS, REMEMBERED, KeyRing, hash_of, is_key, new_key
from gateway.auth.scopes import PERSON, Scope, needed
from gateway.store.rows import UsedKey

USER = "5f0c2a52-6a0e-4b39-9a0e-0d9a3b7d6a10"


class Book:
    """Keys in a dict, and a clock."""

    def __init__(self) -> None:
        self.keys: dict[str, UsedKey] = {}
        self.asked, self.now = 0, 0.0
        self.ring = KeyRing(self, lambda: self.now)

    async def use(self, digest: str) -> UsedKey | None:
        self.asked += 1
        return self.keys.get(digest)

    def issue(self, **facts) -> str:
        key = new_key()
        about = {"id": f"key_{len(self.keys)}", "user_id": USER, "email": None, "scopes": ["read"], "allowed": True}
        self.keys[key.hash] = UsedKey.model_validate(about | {"expires_at": None} | facts)
        return key.whole

    async def refusal_of(self, bearer: str) -> Code:
        with pytest.raises(PermanentError) as refused:
            await self.ring.identify(bearer)
        return refused.value.code


async def test_a_key_speaks_for_its_owner_within_its_scopes():
    book = Book()
    person = await book.ring.identify(book.issue(scopes=["read", "render"]))

    assert person.user_id == USER
    assert person.key is not None
    assert person.key.scopes == {Scope.READ, Scope.RENDER}


async def test_no_two_keys_are_alike_and_the_hash_does_not_hold_the_secret():
    first, second = new_key(), new_key()

    assert first.whole != second.whole
    assert first.hash == hash_of(first.whole) != hash_of(second.whole)
    assert first.whole.startswith(first.prefix)
    assert first.whole.rpartition("_")[2] not in first.hash + first.prefix


@pytest.mark.parametrize(
    "bearer", ["tw_live_", "tw_live_short_secret", "tw_live_ABCDEFGH_" + "x" * 44, "tw_live_' or 1=1"]
)
async def test_what_has_no_shape_of_a_key_is_not_even_looked_up(bearer):
    book = Book()

    assert is_key(bearer)
    assert await book.refusal_of(bearer) is Code.UNAUTHENTICATED
    assert book.asked == 0


async def test_a_key_is_remembered_for_moments_and_a_revoked_one_no_longer():
    book = Book()
    key = book.issue()
    for _ in range(5):
        await book.ring.identify(key)

    assert book.asked == 1
    book.keys.clear()
    book.now = KNOWN_SECONDS

    assert await book.refusal_of(key) is Code.UNAUTHENTICATED


async def test_a_key_revoked_in_this_process_ends_at_once():
    book = Book()
    key = book.issue()
    await book.ring.identify(key)
    book.keys.clear()
    book.ring.forget("key_0")

    assert await book.refusal_of(key) is Code.UNAUTHENTICATED


async def test_a_key_of_a_plan_without_access_is_told_so():
    book = Book()

    assert await book.refusal_of(book.issue(allowed=False)) is Code.PLAN_REQUIRED


async def test_however_many_keys_come_few_are_remembered():
    book = Book()
    for _ in range(REMEMBERED + 50):
        await book.ring.identify(book.issue())

    assert len(book.ring._known) == REMEMBERED


@pytest.mark.parametrize(
    ("method", "path", "needs"),
    [
        ("GET", "/me", Scope.READ),
        ("POST", "/me/consent", Scope.ACCOUNT),
        ("POST", "/me/keys", PERSON),
        ("DELETE", "/me/keys/{key_id}", PERSON),
        ("DELETE", "/me", PERSON),
        ("POST", "/upload/selfie", Scope.CREATE),
        ("POST", "/projects/{project_id}/queue", Scope.RENDER),
        ("POST", "/renders/{render_id}/text", Scope.CREATE),
        ("POST", "/renders/{render_id}/edit", Scope.RENDER),
        ("POST", "/jobs/{job_id}/cancel", Scope.RENDER),
        ("GET", "/stream/jobs/{job_id}", Scope.READ),
        ("DELETE", "/me/keys/keys", PERSON),
        ("POST", "/project/queue/queue", Scope.RENDER),
        ("POST", "/nowhere", None),
        ("POST", "/me\n", None),
    ],
)
def test_each_route_needs_one_scope(method, path, needs):
    assert needed(method, path) == needs
