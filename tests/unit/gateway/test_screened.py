"""What a picture's findings decide, and what is written down of them."""

import pytest

from common.brief import Brief
from common.decency import DecencyPage
from common.errors import Code, PermanentError
from common.screening import Screened
from gateway.filtering import must_be_fit
from gateway.screening import decided, kept, read_reply, refused
from gateway.store.rows import Asset
from gateway.wanting import Wanted

SAFE = DecencyPage(verdict="safe", engine="e-1", scores={"explicit": 0.1})
UNSAFE = DecencyPage(verdict="unsafe", engine="e-1")


def asset(decency: DecencyPage | None) -> Asset:
    meta = {"screened": kept(Screened(decency=decency))} if decency else {}
    about = {"id": "ast_1", "user_id": "u", "type": "selfie", "path": "x", "width": 9, "height": 9, "bytes": 1}
    return Asset.model_validate(
        about | {"media_type": "image/jpeg", "md5": None, "created_at": "2026-01-01T00:00:00Z", "meta": meta}
    )


def wanted(content_filter: str) -> Wanted:
    return Wanted(Brief.model_validate({"headline": "HI", "content_filter": content_filter}), "std", 1)


@pytest.mark.parametrize("reply", [{}, {"failure": {"code": "internal_error"}}, {"decency": 3}])
def test_an_answer_that_says_nothing_has_checked_nothing(reply):
    assert read_reply(reply).decency.verdict == "unchecked"


def test_a_refused_face_and_an_unsafe_picture_are_refused():
    assert refused(Screened(refused_identity="x")) is Code.IDENTITY_REFUSED
    assert refused(Screened(decency=UNSAFE)) is Code.CONTENT_UNSAFE
    assert refused(Screened(decency=SAFE)) is None
    assert refused(Screened()) is None


def test_there_is_a_row_for_each_thing_that_was_looked_for():
    found = Screened(decency=SAFE, gallery="dlib-1", refused_identity="person-7", age="minor", age_engine="a-1")
    rows = {row["category"]: (row["verdict"], row["rule"], row["engine"]) for row in decided(found, "selfie")}

    assert rows == {
        "sexual": ("allowed", "", "e-1"),
        "likeness": ("refused", "refused-face:person-7", "dlib-1"),
        "minors": ("flagged", "looks-like-a-child", "a-1"),
    }


def test_what_nobody_looked_for_is_written_down_as_unchecked():
    rows = [(row["category"], row["verdict"]) for row in decided(Screened(), "selfie")]

    assert rows == [("sexual", "unchecked"), ("minors", "unchecked")]


def test_nothing_that_names_a_gallery_lies_with_the_asset():
    assert set(kept(Screened(gallery="g", refused_identity="x"))) == {"decency", "age"}


def test_a_strict_filter_wants_every_picture_seen_and_decent():
    must_be_fit(wanted("strict"), [asset(SAFE)])
    must_be_fit(wanted("standard"), [asset(None)])

    for bad, code in ((None, Code.CONTENT_FILTER_UNAVAILABLE), (UNSAFE, Code.CONTENT_UNSAFE)):
        with pytest.raises(PermanentError) as error:
            must_be_fit(wanted("strict"), [asset(SAFE), asset(bad)])
        assert error.value.code is code
    with pytest.raises(PermanentError):
        must_be_fit(wanted("strict"), [asset(SAFE.model_copy(update={"suggestive": True}))])
