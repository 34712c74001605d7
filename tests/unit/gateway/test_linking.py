import pytest

from gateway.linking import addresses, video_id

ID = "dQw4w9WgXcQ"


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.youtube.com/watch?v={ID}&t=42s",
        f"https://youtube.com/watch?list=PL1&v={ID}",
        f"http://m.youtube.com/watch?v={ID}",
        f"https://music.youtube.com/watch?v={ID}",
        f"https://youtu.be/{ID}?si=abc",
        f"https://www.youtube.com/shorts/{ID}",
        f"https://www.youtube.com/live/{ID}/",
        f"https://www.youtube.com/embed/{ID}",
        f"https://www.youtube-nocookie.com/embed/{ID}",
        f"HTTPS://WWW.YOUTUBE.COM/watch?v={ID}",
    ],
)
def test_a_youtube_page_stands_for_its_thumbnail(url):
    assert video_id(url) == ID
    assert addresses(url)[0] == f"https://i.ytimg.com/vi/{ID}/maxresdefault.jpg"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/", "https://www.youtube.com/watch", "https://www.youtube.com/@creator",
        "https://www.youtube.com/watch?v=../../../x", f"https://youtube.com.evil.example/watch?v={ID}",
        f"https://evil.example/watch?v={ID}", f"ftp://youtu.be/{ID}", f"https://youtu.be/{ID}x", "http://[::1", "",
    ],
)  # fmt: skip
def test_any_other_address_is_what_it_is(url):
    assert video_id(url) is None
    assert addresses(url) == [url]
