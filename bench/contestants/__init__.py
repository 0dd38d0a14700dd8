"""The contestants: each a process of its own that makes the same files of the same photos, over and over."""
