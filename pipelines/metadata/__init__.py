"""A photographer's embedded metadata, read from its carriers: EXIF, IIM, XMP and a PNG's texts.

    containers       the blocks of metadata in a file, cut out as bytes
    exif, iim, xmp   a reader each, which returns `Findings` or raises anything; also packet, png_texts and credentials
    xml_repairs      bad XML of which everybody sees what is meant
    charsets         which character set a text is in
    findings         the values of one carrier, and the cleaning they share
    embedded         calls the readers and survives what they raise
    edits            which of XMP and IIM was edited last
    reconciliation   one `PhotoMetadata` of all carriers: which is believed, what the others say differently
    clearing, junk   what no person wrote

Strangers' bytes are parsed here, so in production only the chamber (`workers.develop.chamber`) calls this.
"""
