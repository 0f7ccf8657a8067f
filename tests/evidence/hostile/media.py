"""Which pictures and recordings would do harm, or lie about themselves?"""

import io
import struct
import zipfile
import zlib

import av
from PIL import Image, PngImagePlugin

from tests.evidence import samples
from tests.evidence.hostile.cases import (
    AGAIN,
    CUT_OFF,
    DAMAGED,
    SAVED_AGAIN,
    accepted,
    neutralised,
    refused,
)  # fmt: skip
from tests.evidence.recordings import film, sound

PAGE = b"<html><script>alert(1)</script></html>"
POSITION = {1: "N", 2: (53.0, 44.0, 0.0), 3: "W", 4: (0.0, 20.0, 0.0)}
GPS, COMMENT, MAKER = 0x8825, 0x9286, 0x010F
OTHER_PICTURE = f"it is a picture of a kind that is not taken. Save it as JPEG or PNG, {AGAIN}"


def png(*, notes=None, frames=0, size=(60, 40)):
    """Return a PNG with words noted in it, or with so many more frames."""
    data = io.BytesIO()
    more = [Image.new("RGB", size, (number, 0, 0)) for number in range(1, frames + 1)]
    Image.new("RGB", size, "red").save(
        data, "PNG", pnginfo=notes, save_all=frames > 0, append_images=more
    )
    return data.getvalue()


def noted(words, *, packed=False):
    """Return a PNG with these words noted in it."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", words, zip=packed)
    return png(notes=notes)


def bloated_note():
    """Return a PNG of a few kilobytes whose note unpacks to 200 MB."""
    packer, piece = zlib.compressobj(9), b" " * (1024 * 1024)
    packed = packer.compress(piece) + b"".join(packer.compress(piece) for _ in range(199))
    body = b"zTXtComment\x00\x00" + packed + packer.flush()
    chunk = struct.pack(">L", len(body) - 4) + body + struct.pack(">L", zlib.crc32(body))
    plain = png()
    return plain[:33] + chunk + plain[33:]


def jpeg(**notes):
    """Return a photo whose camera noted what is given: the tag by its name here, and the value."""
    image, exif = Image.new("RGB", (400, 300), "red"), Image.Exif()
    for tag, value in notes.items():
        if tag == "gps":
            exif.get_ifd(GPS).update(value)
        else:
            exif[{"comment": COMMENT, "maker": MAKER}[tag]] = value
    data = io.BytesIO()
    image.save(data, "JPEG", exif=exif)
    return data.getvalue()


def picture(kind, mode="RGB"):
    """Return a small picture of a kind that Pillow can write."""
    data = io.BytesIO()
    Image.new(mode, (40, 30)).save(data, kind)
    return data.getvalue()


def and_archive(data):
    """Return a file that is a ZIP archive too."""
    data = io.BytesIO(data)
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("hidden.exe", samples.program())
    return data.getvalue()


def lying_wav():
    """Return a WAV of two seconds that says it lasts for hours."""
    plain = sound("pcm_s16le", "wav")
    return plain[:4] + struct.pack("<L", len(plain) * 5000 - 8) + plain[8:]


def vast_id3():
    """Return an MP3 whose notes say that they take all of it and more."""
    return b"ID3\x03\x00\x00\x7f\x7f\x7f\x7f" + sound()


def lying_box():
    """Return an MP4 whose first box says that it is larger than the file."""
    plain = film()
    return struct.pack(">L", 0x00FFFFFF) + plain[4:]


def lying_matroska():
    """Return a Matroska film whose length is a number that nobody has room for."""
    plain = film(form="matroska")
    at = plain.index(b"\x18\x53\x80\x67")
    return plain[: at + 4] + b"\x01\xff\xff\xff\xff\xff\xff\xfe" + plain[at + 12 :]


def endless_matroska():
    """Return a few kilobytes of Matroska in which one box holds the next, 4,000 deep."""
    return b"\x1a\x45\xdf\xa3\x80" + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" * 4000


def matroska_with_file():
    """Return a Matroska film that carries a program."""
    data = io.BytesIO()
    with av.open(data, "w", format="matroska") as made, av.open(io.BytesIO(film())) as source:
        copy = made.add_stream_from_template(source.streams.video[0])
        made.add_attachment("run.exe", "application/x-msdownload", samples.program())
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = copy
                made.mux(packet)
    return data.getvalue()


def film_with_position():
    """Return a film that notes where it was taken."""
    data = io.BytesIO()
    with (
        av.open(data, "w", format="mp4") as made,
        av.open(io.BytesIO(film())) as source,
    ):
        made.metadata["location"] = "+53.7333-000.3333/"
        copy = made.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = copy
                made.mux(packet)
    return data.getvalue()


CASES = [
    refused("PNG of 400 megapixels", "map.png", lambda _: samples.huge_png(),
            f"it has 400 megapixels, and 100 is the most. Save it at a smaller size, {AGAIN}"),
    refused("PNG whose note unpacks to 200 MB", "shot.png", lambda _: bloated_note(), DAMAGED),
    accepted("PNG with a script noted in it", "shot.png",
             lambda _: noted("<script>alert(1)</script><?php system('id');")),
    neutralised("PNG with frames", "shot.png", lambda _: png(frames=3), frames=3),
    neutralised("PNG with a web page behind its end", "shot.png",
                lambda _: png() + PAGE, other_data=None),
    refused("PNG that was cut off", "shot.png", lambda _: samples.photo(kind="PNG")[:2000],
            CUT_OFF),
    refused("PNG named .jpg", "photo.jpg", lambda _: png(),
            f"it is a PNG picture, but its name ends in .jpg. Give it the ending .png, {AGAIN}"),
    refused("SVG drawing named .png", "logo.png",
            lambda outside: f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{outside}'/>",
            "it is an SVG drawing, although its name ends in .png. "
            f"Save it as PNG or PDF, {AGAIN}"),
    neutralised("JPEG with its position", "photo.jpg", lambda _: jpeg(gps=POSITION), position=None),
    accepted("JPEG with a script for a camera", "photo.jpg",
             lambda _: jpeg(maker="<script>alert(1)</script>", comment=b"<?php system('id');")),
    neutralised("JPEG and web page at once", "photo.jpg", lambda _: jpeg() + PAGE, other_data=None),
    neutralised("JPEG and ZIP archive at once", "photo.jpg", lambda _: and_archive(jpeg()),
                other_data=None),
    refused("JPEG that was cut off", "photo.jpg", lambda _: samples.photo()[:9000], CUT_OFF),
    refused("JPEG by its first bytes only", "photo.jpg", lambda _: b"\xff\xd8\xff\xe0", CUT_OFF),
    accepted("JPEG in the colours of print", "photo.jpg", lambda _: picture("JPEG", "CMYK")),
    accepted("JPEG a pixel high", "photo.jpg", lambda _: samples.photo(20_000, 1)),
    refused("JPEG sent as a PDF", "photo.jpg", lambda _: jpeg(),
            "it is a JPEG picture, but it was sent as a PDF. "
            "Add it again from another browser or device.", claimed="application/pdf"),
    accepted("JPEG with the claim of an old browser", "photo.jpeg", lambda _: jpeg(),
             claimed="image/pjpeg"),
    refused("GIF and script at once", "moving.gif", lambda _: b"GIF89a=1;alert(1);//" + bytes(20),
            OTHER_PICTURE),
    refused("TIFF", "scan.tiff", lambda _: picture("TIFF"), OTHER_PICTURE),
    refused("BMP", "scan.bmp", lambda _: picture("BMP"), OTHER_PICTURE),
    refused("Icon", "logo.ico", lambda _: picture("ICO"), OTHER_PICTURE),
    refused("Photoshop", "poster.psd", lambda _: b"8BPS\x00\x01" + bytes(60), OTHER_PICTURE),
    refused("HEIC named .jpg", "IMG_1.jpg", lambda _: b"\x00\x00\x00\x18ftypheic" + bytes(40),
            f"it is an HEIC photo, although its name ends in .jpg. Share it as JPEG, {AGAIN}"),
    accepted("MP3 with notes larger than itself", "talk.mp3", lambda _: sound() + b"TAG" * 43),
    refused("MP3 that is nothing but its notes", "talk.mp3", lambda _: vast_id3(), DAMAGED),
    refused("WAV that lies about its length", "talk.wav", lambda _: lying_wav(),
            f"it is cut off: 2 of 9920 seconds came in. {SAVED_AGAIN}"),
    refused("MP4 whose box is larger than the file", "a.mp4", lambda _: lying_box(), CUT_OFF),
    refused("MP4 that was cut off", "a.mp4", lambda _: film()[:-700], CUT_OFF),
    refused("MP4 named .docx", "minutes.docx", lambda _: film(),
            f"it is an MP4 video, but its name ends in .docx. Give it the ending .mp4, {AGAIN}"),
    neutralised("MP4 with its position", "a.mp4", lambda _: film_with_position(), position=None),
    accepted("Matroska that lies about its length", "a.mkv", lambda _: lying_matroska()),
    refused("Matroska 4,000 deep", "a.mkv", lambda _: endless_matroska(), DAMAGED),
    neutralised("Matroska with a program in it", "a.mkv", lambda _: matroska_with_file(),
                embedded_files=1),
    refused("Playlist named .mp4", "a.mp4", lambda outside: f"#EXTM3U\n#EXTINF:1,\n{outside}\n",
            "its content is plain text, although its name ends in .mp4. Open it on your device to "
            "see what it is, save it as PDF, then add the PDF."),
    refused("Playlist named .wav", "a.wav", lambda outside: f"ffconcat version 1.0\nfile {outside}",
            "its content is plain text, although its name ends in .wav. Open it on your device to "
            "see what it is, save it as PDF, then add the PDF."),
]  # fmt: skip
