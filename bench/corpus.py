"""Which files does a portfolio of so many artefacts hold, the same ones for the same seed?

About 40 % PDF of 1 to 12 pages, 25 % photos of 12 megapixels, 20 % DOCX, 10 % XLSX and CSV, 5 %
text: what learners hand in.
"""

import csv
import io
import random
import re
import zipfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl
import pikepdf
from PIL import Image

from portfolio.bundles.lettering import Lettering

SHARES = {"pdf": 0.40, "jpg": 0.25, "docx": 0.20, "xlsx": 0.05, "csv": 0.05, "txt": 0.05}
FONTS = Path(__file__).resolve().parent.parent / "static" / "pdf"
A4 = (595, 842)
LINES, WORDS_A_LINE = 40, 11
PHOTO, GRAIN = (4000, 3000), (1000, 750)
SCANS = 0.12
SAVED_AT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
VOCABULARY = (
    "account action agreed baseline budget call cause change chart complaint cost customer delay "
    "desk evidence feedback figure follow goal improve late manager measure meeting minute owner "
    "plan policy pressure process quality queue reason refund report request response result risk "
    "rota service shift solve staff standard step supplier target team test time train trend week"
)
WORDS = VOCABULARY.split()


@dataclass(frozen=True)
class Made:
    """A file of the corpus: its name, its bytes, and how many pages a PDF has (else 0)."""

    name: str
    data: bytes
    pages: int = 0


def make(count, seed, *, processes=2):
    """Return `count` Made files in a mixed order; the same for the same seed."""
    order = random.Random(seed)
    kinds = _kinds(count)
    order.shuffle(kinds)
    jobs = [(kind, f"{number:03}", f"{seed}-{number}") for number, kind in enumerate(kinds, 1)]
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(_make, jobs, chunksize=4))


def make_one(kind, name, seed):
    """Return one Made file of a kind of SHARES."""
    return _make((kind, name, str(seed)))


def _kinds(count):
    """Return the kinds of `count` files, in the shares that they have."""
    ends, until = [], 0
    for share in SHARES.values():
        until += share
        ends.append(round(count * until))
    starts = [0, *ends]
    return [
        kind
        for kind, start, end in zip(SHARES, starts, ends, strict=False)
        for _ in range(start, end)
    ]


def _make(job):
    kind, number, seed = job
    chance = random.Random(seed)
    data, pages = MAKERS[kind](chance)
    return Made(f"{number} {chance.choice(WORDS)} {chance.choice(WORDS)}.{kind}", data, pages)


def _line(chance, words=WORDS_A_LINE):
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def _paragraph(chance):
    return " ".join(_line(chance) for _ in range(chance.randint(3, 8)))


def _pdf(chance):
    if chance.random() < SCANS:
        return _scan(chance)
    pages = chance.randint(1, 12)
    with pikepdf.new() as pdf:
        lettering = Lettering(pdf, FONTS)
        for _ in range(pages):
            page = pdf.add_blank_page(page_size=A4)
            ink = b"".join(
                lettering.line(_line(chance), 50, 790 - 18 * at, 10, colour=(0, 0, 0))
                for at in range(LINES)
            )
            page.obj.Resources = pikepdf.Dictionary()
            lettering.lend(page)
            page.contents_add(ink + _bars(chance))
        lettering.embed()
        return _saved(pdf), pages


def _bars(chance):
    heights = [chance.randint(5, 60) for _ in range(12)]
    return b"".join(
        f"0.05 0.45 0.45 rg {60 + 40 * at} 20 24 {height} re f\n".encode()
        for at, height in enumerate(heights)
    )


def _scan(chance):
    """Return a PDF of one to three pages that are pictures only, as a scanner makes them."""
    pages = chance.randint(1, 3)
    with pikepdf.new() as pdf:
        for _ in range(pages):
            page = pdf.add_blank_page(page_size=A4)
            size = (1654, 2339)
            image = pikepdf.Stream(pdf, _jpeg(chance, size, (827, 1170), 60))
            image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            image.Width, image.Height = size
            image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
            image.Filter = pikepdf.Name.DCTDecode
            page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=image))
            page.contents_add(b"q 595 0 0 842 0 0 cm /Scan Do Q")
        return _saved(pdf), pages


def _saved(pdf):
    written = io.BytesIO()
    pdf.save(written, deterministic_id=True)
    return written.getvalue()


def _jpg(chance):
    return _jpeg(chance, PHOTO, GRAIN, 82, turned=chance.random() < 1 / 3), 0


def _jpeg(chance, size, grain, quality, *, turned=False):
    noise = Image.frombytes("RGB", grain, chance.randbytes(grain[0] * grain[1] * 3))
    tint = Image.new("RGB", grain, tuple(chance.randrange(60, 200) for _ in range(3)))
    picture = Image.blend(tint, noise, 0.35).resize(size, Image.Resampling.BILINEAR)
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality, exif=exif)
    return written.getvalue()


def _docx(chance):
    document = docx.Document()
    document.add_heading(_line(chance, 5))
    for _ in range(chance.randint(4, 20)):
        document.add_paragraph(_paragraph(chance))
    table = document.add_table(rows=1, cols=3)
    for _ in range(chance.randint(3, 10)):
        for cell in table.add_row().cells:
            cell.text = _line(chance, 3)
    return _written(document.save), 0


def _xlsx(chance):
    book = openpyxl.Workbook()
    for row in _rows(chance):
        book.active.append(row)
    return _written(book.save), 0


def _csv(chance):
    written = io.StringIO()
    csv.writer(written).writerows(_rows(chance))
    return written.getvalue().encode(), 0


def _rows(chance):
    rows = [["Week", "Calls", "Answered", "Reason"]]
    for week in range(1, chance.randint(12, 60)):
        calls = chance.randint(40, 400)
        rows.append([week, calls, chance.randint(20, calls), _line(chance, 4)])
    return rows


def _txt(chance):
    return "\n\n".join(_paragraph(chance) for _ in range(chance.randint(3, 12))).encode(), 0


def _written(save):
    """Return what an Office library saves, without the moment at which it was saved."""
    written, fixed = io.BytesIO(), io.BytesIO()
    save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            data = SAVED_AT.sub(rb"\g<1>2026-03-02T09:00:00Z", source.read(name))
            target.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


MAKERS = {"pdf": _pdf, "jpg": _jpg, "docx": _docx, "xlsx": _xlsx, "csv": _csv, "txt": _txt}
