"""Where each kind of picture file keeps its metadata; the blocks are cut out as bytes and read by others.

    files              which container a file is
    jpeg png webp tiff a container each
    photoshop          Photoshop's resources, which JPEG, TIFF and PNG can contain
    blocks             what is found: one frozen value for all of them

AVIF and HEIC are boxes in boxes; `files` takes their EXIF and XMP from Pillow's decoders.
"""
