"""What is in the small portfolios whose bundles are asked for here?"""

import functools
import io

import docx
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import people
from accounts.models import Role
from evidence import intake, scanning, storage
from evidence.models import StoredFile
from evidence.states import FileState
from evidence.stores import disk
from tests import people as persons
from tests.evidence import samples
from tests.running.waiting import until

CHECKED_WITHIN = 120


class Class:
    """A centre whose learners each have a portfolio of four files of different kinds."""

    def __init__(self):
        self._specification = persons.load_specification()
        self._centre = people.open_centre("Harbour", slug="harbour", by=None)
        self._owen = persons.person("owen", centre=self._centre, role=Role.CENTRE_ADMIN)
        self._number = 0

    def learner(self):
        """Return the enrolment of a new learner; only the photo, the same for all, has its pages.

        The others are printed in three shares, one more than the worker makes side by side.
        """
        self._number += 1
        enrolment = persons.enrolled(
            f"learner{self._number}",
            centre=self._centre,
            specification=self._specification,
            by=self._owen,
        )
        files = {
            "notes.txt": f"We agreed to count shelf {self._number} on Friday.".encode(),
            "plan.pdf": _plan() + f"\n% {self._number}\n".encode(),
            "board.jpg": samples.photo(),
            "minutes.docx": _minutes(self._number),
        }
        for name, data in files.items():
            upload = SimpleUploadedFile(name, data, content_type="application/octet-stream")
            artefact = intake.receive(enrolment, upload, by=enrolment.learner.user)
            scanning.scan(artefact.file_id)
            # A worker may have taken it first.
            file = until(functools.partial(_checked, artefact.file_id), seconds=CHECKED_WITHIN)
            if name == "board.jpg":
                continue
            made = storage.rendition(file.sha256, file.rendered_with)
            storage.clear_folder(made)
            disk.sync(made.parent)
        return enrolment


def _checked(file_id):
    return StoredFile.objects.filter(pk=file_id, state=FileState.CLEAN).first()


@functools.cache
def _plan():
    return samples.pdf(30)


def _minutes(number):
    document = docx.Document()
    document.add_heading(f"Meeting {number}", 1)
    for action in range(60):
        document.add_paragraph(f"Action {number}.{action}: count shelf {action}.")
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()
