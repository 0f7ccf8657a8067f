"""How are files kept in a bucket of an S3-compatible server?"""

import hashlib
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from evidence.stores import PIECE, Entry, OutOfReach, nearby

log = logging.getLogger(__name__)

PART = 8 * 1024 * 1024
AT_ONCE = 8
LINK_SECONDS = 60
LIST_NAME = "meta.json"
CONFIG = Config(
    s3={"addressing_style": "path"},
    signature_version="s3v4",
    # Not every server knows the newer checksums; our own SHA-256 finds every change.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    retries={"mode": "standard", "total_max_attempts": 3},
    connect_timeout=5,
    read_timeout=60,
    max_pool_connections=2 * AT_ONCE,
)


class BucketStore(S3Storage):
    """The store in a bucket; files that are opened as paths have a copy nearby."""

    def __init__(self, **options):
        super().__init__(
            client_config=CONFIG,
            file_overwrite=False,
            default_acl=None,
            querystring_expire=LINK_SECONDS,
            **options,
        )

    @property
    def client(self):
        return self.connection.meta.client

    def add(self, name, path):
        """Send the finished file at `path` and keep it as the copy nearby.

        FileExistsError when the name is taken: the server itself refuses to write it twice.
        """
        if self.exists(name):
            raise FileExistsError(name)
        with _faults(name):
            self._send(name, path)
        nearby.take(path, name)

    def exists(self, name):
        """Return whether the bucket holds a file of that name."""
        try:
            self.size(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name):
        """Return how many bytes the file has; FileNotFoundError when it is missing."""
        with _faults(name):
            return self._of(self.client.head_object, name)["ContentLength"]

    def came_at(self, name):
        """Return the moment at which the file came; FileNotFoundError when it is missing."""
        with _faults(name):
            return self._of(self.client.head_object, name)["LastModified"]

    def delete(self, name):
        """Remove the file and its copy nearby."""
        with _faults(name):
            self._of(self.client.delete_object, name)
        nearby.drop(name)

    def fetch(self, name, sha256=""):
        """Return the path of a copy on this machine; nothing is there if the file is missing.

        With `sha256`, bytes that have another one count as missing.
        """
        path = nearby.place(name)
        if nearby.use(name):
            return path
        try:
            with nearby.coming(name) as file:
                digest = hashlib.sha256()
                for piece in self.read(name):
                    digest.update(piece)
                    file.write(piece)
                if sha256 and digest.hexdigest() != sha256:
                    log.error("%s is not what it was in the bucket; see check_storage.", name)
                    raise FileNotFoundError(name)
        except FileNotFoundError:
            pass
        return path

    def read(self, name, first=0, last=None):
        """Yield the bytes from `first` to `last`, or to the end, in pieces.

        Fewer bytes than the server promised raise OutOfReach.
        """
        asked = {"Range": f"bytes={first}-{'' if last is None else last}"}
        if not first and last is None:
            asked = {}
        # Who stops reading half way gives the connection back.
        with (
            _faults(name),
            closing(self._of(self.client.get_object, name, **asked)["Body"]) as body,
        ):
            yield from body.iter_chunks(PIECE)

    def move(self, name, new_name):
        """Give a file another name, and forget its copy nearby."""
        with _faults(name):
            source = {"Bucket": self.bucket_name, "Key": name}
            self.client.copy(source, self.bucket_name, new_name)
        self.delete(name)

    def entries(self, prefix):
        """Yield an Entry for each file below the folder `prefix`, in the order of the names."""
        with _faults(prefix):
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket_name, Prefix=f"{prefix}/"
            )
            for page in pages:
                for item in page.get("Contents", []):
                    yield Entry(item["Key"], item["Size"], item["LastModified"])

    def forget(self, prefix):
        """Remove the folder `prefix` with everything in it."""
        for entry in list(self.entries(prefix)):
            self.delete(entry.name)

    def folder(self, name):
        """Return the folder as a BucketFolder."""
        return BucketFolder(self, name)

    def link(self, name, *, mime, disposition, method):
        """Return an address that hands out this one file, for LINK_SECONDS and this method."""
        answered = {
            "ResponseContentType": mime,
            "ResponseContentDisposition": disposition,
            "ResponseCacheControl": "private, no-store",
        }
        return self.url(name, parameters=answered, http_method=method)

    def break_off_unfinished(self, before):
        """Give up what was being sent in parts before that moment and never came to an end."""
        with _faults("unfinished parts"):
            pages = self.client.get_paginator("list_multipart_uploads").paginate(
                Bucket=self.bucket_name
            )
            for page in pages:
                for upload in page.get("Uploads", []):
                    if upload["Initiated"] < before:
                        self._of(
                            self.client.abort_multipart_upload,
                            upload["Key"],
                            UploadId=upload["UploadId"],
                        )

    def _of(self, ask, name, **more):
        return ask(Bucket=self.bucket_name, Key=name, **more)

    def _send(self, name, path):
        with path.open("rb") as file:
            if path.stat().st_size <= PART:
                self._of(self.client.put_object, name, Body=file, IfNoneMatch="*")
            else:
                self._send_in_parts(name, file)

    def _send_in_parts(self, name, file):
        upload = self._of(self.client.create_multipart_upload, name)["UploadId"]
        try:
            parts = []
            while piece := file.read(PART):
                number = len(parts) + 1
                sent = self._of(
                    self.client.upload_part, name, UploadId=upload, PartNumber=number, Body=piece
                )
                parts.append({"PartNumber": number, "ETag": sent["ETag"]})
            self._of(
                self.client.complete_multipart_upload,
                name,
                UploadId=upload,
                MultipartUpload={"Parts": parts},
                IfNoneMatch="*",
            )
        except BaseException:
            self._of(self.client.abort_multipart_upload, name, UploadId=upload)
            raise


class BucketFolder:
    """A folder that was put into the bucket as a whole; its files are fetched when asked for.

    Its list of files is put last and never changed, and its files stand under the hash of that
    list. So of two machines that make the same folder at once, one is kept, unmixed.
    """

    def __init__(self, store, name):
        self._store = store
        self._name = name
        self.parent = nearby.place(name).parent

    def __eq__(self, other):
        return isinstance(other, BucketFolder) and self._name == other._name

    def __hash__(self):
        return hash(self._name)

    def __str__(self):
        return self._name

    def __truediv__(self, file_name):
        """Return the path of a copy of one file; nothing is there if the folder lacks it."""
        if file_name == LIST_NAME:
            return self._store.fetch(self._list_name)
        if not self.holds(file_name):
            return nearby.place(f"{self._name}/missing/{file_name}")
        return self._store.fetch(self.name_of(file_name), self._files()[file_name]["sha256"])

    def exists(self):
        """Return whether the folder was put here as a whole."""
        return self._store.exists(self._list_name)

    def holds(self, file_name):
        """Return whether the folder has a file of that name."""
        return file_name in self._files()

    def name_of(self, file_name):
        """Return the name under which the store has a file of this folder."""
        if file_name == LIST_NAME:
            return self._list_name
        listed = self._store.fetch(self._list_name).read_bytes()
        return f"{self._name}/{_edition(listed)}/{file_name}"

    def put(self, made):
        """Put the files of the folder `made` into the bucket, their list last."""
        listed = made / LIST_NAME
        edition = _edition(listed.read_bytes())
        files = [path for path in made.iterdir() if path.name != LIST_NAME]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda path: self._put(f"{edition}/{path.name}", path), files))
        self._put(LIST_NAME, listed)

    def clear(self):
        """Remove the folder, so that it can be put again."""
        self._store.forget(self._name)

    @property
    def _list_name(self):
        return f"{self._name}/{LIST_NAME}"

    def _put(self, file_name, path):
        try:
            self._store.add(f"{self._name}/{file_name}", path)
        except FileExistsError:
            log.info("%s/%s was there first", self._name, file_name)

    def _files(self):
        try:
            return json.loads(self._store.fetch(self._list_name).read_text())["files"]
        except (FileNotFoundError, ValueError, KeyError):
            return {}


@contextmanager
def _faults(name):
    """Turn the server's answers into the errors that a disk would raise."""
    try:
        yield
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if status == 404:
            raise FileNotFoundError(name) from error
        if status in (409, 412):
            raise FileExistsError(name) from error
        raise OutOfReach(f"The bucket refused {name}: {error}") from error
    except BotoCoreError as error:
        raise OutOfReach(f"The bucket could not be reached for {name}: {error}") from error


def _edition(listed):
    return hashlib.sha256(listed).hexdigest()[:16]
