"""With which keys do centres seal their bundles?"""

import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from portfolio.bundles.keys import KeyUnusable, read_pkcs12

NAME = re.compile(r"[-a-zA-Z0-9_]+\.p12")


def seal_keys(folder, passphrase):
    """Return {slug of a centre: SealKey} of the PKCS#12 files in `folder`, {} without a folder.

    Raises ImproperlyConfigured with the variable's name, and the file's, for what can't be used.
    """
    if not folder:
        if passphrase:
            raise ImproperlyConfigured("SEAL_KEYS_DIR must be set too, since SEAL_PASSPHRASE is.")
        return {}
    try:
        paths = sorted(path for path in Path(folder).iterdir() if path.suffix == ".p12")
    except OSError as error:
        raise ImproperlyConfigured(
            f"SEAL_KEYS_DIR must be a folder that can be read, not {folder!r}: {error.strerror}."
        ) from None
    if not paths:
        raise ImproperlyConfigured(
            f"SEAL_KEYS_DIR must hold a file such as harbour.p12; {folder!r} holds none."
        )
    return {path.stem: _key(path, passphrase) for path in paths}


def _key(path, passphrase):
    if not NAME.fullmatch(path.name):
        raise ImproperlyConfigured(
            f"SEAL_KEYS_DIR: {path.name} must be called by its centre’s short name, as "
            "/system/ tells it, such as harbour.p12."
        )
    try:
        return read_pkcs12(path.read_bytes(), passphrase)
    except OSError as error:
        raise ImproperlyConfigured(
            f"SEAL_KEYS_DIR: {path.name} can’t be read: {error.strerror}."
        ) from None
    except KeyUnusable as error:
        named = "SEAL_PASSPHRASE" if "passphrase" in error.message else "SEAL_KEYS_DIR"
        raise ImproperlyConfigured(f"{named}: {path.name} {error}.") from None
