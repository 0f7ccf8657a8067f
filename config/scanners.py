"""Where does the virus scanner listen, if there is one?"""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

FORMS = "unix:///run/clamav/clamd.ctl or tcp://host:3310"


def clamd_url(value):
    """Return `value`, the address of ClamAV's daemon or ""; ImproperlyConfigured for any other."""
    if value and not _is_address(value):
        raise ImproperlyConfigured(f"CLAMD_URL must be like {FORMS}, not {value!r}.")
    return value


def _is_address(value):
    try:
        address = urlsplit(value)
        port = address.port
    except ValueError:
        return False
    if address.query or address.fragment or address.username:
        return False
    if address.scheme == "unix":
        return len(address.path) > 1 and not address.netloc
    return address.scheme == "tcp" and bool(address.hostname) and port != 0 and not address.path
