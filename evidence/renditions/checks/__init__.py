"""Is a file sound enough to be taken? One module a kind, each run in the cage."""
