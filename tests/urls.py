"""Which URLs are there?"""

from django.urls import URLPattern, URLResolver, get_resolver


def named_urls(patterns=None, namespace=""):
    """Yield (name, pattern) of every URL."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_urls(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern


def arguments_of(pattern):
    """Return the names of what the address of a URL pattern holds."""
    return pattern.pattern.converters.keys() | pattern.pattern.regex.groupindex.keys()
