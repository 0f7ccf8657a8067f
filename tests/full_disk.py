"""How does a disk seem full to a test?"""

import resource
from contextlib import contextmanager


@contextmanager
def files_no_larger_than(size):
    """Let the system refuse to write more into any one file, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
