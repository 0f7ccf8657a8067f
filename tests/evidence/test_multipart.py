"""The plain form: whatever a file is called, it arrives, under the name that it was given."""

import io

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParserError
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from evidence import storage
from evidence.door.multipart import NumberedNames

BOUNDARY = "edge"


def part(disposition, body=b"words", *headers):
    """Return one part of a form, in bytes."""
    lines = [b'Content-Disposition: form-data; name="files"' + disposition, *headers]
    return b"--edge\r\n" + b"\r\n".join(lines) + b"\r\n\r\n" + body + b"\r\n"


def sent(body):
    """Return the request of somebody who may bring files."""
    request = RequestFactory().post(
        "/", body, content_type=f"multipart/form-data; boundary={BOUNDARY}"
    )
    request.may_bring_files = True
    return request


def files_of(*parts):
    """Return (name as given, safe name, bytes) of each file that arrives."""
    request = sent(b"".join(parts) + b"--edge--\r\n")
    return [(f.given_name, f.name, f.read()) for f in request.FILES.getlist("files")]


def test_a_name_that_only_django_sees_is_refused_in_words():
    with pytest.raises(MultiPartParserError, match="can’t be read"):
        files_of(part(b';\x0bfilename="x.pdf"'))


@pytest.mark.parametrize(
    ("disposition", "name", "safe"),
    [
        (b'; filename="minutes.txt"', "minutes.txt", "minutes.txt"),
        (b'; filename=""', "", "file"),
        (b'; filename="..."', "...", "file"),
        (b'; filename=".."', "..", "file"),
        (b'; filename="M\xe4rz.txt"', "M\xe4rz.txt", "M\xe4rz.txt"),
        (b'; filename="\xff\xfe.txt"', "\xff\xfe.txt", "\xff\xfe.txt"),
        (b'; filename="' + b"x" * 3000 + b'.txt"', "x" * 3000 + ".txt", "x" * 196 + ".txt"),
        (b'; filename="../../up.txt"', "../../up.txt", "up.txt"),
        (b'; filename="C:\\Users\\amy\\up.txt"', "C:\\Users\\amy\\up.txt", "up.txt"),
        (b'; filename="a;b=\\"c\\".txt"', 'a;b="c".txt', "a;b=-c-.txt"),
        (b'; filename="&lt;b&gt;.txt"', "&lt;b&gt;.txt", "&lt;b&gt;.txt"),
        (b"; filename=bare.txt", "bare.txt", "bare.txt"),
        (b"; FileName = \"spaced.txt\"", "spaced.txt", "spaced.txt"),
        (b"; filename*=UTF-8''M%C3%A4rz.txt", "M\xe4rz.txt", "M\xe4rz.txt"),
        (b'; filename="12"', "12", "12"),
    ],
)  # fmt: skip
def test_a_file_arrives_whatever_it_is_called(disposition, name, safe):
    assert files_of(part(disposition)) == [(name, safe, b"words")]


def test_a_field_that_was_left_empty_is_no_file():
    empty = part(b'; filename=""', b"", b"Content-Type: application/octet-stream")

    assert files_of(empty) == []
    assert "files" not in sent(empty + b"--edge--\r\n").FILES


def test_an_empty_file_with_a_name_arrives():
    assert files_of(part(b'; filename="empty.txt"', b"")) == [("empty.txt", "empty.txt", b"")]


def test_names_stay_with_their_files():
    several = [part(b'; filename="%d.txt"' % n, b"%d" % n) for n in (3, 1, 0)]

    assert files_of(*several) == [(f"{n}.txt", f"{n}.txt", b"%d" % n) for n in (3, 1, 0)]


def test_words_between_the_files_are_as_they_were_typed():
    words = b'--edge\r\nContent-Disposition: form-data; name="title"\r\n\r\nx; filename="y"\r\n'
    body = part(b'; filename="a.txt"') + words + part(b'; filename="b.txt"') + b"--edge--\r\n"
    request = sent(body)

    assert request.POST.dict() == {"title": 'x; filename="y"'}
    assert [f.given_name for f in request.FILES.getlist("files")] == ["a.txt", "b.txt"]


def test_a_header_without_end_is_refused():
    stream = NumberedNames(io.BytesIO(b"--edge\r\n" + b"x" * 100_000), b"edge", [])

    with pytest.raises(MultiPartParserError):
        list(iter(lambda: stream.read(1024), b""))


@given(
    bodies=st.lists(st.binary(max_size=300), min_size=1, max_size=4),
    size=st.integers(1, 97),
)
def test_the_bytes_of_the_files_are_never_touched(bodies, size):
    """However the form is cut into pieces while it comes in."""
    body = b"".join(part(b'; filename="\xe4%d"' % n, b) for n, b in enumerate(bodies))
    names = []
    stream = NumberedNames(io.BytesIO(body + b"--edge--\r\n"), b"edge", names)

    through = b"".join(iter(lambda: stream.read(size), b""))

    assert names == [f"\xe4{n}" for n in range(len(bodies))]
    assert (
        through
        == b"".join(part(b'; filename="%d"' % n, b) for n, b in enumerate(bodies)) + b"--edge--\r\n"
    )


def test_no_more_is_held_than_was_asked_for():
    body = part(b'; filename="long.bin"', b"x" * 1_000_000)
    stream = NumberedNames(io.BytesIO(body), b"edge", [])
    longest = max(len(piece) for piece in iter(lambda: stream.read(4096), b""))

    assert longest < 3 * 4096
    assert TemporaryFileUploadHandler.chunk_size == 64 * 1024


def test_a_file_of_a_form_stands_where_the_sweep_looks_and_goes_with_the_form(own_storage):
    body = part(b'; filename="minutes.txt"') + b"--edge--\r\n"
    request = sent(body)
    (file,) = request.FILES.getlist("files")

    (path,) = storage.incoming("").iterdir()
    assert file.temporary_file_path() == str(path)
    request.close()
    assert not path.exists()
