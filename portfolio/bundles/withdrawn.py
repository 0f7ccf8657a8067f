"""Which evidence does a manifest tell of that was withdrawn, and which decisions saw it?"""


def versions(manifest):
    """Return {“E01 version 1”: the earlier version} of all that was withdrawn."""
    return {
        f"{version['reference']} version {version['number']}": version
        for version in manifest["earlier_versions"]
        if "withdrawn" in version
    }


def seen_by(judgement, gone):
    """Return of what a judgement saw that is in `gone`, as `versions` gives it: when, and why."""
    return [
        {
            "version": name,
            "reference": gone[name]["reference"],
            **{key: gone[name]["withdrawn"][key] for key in ("at", "because")},
        }
        for name in judgement["evidence"]
        if name in gone
    ]
