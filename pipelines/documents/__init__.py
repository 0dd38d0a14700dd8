"""Projections of a manifest: everything here is made from the published document and nothing else."""
