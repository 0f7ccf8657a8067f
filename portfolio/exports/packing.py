"""What is in the ZIP of an export, and where does each of its bytes come from?

It holds the bundles' ZIPs as they stand in the store. It is never written: no second copy of a
hundred portfolios, and whoever broke off goes on at any byte. The libraries that stream ZIPs begin
at the first byte only, since they find the CRC-32s on the way; bundles keep theirs, so layout.py
can do without that way.
"""

import zlib
from functools import partial

from django.utils import timezone

from evidence import storage
from portfolio.bundles import building
from portfolio.bundles.names import Names, safe
from portfolio.exports import listing, outcomes
from portfolio.exports.layout import Entry, Layout
from portfolio.models import Edition

INDEX_NAME, TABLE_NAME = "index.html", "outcomes.csv"


def layout(export, *, reader):
    """Return the Layout of what `reader` is given of a finished export.

    A portfolio that can't be given any more is left out, and the two lists say why.
    """
    names, listed, entries = Names(), [], []
    for outcome in outcomes.of(export, reader=reader):
        name = names.give("", _stem(outcome), ".zip") if outcome.is_made else ""
        listed.append((outcome, name))
        if name:
            entries.append(_entry(name, outcome.bundle))
    lists = [
        _entry_of(INDEX_NAME, listing.page(export, listed), export.finished_at),
        _entry_of(TABLE_NAME, listing.table(listed), export.finished_at),
    ]
    return Layout([*lists, *entries])


def file_name(export):
    """Return the name under which the export is handed over."""
    day = timezone.localdate(export.finished_at).isoformat()
    return f"{safe(export.centre.name)} – portfolios {day}, export {export.pk}.zip"


def _stem(outcome):
    day = timezone.localdate(outcome.bundle.ready_at).isoformat()
    whose = ", centre’s edition" if outcome.bundle.edition == Edition.CENTRE else ""
    return f"{safe(outcome.learner.user.name)} – portfolio {day}{whose}"


def _stored(bundle):
    return building.stored_name(bundle, building.ZIP_NAME)


def _entry(name, bundle):
    read = partial(storage.store().read, _stored(bundle))
    return Entry(name, bundle.zip_size, bundle.zip_crc32, bundle.ready_at, read)


def _entry_of(name, data, moment):
    def read(first, last):
        yield data[first : last + 1]

    return Entry(name, len(data), zlib.crc32(data), moment, read)
