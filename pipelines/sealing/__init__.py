"""Writing a photo's public metadata into a rendition, which makes it a press file.

    fields             what may be written at all: `SealedFields`
    xmp, exif, iim     the three carriers, each built whole from the fields
    jpeg, webp, avif   the three containers, into which the carriers are spliced
    seal               carriers into container, and the digest that names the result

Only for our own fresh files, which hold pixels, a colour profile and nothing else: the containers' modules reject any
other. Image data is copied byte for byte.
"""
