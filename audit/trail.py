"""How is an act written down, and how is the trail proved unbroken?"""

import datetime as dt

from django.db import transaction

from audit import fingerprints
from audit.models import AuditChain, AuditEvent
from core import clock

ROWS_AT_ONCE = 500


def record(act, subject, *, by, wrote=(), **data):
    """Append one event to the chain of `subject` and return it; call it once an act, at its end.

    `act` is noun and verb ("artefact.submitted"); `subject` is a saved object with `audit_chain`;
    `by` is the user, None for the system; `wrote` lists the other rows that the act wrote;
    `data` is what a reader needs to understand the event, JSON values only.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs inside the transaction of its act.")
    chain, _ = AuditChain.objects.select_for_update().get_or_create(name=subject.audit_chain)
    event = AuditEvent(
        chain=chain,
        number=chain.length + 1,
        act=act,
        subject=fingerprints.label_of(subject),
        by=by,
        at=clock.now(),
        data=data,
        rows={
            fingerprints.label_of(row): fingerprints.of_row(row)
            for row in (subject, *wrote)
            if fingerprints.is_audited(type(row))
        },
        previous_hash=chain.head,
    )
    event.hash = _hash_of(event, chain.name)
    event.save(force_insert=True)
    chain.length, chain.head = event.number, event.hash
    chain.save(update_fields=["length", "head"])
    return event


def verify():
    """Yield a sentence for everything that does not match: events, their order, rows."""
    latest = {}
    for chain in AuditChain.objects.order_by("pk").iterator():
        yield from _verify_chain(chain, latest)
    yield from _verify_rows(latest)


def _verify_chain(chain, latest):
    number, head = 0, ""
    for event in chain.events.order_by("number").iterator():
        place = f"Chain {chain.name}, event {event.number}"
        if event.number != number + 1:
            yield f"{place}: event {number + 1} is missing."
        if event.previous_hash != head:
            yield f"{place}: it does not follow the event before it."
        if event.hash != _hash_of(event, chain.name):
            yield f"{place} ({event.act}): it was changed after it was written."
        number, head = event.number, event.hash
        for label, print_ in event.rows.items():
            # Acts of several chains write the same file's row, so the chains' order tells nothing.
            if label not in latest or latest[label][0] < event.pk:
                latest[label] = event.pk, print_, place
    if (number, head) != (chain.length, chain.head):
        yield f"Chain {chain.name}: it ends at event {number}, but {chain.length} were written."


def _verify_rows(latest):
    for model in fingerprints.audited_models():
        prefix = f"{model._meta.label_lower}:"
        expected = {label for label in latest if label.startswith(prefix)}
        for row in model._base_manager.order_by("pk").iterator(chunk_size=ROWS_AT_ONCE):
            label = fingerprints.label_of(row)
            if label not in expected:
                yield f"{label}: the row is there, but no act wrote it."
                continue
            expected.discard(label)
            _, print_, place = latest[label]
            if print_ != fingerprints.of_row(row):
                yield f"{label}: the row was changed outside the trail since {place}."
        for label in sorted(expected):
            yield f"{label}: the row is gone; {latest[label][2]} wrote it."


def _hash_of(event, chain_name):
    return fingerprints.of_value(
        {
            "chain": chain_name,
            "number": event.number,
            "act": event.act,
            "subject": event.subject,
            "by": event.by_id,
            "at": event.at.astimezone(dt.UTC).isoformat(),
            "data": event.data,
            "rows": event.rows,
            "previous": event.previous_hash,
        }
    )
