"""What reads as one stays on one line."""

import pytest

from compositor.text.bonds import bonded


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        ("5 habits", ["5 habits"]),
        ("iPhone 17 vs Pixel 10", ["iPhone 17", "vs", "Pixel 10"]),
        ("gym day 1 vs day 100", ["gym", "day 1", "vs", "day 100"]),
        ("I made $10,000 in 30 days", ["I", "made $10,000", "in", "30 days"]),
        ("DAY 1 DAY 90", ["DAY 1", "DAY 90"]),
        ("COBOL IS BACK 🔥", ["COBOL", "IS", "BACK 🔥"]),
        ("on fire 🔥🇵🇱👍🏽", ["on", "fire", "🔥🇵🇱👍🏽"]),
        ("stop doing this", ["stop", "doing", "this"]),
        ("42", ["42"]),
    ],
)
def test_a_number_stays_with_what_it_counts_or_names(title, read_as):
    units: list[str] = []
    words = title.split()
    for word, bond in zip(words, bonded(words), strict=True):
        units = [*units[:-1], f"{units[-1]} {word}"] if bond else [*units, word]

    assert units == read_as
