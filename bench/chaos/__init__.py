"""The mass run: many uploads, while SIGKILLs hit every process of a stack. `python -m bench.chaos`."""
