import re
import time

from common.ids import new_id


def test_an_id_says_what_it_is_and_needs_no_escaping():
    assert re.fullmatch(r"job_[0-9A-HJKMNP-TV-Z]{26}", new_id("job"))
    assert new_id("ast").startswith("ast_")


def test_ids_made_later_sort_later():
    first = new_id("prj")
    time.sleep(0.002)

    assert first < new_id("prj")


def test_ids_made_in_the_same_moment_differ():
    assert len({new_id("job") for _ in range(1_000)}) == 1_000


def test_the_time_is_in_the_first_ten_characters():
    before = time.time_ns() // 1_000_000
    digits = new_id("job").removeprefix("job_")[:10]
    read = 0
    for digit in digits:
        read = read * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(digit)

    assert before <= read <= time.time_ns() // 1_000_000
