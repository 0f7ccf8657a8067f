"""Under which names do browsers find scripts and styles, and the modules that scripts import?"""

from whitenoise.storage import CompressedManifestStaticFilesStorage

_, IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns


class NamedByContent(CompressedManifestStaticFilesStorage):
    """A file's name says what it holds; our own scripts import modules by that name too."""

    support_js_module_import_aggregation = True
    # Scripts of others import what they do not bring along.
    _js_module_import_aggregation_patterns = ("js/*.js", IMPORTS)
