"""The composition root: it may import every room, and nobody imports it."""
