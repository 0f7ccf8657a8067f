"""What is said of a ZIP container that is not quite the Office file that it seems?"""

import io
import zipfile

import pytest

from core.errors import RuleViolation
from evidence.door import inspection
from tests.evidence import samples

AGAIN = "then add it again."
SAVED_AGAIN = "Open it on your device, save it again, then add the new copy."
DAMAGED = f"it is damaged or incomplete. {SAVED_AGAIN}"
CUT_OFF = f"it is cut off: its end is missing. {SAVED_AGAIN}"
UNSAFE = "it holds parts that could do harm when it is opened. Save it as PDF, then add the PDF."
BOMB = "it unpacks to far more than a document holds. Save it as PDF, then add the PDF."


def container(parts):
    """Return a ZIP file of these parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return data.getvalue()


@pytest.mark.parametrize(
    ("make", "name", "sentence"),
    [
        (
            lambda: container({"a.txt": "a"}),
            "all.zip",
            "it is a ZIP archive. Unpack it, then add the files one by one.",
        ),
        (
            lambda: container({"a.txt": "a"}),
            "minutes.docx",
            "it is a ZIP archive, although its name ends in .docx. "
            "Unpack it, then add the files one by one.",
        ),
        (
            lambda: container({"mimetype": "application/vnd.oasis.opendocument.text"}),
            "minutes.odt",
            f"it is an OpenDocument file. Save it as .docx, .xlsx or PDF, {AGAIN}",
        ),
        (
            lambda: container({"Index/Document.iwa": ""}),
            "minutes.pages",
            "it is a Pages, Numbers or Keynote file. Export it as PDF, then add the PDF.",
        ),
        (samples.swelling_word, "minutes.docx", BOMB),
        (samples.crowded_word, "minutes.docx", BOMB),
        (samples.word_with_entities, "minutes.docx", UNSAFE),
        (lambda: samples.changed(samples.word(), add={"../../x": "a"}), "minutes.docx", UNSAFE),
        (lambda: samples.changed(samples.word(), add={"/etc/x": "a"}), "minutes.docx", UNSAFE),
        (lambda: samples.changed(samples.word(), add={"a\\..\\x": "a"}), "minutes.docx", UNSAFE),
        (
            lambda: samples.changed(
                samples.word(),
                add={"word/x.xml": b'<?xml version="1.0" encoding="utf-7"?><x/>'},
            ),
            "minutes.docx",
            UNSAFE,
        ),
        (
            lambda: samples.changed(
                samples.word(), add={"word/x.xml": "<!DOCTYPE x><x/>".encode("utf-16")}
            ),
            "minutes.docx",
            UNSAFE,
        ),
        (
            lambda: samples.changed(samples.word(), drop=["word/document.xml"]),
            "minutes.docx",
            DAMAGED,
        ),
        (lambda: samples.word()[:-200], "minutes.docx", CUT_OFF),
        (lambda: samples.word()[:4000] + bytes(400) + samples.word()[4400:], "m.docx", DAMAGED),
        (
            lambda: samples.changed(
                samples.word(),
                replace=[("[Content_Types].xml", b"document.main+xml", b"template.main+xml")],
            ),
            "minutes.dotx",
            f"it is a template. Save it as .docx, .xlsx or PDF, {AGAIN}",
        ),
        (
            lambda: samples.changed(
                samples.word(),
                replace=[
                    (
                        "[Content_Types].xml",
                        b"wordprocessingml.document.main+xml",
                        b"presentationml.handout.main+xml",
                    )
                ],
            ),
            "slides.pptx",
            "it is a PowerPoint file of a kind that is not taken, although its name ends in .pptx. "
            "Save it as PDF, then add the PDF.",
        ),
    ],
)
def test_a_container_is_refused_for_what_is_in_it(tmp_path, make, name, sentence):
    with pytest.raises(RuleViolation) as refusal:
        inspection.inspect(samples.write(tmp_path / "incoming", make()), name)

    assert refusal.value.message == f"{name} was not added: {sentence}"
