"""Which files of other projects does static/vendor hold, and where do they come from?

Run by hand when a version changes: `python scripts/vendor.py`. Only this needs npm.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
PACKAGES = [
    {
        "name": "bootstrap",
        "version": "5.3.8",
        "licence": "MIT",
        "sha512": "HP1SZDqaLDPwsNiqRqi5NcP0SSXciX2s9E+RyqJIIqGo+vJeN5AJVM98CXmW/Wux"
        "0nQ5L7jeWUdplCEf0Ee+tg==",
        "files": {"dist/css/bootstrap.min.css": "bootstrap.min.css", "LICENSE": "LICENSE"},
    },
    {
        "name": "tus-js-client",
        "version": "4.3.1",
        "licence": "MIT",
        "sha512": "ZLeYmjrkaU1fUsKbIi8JML52uAocjEZtBx4DKjRrqzrZa0O4MYwT6db+oqePlspV"
        "+FxXJAyFBc/L5gwUi2OFsg==",
        "files": {"dist/tus.min.js": "tus.min.js", "LICENSE": "LICENSE"},
    },
]


def main():
    """Fetch every package and write the manifest; exit with a sentence when a hash differs."""
    entries = [fetch(package) for package in PACKAGES]
    text = json.dumps({"packages": entries}, indent=2, ensure_ascii=False)
    (VENDOR / "MANIFEST.json").write_text(text + "\n", encoding="utf-8")


def fetch(package):
    """Copy the listed files of `package` into static/vendor and return its manifest entry."""
    folder = VENDOR / package["name"] / package["version"]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        archive = pack(package, Path(scratch))
        with tarfile.open(archive) as tar:
            for source, target in package["files"].items():
                content = tar.extractfile(f"package/{source}").read()
                (folder / target).write_bytes(without_source_map(target, content))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        "name": package["name"],
        "version": package["version"],
        "licence": package["licence"],
        "files": {path.relative_to(VENDOR).as_posix(): sha256(path) for path in files},
    }


def pack(package, scratch):
    """Return the archive of `package` in `scratch`; exit when it isn't the one that we know."""
    wanted = f"{package['name']}@{package['version']}"
    subprocess.run(["npm", "pack", "--silent", wanted], cwd=scratch, check=True)
    archive = next(scratch.glob("*.tgz"))
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package["sha512"]:
        sys.exit(f"{wanted} is not the file that was reviewed: its sha512 is {found}.")
    return archive


def without_source_map(name, content):
    """Drop the pointer to a source map that isn't shipped, since manifest storage looks for it."""
    if not name.endswith((".css", ".js")):
        return content
    lines = content.decode().rstrip("\n").split("\n")
    return "\n".join(line for line in lines if "sourceMappingURL" not in line).encode() + b"\n"


def sha256(path):
    """Return the SHA-256 of a file's bytes as hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
