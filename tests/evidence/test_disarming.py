"""Is a PDF without anything that runs, wherever that stood?"""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from evidence.renditions import paging
from evidence.renditions.disarming import LIVE, disarm
from tests.evidence import samples


def test_nothing_live_is_left_however_deep_it_stood():
    def arm(document):
        run = Dictionary(S=Name.JavaScript, JS=String("x"))
        page = document.pages[0].obj
        page.Deep = Array([Array([Dictionary(AA=run, Inner=Dictionary(EF=run))])])
        outside = document.make_stream(b"", F=Dictionary(FS=Name.URL, F=String("http://x")))
        page.Stream = document.make_indirect(outside)

    with pikepdf.open(io.BytesIO(samples.pdf_with(arm))) as document:
        disarm(document)
        page = document.pages[0].obj

        assert list(page.Deep[0][0].keys()) == ["/Inner"]
        assert list(page.Deep[0][0].Inner.keys()) == []
        assert "/F" not in page.Stream
        assert not [thing for thing in document.objects for key in LIVE if _has(thing, key)]


def test_what_a_converter_drew_by_lot_is_not_kept(tmp_path):
    made = []
    for lot in ("1A2B", "3C4D"):

        def draw(document, lot=lot):
            document.trailer.DocChecksum = Name(f"/{lot}")

        path, out = tmp_path / f"{lot}.pdf", tmp_path / f"{lot}-pages.pdf"
        path.write_bytes(samples.pdf_with(draw))
        paging.defuse(path, out, "Minutes", 10)
        made.append(out.read_bytes())

    assert made[0] == made[1]


def _has(thing, key):
    return isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) and key in thing
