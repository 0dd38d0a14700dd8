"""The contestants: each is a process of its own that makes the same files of the same photos in every round."""
