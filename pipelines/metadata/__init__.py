"""A photographer's metadata, carrier by carrier: EXIF, IIM and XMP, each read into one `Findings`.

Strangers' bytes are parsed here, so this runs in the chamber. A reader may raise anything;
`pipelines.metadata.embedded` goes on without it.
"""
