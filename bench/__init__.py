"""Measurements. Each prints its figures; `bench/README.md` says how they are taken."""
