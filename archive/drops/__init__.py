"""Uploads from a browser: who may send which file where, and what became of it."""
