"""Backup and restore: the record's dump and the objects of all three buckets, in a folder and back."""
