"""From a stranger's file to renditions: pixels only, no metadata but an ICC profile.

A photo meets these modules in this order:

    camera_raw     no raw file, whose preview a reader would take for the picture (`tiff_tags`)
    containers     the file's structure is complete and not built to keep a reader busy
    boxes          what AVIF and HEIC say beside their pixels: colours, clean aperture
    opening        format by content, limits, the header's facts; no pixel decoded (`tiff`: layouts that Pillow lacks)
    declared       which of a file's declarations of colour counts (`code_points`: those without a profile, HDR)
    pixel_buffer   the memory that a JPEG is decoded and resized in
    colour         eight bits, no alpha, sRGB (`adobe_rgb` and `icc`: the profile that EXIF can imply)
    decoding       the pixels as large as needed, upright, in sRGB
    resize         smaller sizes, crops, orientation
    encode         JPEG, WebP and AVIF

`darkroom` runs them all and has the credit drawn (`pipelines.watermark`). Only the chamber
(`workers.develop.chamber`) calls it on strangers' files.
"""
