import re
import time
from unittest.mock import patch

from common.ids import new_id


def test_an_id_says_what_it_is_and_fits_a_subject_and_a_url():
    assert re.fullmatch(r"job_[0-9A-HJKMNP-TV-Z]{26}", new_id("job"))


def test_ids_made_later_sort_later():
    ids = []
    for _ in range(5):
        ids.append(new_id("ast"))
        time.sleep(0.002)

    assert ids == sorted(ids)


def test_ids_of_one_millisecond_differ():
    with patch("time.time_ns", return_value=1_800_000_000_000_000_000):
        ids = {new_id("prj") for _ in range(1000)}

    assert len(ids) == 1000
    assert len({made[:14] for made in ids}) == 1  # the prefix and ten characters of time


def test_the_time_can_be_read_back():
    with patch("time.time_ns", return_value=1_469_918_176_385_000_000):  # the example of the ULID specification
        made = new_id("job")

    assert made.startswith("job_01ARYZ6S41")
