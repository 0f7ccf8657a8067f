"""How long do the bare libraries take for the same files, with nothing of ours around them?"""

import io
import os
import shutil
import subprocess
import time
import zipfile
from pathlib import Path

import img2pdf
import pikepdf
from PIL import Image, ImageOps
from weasyprint import HTML

OFFICE = ("docx", "xlsx", "csv")
OFFICE_BATCH = 20


def measure(files, documents, folder):
    """Return {step: seconds} of each bare step, one after the other.

    `files` are paths of originals, `documents` the HTML of the front matter's units, `folder` takes
    what is made. The steps "join" and "zip" can't be shared out among cores; all others can.
    """
    pages = folder / "pages"
    pages.mkdir()
    by_kind = {}
    for path in files:
        by_kind.setdefault(path.suffix[1:], []).append(path)
    steps = {
        "office": lambda: _office([p for kind in OFFICE for p in by_kind.get(kind, [])], pages),
        "photos": lambda: [_photo(path, pages) for path in by_kind.get("jpg", [])],
        "texts": lambda: [_text(path, pages) for path in by_kind.get("txt", [])],
        "units": lambda: _units(documents, pages),
        "join": lambda: _join([*by_kind.get("pdf", []), *sorted(pages.glob("*.pdf"))], folder),
        "zip": lambda: zip_store([*files, folder / "joined.pdf"], folder / "stored.zip"),
    }
    return {name: _seconds(step) for name, step in steps.items()}


def cold(steps, cores):
    """Return the seconds under which nothing built on these libraries can go from the start."""
    shared = steps["office"] + steps["photos"] + steps["texts"] + steps["units"]
    return shared / cores + steps["join"] + steps["zip"]


def zip_store(paths, out):
    """Put `paths` into a ZIP at `out` as they are."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in paths:
            archive.write(path, path.name)


def units(documents):
    """Return the seconds that WeasyPrint takes for the HTML `documents`."""
    return _seconds(lambda: [HTML(string=html).write_pdf() for html in documents])


def _office(paths, pages):
    """Print documents in batches with one profile; names must not collide once they end in .pdf."""
    profile, given = pages / "profile", pages / "given"
    given.mkdir()
    links = [given / f"{number:03}-{path.stem}{path.suffix}" for number, path in enumerate(paths)]
    for link, path in zip(links, paths, strict=True):
        link.symlink_to(path)
    for start in range(0, len(links), OFFICE_BATCH):
        command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", pages]
        subprocess.run(
            [*command, *links[start : start + OFFICE_BATCH]],
            check=True,
            capture_output=True,
            env={**os.environ, "HOME": str(pages)},
        )
    shutil.rmtree(profile)


def _photo(path, pages):
    with Image.open(path) as photo:
        photo.draft("RGB", (photo.width // 2, photo.height // 2))
        upright = ImageOps.exif_transpose(photo)
        half = io.BytesIO()
        upright.save(half, "JPEG", quality=80)
    (pages / f"{path.stem}.pdf").write_bytes(img2pdf.convert(half.getvalue()))


def _text(path, pages):
    HTML(string=f"<pre>{path.read_text()}</pre>").write_pdf(pages / f"{path.stem}.pdf")


def _units(documents, pages):
    for number, html in enumerate(documents):
        HTML(string=html).write_pdf(pages / f"unit-{number}.pdf")


def _join(paths, folder):
    with pikepdf.new() as joined:
        for path in map(Path, paths):
            with pikepdf.open(path) as source:
                joined.pages.extend(source.pages)
        joined.save(folder / "joined.pdf")


def _seconds(step):
    began = time.perf_counter()
    step()
    return time.perf_counter() - began
