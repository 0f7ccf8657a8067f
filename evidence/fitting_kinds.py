"""Of which kinds can an artefact be?"""

from evidence.door.file_types import RECORD
from evidence.models import EvidenceKind
from evidence.records import kinds


def fitting(artefact):
    """Return the kinds that fit: what was written stays what it is, a scan can be of most."""
    if artefact.file.content_type == RECORD:
        return [artefact.kind]
    return [kind for kind in EvidenceKind.values if kind not in kinds.NEVER_A_FILE]
