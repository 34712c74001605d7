"""Somebody is erased: what lies at Google goes at once, what cannot go is named."""

from tests.e2e.gen_gemini.conftest import SELFIE, Booth

from common.provider_files import ForgetReply, ForgetRequest, left_files


async def forget(booth: Booth, *stems: str) -> ForgetReply:
    asked = ForgetRequest(stems=stems, jobs=())
    return ForgetReply.model_validate(await booth.stream.bus.ask("gen-gemini", "forget", asked, booth.patience))


async def test_the_copies_of_a_persons_files_are_deleted_at_google(booth: Booth) -> None:
    await booth.open()
    await booth.page(await booth.ticket())
    known = [record["blob"] async for _, record in left_files(booth.stream.bus, [SELFIE])]

    reply = await forget(booth, SELFIE.partition("/")[0])

    assert known == [SELFIE]
    assert (reply.files, booth.world.files.stored) == (1, {})
    assert [key async for key, _ in left_files(booth.stream.bus, [SELFIE])] == []


async def test_the_copies_of_others_stay(booth: Booth) -> None:
    await booth.open()
    await booth.page(await booth.ticket())

    reply = await forget(booth, "uploads/somebody-else/")

    assert reply.files == 0
    assert len(booth.world.files.stored) == 1


async def test_what_google_does_not_admit_to_have_deleted_stays_on_record_until_it_expires(booth: Booth) -> None:
    """Of a file that is not there Google says 403, as of one that is not ours."""
    await booth.open()
    await booth.page(await booth.ticket())
    booth.world.files.stored.clear()

    reply = await forget(booth, SELFIE)

    assert reply.files == 0
    assert [record["expires"] async for _, record in left_files(booth.stream.bus, [SELFIE])]


async def test_a_deleted_file_is_uploaded_again_when_it_is_needed(booth: Booth) -> None:
    await booth.open()
    await booth.page(await booth.ticket())
    await forget(booth, SELFIE)

    await booth.page(await booth.ticket())

    assert len(booth.world.files.stored) == 1
