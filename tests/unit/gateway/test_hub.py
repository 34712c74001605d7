import gc

from gateway.frames import Frame
from gateway.hub import BACKLOG, Hub, News

NEWS = News(1, (Frame("job.status"),))


async def test_news_reaches_everybody_who_watches_that_job():
    hub = Hub()
    watching = [hub.listen("job_1"), hub.listen("job_1"), hub.listen("job_2")]
    hub.spread("job_1", NEWS)

    assert [await listener.next(0.01) for listener in watching] == [NEWS, NEWS, None]


async def test_who_does_not_keep_up_is_cut_off():
    hub = Hub()
    listener = hub.listen("job_1")
    for _ in range(BACKLOG + 1):
        hub.spread("job_1", NEWS)

    assert listener.closed


async def test_a_server_that_stops_ends_every_stream_at_once():
    hub = Hub()
    listener = hub.listen("job_1")
    hub.close()

    assert await listener.next(1) == News(0, ())
    assert listener.closed


async def test_a_listener_nobody_holds_is_forgotten():
    hub = Hub()
    listener = hub.listen("job_1")
    del listener
    gc.collect()
    hub.spread("job_1", NEWS)

    assert not hub._listeners
