"""What does one process measure of the first page of a long PDF and of a large photo?"""

import io
import json
import statistics
import time

import pikepdf
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from PIL import Image

from accounts.models import User
from evidence import intake, scanning
from evidence.views.files import pages_of
from learners.models import Enrolment
from portfolio.demo import story

LINES, WORDS = 44, 11
TWELVE_MEGAPIXELS = (4000, 3000)


def tell(pages, runs):
    """Print the figures of both files as JSON."""
    files = [(f"{pages} pages.pdf", _pdf(pages)), ("12 megapixels.jpg", _photo())]
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        print(json.dumps([_figures(name, data, runs) for name, data in files]))


def _figures(name, data, runs):
    enrolment = Enrolment.objects.get(learner__user__email=story.person("amy").email)
    amy = enrolment.learner.user
    started = time.perf_counter()
    artefact = intake.receive(enrolment, SimpleUploadedFile(name, data, content_type=""), by=amy)
    received = time.perf_counter()
    scanning.scan(artefact.file_id)
    scanned = time.perf_counter()
    client = Client()
    client.force_login(User.objects.get(pk=amy.pk), settings.AUTHENTICATION_BACKENDS[-1])
    url = artefact.get_absolute_url()
    artefact.refresh_from_db()
    first = pages_of(artefact)[0]
    asked = {
        "page": url,
        "image": first["url"],
        "words": f"/artefacts/{artefact.pk}/words/?page=1",
        "search": f"/artefacts/{artefact.pk}/words/?page=1&find=nowhere+here",
    }
    return {
        "file": name,
        "KB": len(data) // 1000,
        "received s": round(received - started, 2),
        "cold s": round(scanned - started, 2),
        **{f"{what} ms": _milliseconds(client, at, runs) for what, at in asked.items()},
        "HTML KB": len(client.get(url).content) // 1000,
    }


def _milliseconds(client, address, runs):
    """Return the median of what the server took to answer, once it is warm."""
    times = []
    for _ in range(runs + 1):
        started = time.perf_counter()
        answer = client.get(address)
        size = len(answer.getvalue() if answer.streaming else answer.content)
        times.append(1000 * (time.perf_counter() - started))
        if answer.status_code != 200 or not size:
            raise SystemExit(f"{address} answers {answer.status_code}")
    return round(statistics.median(times[1:]), 1)


def _pdf(pages):
    """Return a PDF with pages full of text, no two of them the same."""
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        font = pdf.make_indirect(font)
        for number in range(1, pages + 1):
            page = pdf.add_blank_page(page_size=(595, 842))
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            lines = (
                " ".join(f"word{number * line * word % 997}" for word in range(1, WORDS + 1))
                for line in range(1, LINES + 1)
            )
            drawn = "".join(f"({line}) Tj T*\n" for line in lines)
            page.obj.Contents = pdf.make_stream(f"BT /F 9 Tf 17 TL 50 790 Td {drawn}ET".encode())
        pdf.save(made)
    return made.getvalue()


def _photo():
    """Return a JPEG of twelve megapixels with as much in it as a photo has."""
    grain = Image.effect_noise((TWELVE_MEGAPIXELS[0] // 4, TWELVE_MEGAPIXELS[1] // 4), 90)
    made = io.BytesIO()
    grain.resize(TWELVE_MEGAPIXELS).convert("RGB").save(made, "JPEG", quality=90)
    return made.getvalue()
