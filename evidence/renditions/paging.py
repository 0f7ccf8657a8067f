"""How does any PDF become harmless pages, and each page a picture to read on screen?"""

import warnings
from pathlib import Path

import pikepdf
import pypdfium2

from evidence.renditions.telling import DAMAGED, Problem, tell

# 150 dots an inch on A4. WebP took half the room of PNG and two thirds of JPEG in the same time.
SHORT_SIDE, LONG_SIDE = 1240, 2480
QUALITY, EFFORT = 80, 2
# As wide as a thumbnail gets, on a screen with two dots to the pixel.
SMALL_WIDTH, SMALL_QUALITY = 160, 60
PAGES_NAME = "pages.pdf"
CATALOGUE_DROPS = (
    "/AA", "/AcroForm", "/AF", "/Collection", "/Metadata", "/OpenAction", "/Outlines",
    "/Perms", "/URI",
)  # fmt: skip
NAMES_DROPS = ("/EmbeddedFiles", "/JavaScript", "/Renditions", "/AlternatePresentations")
LIVE_NOTES = ("/FileAttachment", "/Movie", "/RichMedia", "/Screen", "/Sound", "/3D")
WEB = (b"http://", b"https://", b"mailto:")


def paginate(path, folder, title, most_pages):
    """Write pages.pdf, page-001.webp … and small-001.webp … of the PDF `path` into `folder`.

    Returns {"images": [{"name", "width", "height"}, …]}, one a page. Raises Problem.
    """
    out = Path(folder) / PAGES_NAME
    pages = _count(path)
    if pages > most_pages:
        raise Problem("too many pages", pages)
    _defuse(path, out, title)
    if _count(out) != pages:
        raise Problem(DAMAGED)
    return {"images": _draw(out, Path(folder))}


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


def _defuse(path, out, title):
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
            _drop(pdf.trailer, "/Info")
            pdf.docinfo["/Title"] = title
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


def _drop(dictionary, *keys):
    if isinstance(dictionary, pikepdf.Dictionary):
        for key in keys:
            if key in dictionary:
                del dictionary[key]


def _draw(path, folder):
    document = pypdfium2.PdfDocument(path)
    images = []
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        width, height = (max(side, 1) for side in page.get_size())
        scale = min(SHORT_SIDE / min(width, height), LONG_SIDE / max(width, height))
        image = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
        name = f"page-{number:03}.webp"
        image.save(folder / name, "WEBP", quality=QUALITY, method=EFFORT)
        size = (SMALL_WIDTH, max(1, round(image.height * SMALL_WIDTH / image.width)))
        small = image.resize(size, reducing_gap=2)
        small.save(folder / f"small-{number:03}.webp", "WEBP", quality=SMALL_QUALITY)
        images.append({"name": name, "width": image.width, "height": image.height})
        page.close()
    return images


if __name__ == "__main__":
    tell(paginate)
