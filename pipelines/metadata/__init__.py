"""A photographer's embedded metadata, read from three carriers: EXIF, IIM and XMP.

    exif, iim, xmp   a reader each, which returns `Findings` or raises anything
    findings         the values of one carrier, and the cleaning they share
    embedded         calls the readers, survives what they raise, and reconciles the carriers into `PhotoMetadata`

Strangers' bytes are parsed here, so in production only the chamber (`workers.develop.chamber`) calls this.
"""
