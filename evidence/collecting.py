"""How often does a process that makes many objects at a time look for garbage among them?"""

import gc

# Typesetting makes hundreds of thousands of objects that live to its end, and then go together:
# so it looks seldom, but among the older ones soon after.
SELDOM = (100_000, 5, 2)


def collect_seldom():
    """Look seldom, and never at what is loaded by now, which is there to stay."""
    gc.freeze()
    gc.set_threshold(*SELDOM)
