"""What does whoever starts the program have to know about evidence?"""

from django.core.checks import Warning as Advice
from django.core.checks import register

from evidence.cage import cage

NO_CAGE = (
    "No cage can be made for converters, so Word, Excel and PowerPoint files are not converted. "
    "Word and Excel files are shown as plain text."
)
WAY_ON = "Install bubblewrap, and let this user make user namespaces."


@register
def converters_have_a_cage(app_configs, **_options):
    """Warn where converters could reach the network and other files."""
    return [] if cage.is_real() else [Advice(NO_CAGE, hint=WAY_ON, id="evidence.W001")]
