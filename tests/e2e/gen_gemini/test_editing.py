"""Checklist items 21 to 23: conversations that any copy of the room can go on with."""

import pytest
from tests.e2e.gen_gemini.conftest import MODEL, PRO, Booth, anywhere, photograph

from common.errors import Code
from common.ticket import ImagePage, Ticket
from common.wishes import EditRequest, Wishes


def change(page: ImagePage, words: str = "Make the sky red", **more: object) -> Wishes:
    asked = {"instruction": words, "picture_key": page.key, "session": page.session_key, **more}
    return Wishes(edit=EditRequest.model_validate(asked))


async def edited(booth: Booth, page: ImagePage, model: str = MODEL, **more: object) -> tuple[Ticket, ImagePage]:
    ticket = await booth.ticket(model, wishes=change(page, **more))  # type: ignore[arg-type]
    return ticket, await booth.page(ticket)


def roles(booth: Booth) -> list[str]:
    return [turn.get("role", "user") for turn in booth.asked[-1]["contents"]]


@anywhere
async def test_item_21_a_conversation_goes_on_where_it_was(booth: Booth) -> None:
    await booth.open()
    first = await booth.page(await booth.ticket())

    _, second = await edited(booth, first)

    assert second.session_key
    assert second.session_key != first.session_key
    assert second.provenance["sha256"] != first.provenance["sha256"]


async def test_item_21_any_worker_can_go_on_and_sends_every_signature_back(booth: Booth) -> None:
    worker = await booth.open()
    first = await booth.page(await booth.ticket())
    await worker.stop()
    booth.workers.remove(worker)
    await booth.open()

    await edited(booth, first)

    assert roles(booth) == ["user", "model", "user"]
    answered = booth.asked[-1]["contents"][1]["parts"]
    assert all("thoughtSignature" in part for part in answered if "inlineData" in part)
    assert "Make the sky red" in booth.words()


async def test_item_21_turn_follows_turn(booth: Booth) -> None:
    await booth.open()
    page = await booth.page(await booth.ticket())
    for number in range(1, 4):
        _, page = await edited(booth, page, words=f"Step {number}")
        assert roles(booth) == [*["user", "model"] * number, "user"]


async def test_item_21_another_model_starts_afresh_from_the_picture(booth: Booth) -> None:
    await booth.open()
    first = await booth.page(await booth.ticket())

    await edited(booth, first, PRO)

    assert roles(booth) == ["user"]
    assert "the picture to change" in booth.words()


async def test_item_21_a_damaged_history_starts_afresh(booth: Booth) -> None:
    await booth.open()
    first = await booth.page(await booth.ticket())
    booth.world.script.then("lost_signature")

    await edited(booth, first)

    assert roles(booth) == ["user"]


async def test_item_21_a_forgotten_conversation_starts_afresh(booth: Booth) -> None:
    await booth.open()
    first = await booth.page(await booth.ticket())
    await booth.blobs.delete(first.session_key)

    await edited(booth, first)

    assert roles(booth) == ["user"]


async def test_item_21_what_was_said_is_stored_sealed(booth: Booth) -> None:
    await booth.open()

    page = await booth.page(await booth.ticket())

    assert b"turns" not in await booth.blobs.get(page.session_key)
    assert b"turns" in await booth.sealed.get(page.session_key)


async def test_item_22_shape_filter_and_style_are_sent_with_every_turn(booth: Booth) -> None:
    await booth.open()
    first = await booth.page(await booth.ticket(wishes=Wishes(house_style="Matte film.")))
    wishes = change(first).model_copy(update={"house_style": "Matte film."})

    await booth.page(await booth.ticket(wishes=wishes))

    before, after = booth.asked[-2:]
    assert before["generationConfig"]["imageConfig"] == after["generationConfig"]["imageConfig"]
    assert before["generationConfig"]["responseModalities"] == after["generationConfig"]["responseModalities"]
    assert before["safetySettings"] == after["safetySettings"]
    assert "Matte film." in after["systemInstruction"]["parts"][0]["text"]


async def test_item_23_a_mask_goes_along_and_the_order_names_it(booth: Booth) -> None:
    await booth.open(gemini_uploads=False)
    first = await booth.page(await booth.ticket())
    await booth.blobs.put("masks/1.png", photograph(64, 64))

    await edited(booth, first, kind="mask", mask_key="masks/1.png", session="")

    assert "the mask: white is where it may change" in booth.words()
    assert sum("inlineData" in part for part in booth.parts()) >= 2


@pytest.mark.parametrize("kind", ["instruct", "outpaint", "restyle", "compose"])
async def test_item_23_every_kind_of_edit_sends_the_picture_first_and_its_own_order(booth: Booth, kind: str) -> None:
    await booth.open()
    first = await booth.page(await booth.ticket())
    style = await booth.put("refs/style.jpg", role="style")
    wishes = change(first, kind=kind, session="").model_copy(update={"references": (style,)})

    await booth.page(await booth.ticket(wishes=wishes))

    assert booth.parts()[0]["text"].startswith("Image 1: the picture to change")
    assert "Make the sky red" in booth.words()


async def test_item_23_the_orders_of_the_kinds_differ(booth: Booth) -> None:
    await booth.open()
    first = await booth.page(await booth.ticket())
    orders: set[str] = set()
    for kind in ("instruct", "outpaint", "restyle", "compose"):
        await edited(booth, first, kind=kind, session="")
        orders.add(booth.parts()[-1]["text"])

    assert len(orders) == 4


async def test_an_edit_of_a_picture_that_is_gone_is_refused_and_costs_nothing(booth: Booth) -> None:
    await booth.open()
    first = await booth.page(await booth.ticket())
    await booth.blobs.delete(first.key)
    bought = len(booth.world.bought)

    failure = await booth.failure(await booth.ticket(wishes=change(first, session="")))

    assert failure.code == Code.ASSET_MISSING
    assert len(booth.world.bought) == bought


async def test_an_edit_whose_model_is_gone_is_made_by_another_from_the_picture(booth: Booth) -> None:
    await booth.open()
    first = await booth.page(await booth.ticket())
    booth.world.retired.add(MODEL)

    page = await booth.page(await booth.ticket(wishes=change(first), alternates=(PRO,)))

    assert page.model == PRO
    assert roles(booth) == ["user"]
