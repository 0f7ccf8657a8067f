"""Where do evidence and bundles stand: on this machine's disk, or in a bucket?"""

from django.core.exceptions import ImproperlyConfigured

NAMES = ("S3_BUCKET", "S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_REGION")


def evidence_store(values):
    """Return the entry of STORAGES for `values`, the five S3 variables by name; all or none.

    Raises ImproperlyConfigured with the names of what is missing or wrong.
    """
    given = [name for name in NAMES if values[name]]
    if not given:
        return {"BACKEND": "evidence.stores.disk.DiskStore"}
    missing = [name for name in NAMES if name not in given]
    if missing:
        raise ImproperlyConfigured(
            f"{', '.join(missing)} must be set too, since {given[0]} is. "
            "For evidence on this machine’s disk, leave all of them empty."
        )
    if not values["S3_ENDPOINT"].startswith(("https://", "http://")):
        raise ImproperlyConfigured(
            "S3_ENDPOINT must be an address such as https://s3.example.org, "
            f"not {values['S3_ENDPOINT']!r}."
        )
    if len(values["S3_BUCKET"]) < 3:
        raise ImproperlyConfigured("S3_BUCKET must have at least three characters.")
    return {
        "BACKEND": "evidence.stores.bucket.BucketStore",
        "OPTIONS": {
            "bucket_name": values["S3_BUCKET"],
            "endpoint_url": values["S3_ENDPOINT"],
            "access_key": values["S3_ACCESS_KEY"],
            "secret_key": values["S3_SECRET_KEY"],
            "region_name": values["S3_REGION"],
        },
    }
