"""Where do finished bundles and their files in the store differ: missing, changed?"""

from evidence.stores import differences as stored
from portfolio.bundles import building
from portfolio.models import Bundle


def differences():
    """Yield a sentence for each file of a ready bundle that is missing or was changed.

    Every byte is read once.
    """
    for bundle in Bundle.objects.ready().without_manifests().order_by("pk").iterator():
        sentences = list(_of_bundle(bundle))
        # It may have come to its end while it was read here.
        if sentences and Bundle.objects.ready().filter(pk=bundle.pk).exists():
            yield from sentences


def _of_bundle(bundle):
    told = [(pdf["size"], pdf["sha256"]) for pdf in bundle.pdfs]
    told.append((bundle.zip_size, bundle.zip_sha256))
    for name, was in zip(building.file_names(bundle), told, strict=True):
        try:
            found = stored.read(building.stored_name(bundle, name))
        except FileNotFoundError:
            yield f"{bundle}: {name} is missing."
        else:
            if found != was:
                yield f"{bundle}: {name} was changed."
