"""How does any PDF become harmless pages, and each page a picture and words to read on screen?"""

import json
import warnings
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pikepdf
import pypdfium2

from evidence.renditions import archival, page_contents
from evidence.renditions.disarming import disarm
from evidence.renditions.reading import words_on
from evidence.renditions.telling import DAMAGED, Problem, tell

# 150 dots an inch on A4. WebP took half the room of PNG and two thirds of JPEG in the same time.
SHORT_SIDE, LONG_SIDE = 1240, 2480
QUALITY, EFFORT = 80, 2
PACKERS = 2
# As wide as a thumbnail gets, on a screen with two dots to the pixel.
SMALL_WIDTH, SMALL_QUALITY = 160, 60
PAGES_NAME, WORDS_NAME = "pages.pdf", "words.jsonl"
CATALOGUE_DROPS = (
    "/AA", "/AcroForm", "/AF", "/Collection", "/Metadata", "/OpenAction", "/Outlines",
    "/Perms", "/URI",
)  # fmt: skip
NAMES_DROPS = ("/EmbeddedFiles", "/JavaScript", "/Renditions", "/AlternatePresentations")
LIVE_NOTES = ("/FileAttachment", "/Movie", "/RichMedia", "/Screen", "/Sound", "/3D")
WEB = (b"http://", b"https://", b"mailto:")


def paginate(path, folder, title, most_pages):
    """Write pages.pdf, page-001.webp and small-001.webp … and words.jsonl into `folder`.

    The last has a line for each page: the list that `words_on` returns. Returns
    {"images": [{"name", "width", "height"}, …]}, one a page. Raises Problem.
    """
    out = Path(folder) / PAGES_NAME
    defuse(path, out, title, most_pages)
    return {"images": _draw(out, Path(folder))}


def defuse(path, out, title, most_pages):
    """Write the PDF `path` as harmless pages to `out`; return how many. Raises Problem."""
    pages = _count(path)
    if pages > most_pages:
        raise Problem("too many pages", pages)
    _disarmed(path, out, title)
    if _count(out) != pages:
        raise Problem(DAMAGED)
    return pages


def _count(path):
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Problem(DAMAGED) from error
    pages = len(document)
    document.close()
    if pages == 0:
        raise Problem(DAMAGED)
    return pages


def _disarmed(path, out, title):
    """Save a copy in which forms are ink and nothing runs, opens, sends or hides a file."""
    warnings.simplefilter("ignore")
    try:
        with pikepdf.open(path) as pdf:
            form = pdf.Root.get("/AcroForm")
            if form is not None and form.get("/NeedAppearances"):
                pdf.generate_appearance_streams()
            pdf.flatten_annotations("screen")
            _drop(pdf.Root, *CATALOGUE_DROPS)
            _drop(pdf.Root.get("/Names"), *NAMES_DROPS)
            for page in pdf.pages:
                _drop(page.obj, "/AA")
                _keep_quiet_notes(page.obj)
                _draw_as_one(pdf, page.obj)
            disarm(pdf)
            # What made it may have drawn its number by lot.
            _drop(pdf.trailer, "/DocChecksum", "/Info", "/ID")
            pdf.docinfo["/Title"] = title
            archival.mark(pdf)
            pdf.save(out, deterministic_id=True)
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        raise Problem(DAMAGED) from error


def _keep_quiet_notes(page):
    notes = page.get("/Annots")
    if not isinstance(notes, pikepdf.Array):
        _drop(page, "/Annots")
        return
    kept = [note for note in notes if _is_quiet(note)]
    page["/Annots"] = pikepdf.Array(kept)


def _is_quiet(note):
    """Keep links inside the file and to web pages; drop what plays, runs or holds a file."""
    if not isinstance(note, pikepdf.Dictionary) or note.get("/Subtype") in LIVE_NOTES:
        return False
    _drop(note, "/AA")
    action = note.get("/A")
    if action is None:
        return True
    if not isinstance(action, pikepdf.Dictionary) or "/Next" in action:
        return False
    if action.get("/S") == "/URI":
        return bytes(action.get("/URI", b"")).lower().startswith(WEB)
    return action.get("/S") == "/GoTo"


def _draw_as_one(pdf, page):
    """Hold a page's drawing in one piece, so that no bundle has to; one that is damaged stays."""
    if "/Contents" in page:
        with suppress(pikepdf.PdfError):
            page.Contents = page_contents.as_one(pdf, page.Contents)


def _drop(dictionary, *keys):
    if isinstance(dictionary, pikepdf.Dictionary):
        for key in keys:
            if key in dictionary:
                del dictionary[key]


def _draw(path, folder):
    document = pypdfium2.PdfDocument(path)
    images, words, packing = [], [], deque()
    # Two thirds of the work is packing, which can go on while the next page is drawn.
    with ThreadPoolExecutor(PACKERS) as pool:
        for number in range(1, len(document) + 1):
            page = document[number - 1]
            width, height = (max(side, 1) for side in page.get_size())
            scale = min(SHORT_SIDE / min(width, height), LONG_SIDE / max(width, height))
            image = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
            name = f"page-{number:03}.webp"
            packing.append(pool.submit(_pack, image, folder, name))
            words.append(json.dumps(words_on(page), separators=(",", ":")))
            images.append({"name": name, "width": image.width, "height": image.height})
            page.close()
            while len(packing) > PACKERS or (packing and number == len(document)):
                packing.popleft().result()
    (folder / WORDS_NAME).write_text("".join(f"{line}\n" for line in words))
    return images


def _pack(image, folder, name):
    image.save(folder / name, "WEBP", quality=QUALITY, method=EFFORT)
    size = (SMALL_WIDTH, max(1, round(image.height * SMALL_WIDTH / image.width)))
    small = image.resize(size, reducing_gap=2)
    small.save(folder / name.replace("page", "small"), "WEBP", quality=SMALL_QUALITY)


if __name__ == "__main__":
    tell(paginate)
