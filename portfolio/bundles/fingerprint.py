"""Which SHA-256 stands for a whole manifest?"""

import hashlib
import json


def canonical(value):
    """Return `value` as JSON bytes that are the same for the same content."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def manifest_sha256(manifest):
    """Return the SHA-256 of `manifest` in hex, as the cover shows it."""
    return hashlib.sha256(canonical(manifest)).hexdigest()
