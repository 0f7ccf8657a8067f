"""Files that would do harm, or are merely awkward, and what becomes of each."""
