"""How does a process without bubblewrap shut itself out from writing, before a converter runs?

Run inside namespaces of its own as `python -m evidence.cage.closing FOLDER … -- COMMAND`: all
that is mounted becomes read-only but for the folders, then it becomes the command, which has to
give up what could undo that. Linux can do it since 5.12; elsewhere it fails, and this level of the
cage with it.
"""

import ctypes
import os
import sys

BIND, HERE, RECURSIVE, READ_ONLY = 4096, -100, 0x8000, 1
MOUNT_SETATTR = 442
# LibreOffice keeps a pipe here or in /tmp, whatever TMPDIR says.
PIPES = b"/var/tmp"


class _Attributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns")]


def close(folders):
    """Make everything read-only to this process and its children, but for `folders`.

    The first of them is for whatever is temporary.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    paths = [os.fsencode(folder) for folder in folders]
    for path in paths:
        _do(libc.mount(path, path, None, BIND, None))
    if not any(path.startswith(PIPES) for path in [*paths, os.fsencode(os.getcwd())]):
        _do(libc.mount(paths[0], PIPES, None, BIND, None))
        paths.append(PIPES)
    _do(_set(libc, b"/", RECURSIVE, _Attributes(set=READ_ONLY)))
    for path in paths:
        _do(_set(libc, path, 0, _Attributes(clear=READ_ONLY)))


def _set(libc, path, flags, attributes):
    size = ctypes.sizeof(attributes)
    return libc.syscall(MOUNT_SETATTR, HERE, path, flags, ctypes.byref(attributes), size)


def _do(answer):
    if answer:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    end = sys.argv.index("--")
    close(sys.argv[1:end])
    command = sys.argv[end + 1 :]
    os.execv(command[0], command)  # noqa: S606 - a list, never a shell
