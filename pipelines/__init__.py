"""Pure functions and values: bytes in, bytes out. No Django, Celery, store, settings, network or clock.

In the order a photo meets them:

    keys        what an upload's key says; the archive bucket's keys
    metadata    the metadata embedded in the photographer's file
    credit      the credit line, from desk, file or template
    crop        which part a profile with an aspect shows
    recipes     which renditions to make, and their digests
    watermark   the credit drawn on the pixels
    imaging     the renditions
    sealing     public metadata into press files
    names       public file names and paths
    documents   the manifest and its projections

`refusal` (why a file is refused, what is warned of), `text` (cleaning), `heif` and `frozen` serve all of them.
Modules import in one direction: a contract of import-linter forbids circles.
"""
