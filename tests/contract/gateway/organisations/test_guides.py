"""Brand guides: what is read out of pictures and PDFs, and what hostile ones come to."""

import io
import zlib

import httpx
import pytest
from PIL import Image
from tests.contract.gateway.organisations.conftest import code


def pdf(content: str, *, font: str = "ABCDEF+AlfaSlabOne-Regular", image: bool = True, extra: str = "") -> bytes:
    """One page, written by hand: a text in one font, and a small picture."""
    pixels = zlib.compress(bytes((200, 30, 30)) * 120 * 80)
    stream = f"0.04 0.12 0.23 rg 0 0 400 300 re f BT /F1 18 Tf 1 1 1 rg 20 240 Td ({content}) Tj ET".encode()
    stream += b" q 90 0 0 60 280 20 cm /I1 Do Q" if image else b""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {extra} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Contents 4 0 R /Resources 7 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        f"<< /Type /Font /Subtype /TrueType /BaseFont /{font} /Encoding /WinAnsiEncoding >>".encode(),
        b"<< /Type /XObject /Subtype /Image /Width 120 /Height 80 /ColorSpace /DeviceRGB /BitsPerComponent 8 %s %d >>"
        % (b"/Filter /FlateDecode /Length", len(pixels))
        + b"\nstream\n%s\nendstream" % pixels,
        b"<< /Font << /F1 5 0 R >> /XObject << /I1 6 0 R >> >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (count, len(out))
    )


def picture(*colors: str, alpha: bool = False) -> bytes:
    image = Image.new("RGBA" if alpha else "RGB", (100 * len(colors), 200), (0, 0, 0, 0) if alpha else "#ffffff")
    for place, color in enumerate(colors):
        image.paste(color, (100 * place, 40 if alpha else 0, 100 * place + 100, 160 if alpha else 200))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


async def sent(visitor: httpx.AsyncClient, data: bytes, **query: str) -> httpx.Response:
    return await visitor.post("/upload/brand-guide", files={"file": data}, params=query)


async def new_kit(visitor: httpx.AsyncClient) -> str:
    return (await visitor.post("/me/brand-kits", json={"name": "Mine", "colors": ["#111111"]})).json()["id"]


async def test_a_pdf_says_its_colors_fonts_and_logo(owner):
    response = await sent(owner, pdf("Primary #FF5A1F and #0B1F3A"))
    body = response.json()

    assert response.status_code == 200, response.text
    assert {one["hex"] for one in body["colors"] if one["confidence"] > 0.9} == {"#ff5a1f", "#0b1f3a"}
    assert (body["fonts"][0]["name"], body["fonts"][0]["installed"]) == ("Alfa Slab One", True)
    assert body["logo"].startswith("data:image/png;base64,")
    assert body["kit"] is None


async def test_a_font_that_is_not_installed_comes_with_the_nearest_and_is_less_sure(owner):
    body = (await sent(owner, pdf("x", font="Montserratt-Bold"))).json()

    assert (body["fonts"][0]["nearest"], body["fonts"][0]["installed"]) == ("Montserrat", False)
    assert body["fonts"][0]["confidence"] < 0.5


async def test_a_picture_says_the_colors_one_sees(owner):
    body = (await sent(owner, picture("#ff5a1f", "#0b1f3a", "#1fa35a"))).json()
    seen = [[int(one["hex"][at : at + 2], 16) for at in (1, 3, 5)] for one in body["colors"]]

    for wanted in ((255, 90, 31), (11, 31, 58), (31, 163, 90)):
        assert min(sum(abs(a - b) for a, b in zip(wanted, one, strict=True)) for one in seen) < 30
    assert all(one["confidence"] <= 0.6 for one in body["colors"])
    assert body["logo"] is None


async def test_nothing_is_kept_before_it_is_applied(owner):
    kit = await new_kit(owner)
    await sent(owner, pdf("Primary #FF5A1F"), kit_id=kit)

    assert (await owner.get(f"/brand-kits/{kit}")).json()["colors"] == [{"hex": "#111111", "role": None}]


async def test_what_is_sure_fills_a_kit(owner):
    kit = await new_kit(owner)
    body = (await sent(owner, pdf("Primary #FF5A1F and #0B1F3A"), kit_id=kit, apply="true")).json()
    kept = (await owner.get(f"/brand-kits/{kit}")).json()

    assert body["kit"] == kept
    assert {one["hex"] for one in kept["colors"]} == {"#ff5a1f", "#0b1f3a"}
    assert kept["fonts"] == {"headline": "Alfa Slab One"}
    assert kept["logo_id"] is None, "a plain rectangle is no sure logo"


async def test_a_picture_with_a_shape_of_its_own_becomes_the_logo(owner):
    kit = await new_kit(owner)
    body = (await sent(owner, picture("#ff5a1f", alpha=True), kit_id=kit, apply="true")).json()

    assert body["kit"]["logo_id"]
    assert (await owner.get(body["kit"]["logo_url"])).status_code == 200


@pytest.mark.one_road("refused before anything is written down")
@pytest.mark.parametrize(
    ("data", "refused"),
    [
        (b"%PDF-1.7\nnothing here", (422, "image_unreadable")),
        (pdf("x")[:300], (422, "image_unreadable")),
        (b"MZ\x90 no picture at all", (415, "unsupported_media")),
        (b"%PDF-1.4\n" + b"<<" * 100_000, (422, "image_unreadable")),
    ],
)
async def test_what_cannot_be_read_is_refused(owner, data, refused):
    assert code(await sent(owner, data)) == refused


async def test_scripts_in_a_pdf_are_nothing(owner):
    response = await sent(owner, pdf("#FF5A1F", extra="/OpenAction << /S /JavaScript /JS (while(1){}) >>"))

    assert response.status_code == 200


async def test_a_guide_is_for_plans_with_kits_and_for_ones_own_kit(owner, bob):
    kit = await new_kit(owner)

    assert code(await sent(bob, pdf("x"))) == (403, "plan_required")
    assert code(await sent(bob, pdf("x"), kit_id=kit, apply="true")) == (404, "not_found")
