"""What is the fingerprint of a row, and of a value?

A model takes part when it has `unaudited_fields`, the names of the fields that acts do not write
(progress counters, sign-in times): each of its rows then has to match the last event about it.
"""

import datetime as dt
import hashlib
import json

from django.apps import apps
from django.db import models

EMPTY = (None, "", [], {})


def of_value(value):
    """Return the SHA-256 (64 hex digits) of a JSON-like `value`, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def of_row(row):
    """Return the SHA-256 of the audited fields of the model instance `row`.

    What is empty is left out, so that a column added later changes no fingerprint.
    """
    values = {
        field.attname: _plain(field, row)
        for field in row._meta.concrete_fields
        if field.name not in row.unaudited_fields
    }
    return of_value({name: value for name, value in values.items() if value not in EMPTY})


def label_of(row):
    """Return the name of a row in the trail, like `evidence.artefact:12`."""
    return f"{row._meta.label_lower}:{row.pk}"


def is_audited(model):
    """Return whether rows of `model` have to match the trail."""
    return hasattr(model, "unaudited_fields")


def audited_models():
    """Return every model whose rows have to match the trail, in app order."""
    return [model for model in apps.get_models() if is_audited(model)]


def _plain(field, row):
    value = getattr(row, field.attname)
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return field.value_to_string(row)
