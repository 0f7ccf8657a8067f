"""What did the sender of a form really call the files?

Django drops a part of a form without a word when its file name is empty, not UTF-8, only dots, or
longer than its header may be. So a number stands in for each name while Django reads the form,
and the name as given is put back afterwards.
"""

import re
import tempfile
from urllib.parse import unquote_to_bytes

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    SkipFile,
    TemporaryFileUploadHandler,
)
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict

from evidence import storage
from evidence.door.file_names import decoded, safe_name

HEADER_END = b"\r\n\r\n"
LONGEST_HEADER = 64 * 1024
# Django looks at 1 KB of a part's header; what it needs beside the name fits with this.
LONGEST_LINE = 200
FORM = "form-"
NAMES = (b"filename", b"filename*")
PARAMETER = re.compile(rb';[ \t]*([^=;\s]+)[ \t]*=[ \t]*("(?:\\.|[^"\\])*"|[^;]*)', re.DOTALL)


class NamedFileUploadHandler(FileUploadHandler):
    """Puts uploaded files on disk, each with the name that it was given as `given_name`.

    It reads the form whole, so it is never asked for a piece of a file.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803
        """Read the whole form; return what was typed and the files."""
        names = []
        stream = NumberedNames(input_data, boundary, names)
        may = getattr(self.request, "may_bring_files", False)
        inner = [(IncomingFileHandler if may else NoFileHandler)(self.request)]
        post, files = MultiPartParser(META, stream, inner, encoding).parse()
        named = MultiValueDict()
        for field, uploads in files.lists():
            given = [_named(upload, _given(upload, names)) for upload in uploads]
            if chosen := [u for u in given if u.given_name or u.size]:
                named.setlist(field, chosen)
        return post, named


class IncomingFileHandler(TemporaryFileUploadHandler):
    """Writes a form's files where all files come in: the sweep knows what a crash leaves there."""

    def new_file(self, *args, **kwargs):
        """Begin the next file."""
        FileUploadHandler.new_file(self, *args, **kwargs)
        folder = storage.incoming("")
        folder.mkdir(parents=True, exist_ok=True)
        place = tempfile.NamedTemporaryFile(dir=folder, prefix=FORM)  # noqa: SIM115 - as the form
        self.file = IncomingFile(
            place, self.file_name, self.content_type, 0, self.charset, self.content_type_extra
        )


class NoFileHandler(FileUploadHandler):
    """Passes over the files of a form that may bring none (see allowance.py)."""

    def new_file(self, *args, **kwargs):
        """Skip the file, and keep none of its bytes."""
        raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        """Do nothing: no file was begun."""

    def file_complete(self, file_size):
        """Do nothing: no file was begun."""


class IncomingFile(TemporaryUploadedFile):
    """A file of a form, which goes with the request."""

    def __init__(self, place, *told):
        UploadedFile.__init__(self, place, *told)


class NumberedNames:
    """A form's bytes as they come in, with a number in the place of each file's name.

    The names are added to `names`. Of the bytes it holds no more than were asked for.
    """

    def __init__(self, input_data, boundary, names):
        self.input, self.names = input_data, names
        self.delimiter = b"--" + boundary
        self.held = b""
        self.in_header = False
        self.ended = False

    def read(self, size):
        """Return more bytes, none at the end."""
        ready = b""
        while not ready and not (self.ended and not self.held):
            piece = b"" if self.ended else self.input.read(size)
            self.ended = not piece
            self.held += piece
            ready = self._ready()
        return ready

    def _ready(self):
        """Take from what is held all that is understood."""
        ready = []
        while (taken := self._header() if self.in_header else self._body()) is not None:
            ready.append(taken)
        if self.ended:
            ready.append(self.held)
            self.held = b""
        return b"".join(ready)

    def _body(self):
        """Return the bytes up to a delimiter and with it; None when more have to come first."""
        at = self.held.find(self.delimiter)
        self.in_header = at >= 0
        cut = at + len(self.delimiter) if self.in_header else len(self.held) - len(self.delimiter)
        if cut <= 0:
            return None
        taken, self.held = self.held[:cut], self.held[cut:]
        return taken

    def _header(self):
        end = self.held.find(HEADER_END)
        if end < 0:
            if len(self.held) > LONGEST_HEADER:
                raise MultiPartParserError("The header of a part is too long.")
            return None
        self.in_header = False
        if self.delimiter in self.held[:end]:
            return b""
        header, self.held = self.held[:end], self.held[end:]
        return b"\r\n".join(self._numbered(line) for line in header.split(b"\r\n"))

    def _numbered(self, line):
        title, _colon, value = line.partition(b":")
        if title.strip().lower() != b"content-disposition":
            return line[:LONGEST_LINE]
        given = {m[1].lower(): m[2].strip() for m in PARAMETER.finditer(value)}
        given = {key: given[key] for key in NAMES if key in given}
        if not given:
            return line
        self.names.append(_name_in(given))
        kept = PARAMETER.sub(lambda m: b"" if m[1].lower() in NAMES else m[0], value)
        return b'%s:%s; filename="%d"' % (title, kept, len(self.names) - 1)


def _name_in(given):
    if b"filename*" in given:
        return decoded(unquote_to_bytes(given[b"filename*"].rpartition(b"'")[2]))
    value = given[b"filename"]
    if len(value) > 1 and value[:1] == value[-1:] == b'"':
        value = value[1:-1].replace(b"\\\\", b"\\").replace(b'\\"', b'"')
    return decoded(value)


def _given(upload, names):
    """Return the name that stands behind a number of ours."""
    if not (upload.name.isdecimal() and int(upload.name) < len(names)):
        raise MultiPartParserError("The name of a file in this form can’t be read.")
    return names[int(upload.name)]


def _named(upload, given):
    upload.given_name, upload.name = given, safe_name(given)
    return upload
