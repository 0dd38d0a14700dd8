"""A photographer's embedded metadata, read from three carriers: EXIF, IIM and XMP.

    exif, iim, xmp   a reader each, which returns `Findings` or raises anything
    findings         the values of one carrier, and the cleaning they share
    embedded         calls the readers and survives what they raise
    reconciliation   one `PhotoMetadata` of all carriers: which is believed, what the others say differently
    clearing, junk   what no person wrote

Strangers' bytes are parsed here, so in production only the chamber (`workers.develop.chamber`) calls this.
"""
