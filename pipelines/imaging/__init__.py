"""From a stranger's file to renditions: pixels only, no metadata but an ICC profile.

A photo meets these modules in this order:

    containers     the file's structure is complete and not built to keep a reader busy
    opening        format by content, limits, the header's facts; no pixel decoded
    pixel_buffer   the memory that a JPEG is decoded and resized in
    colour         eight bits, no alpha, sRGB (`adobe_rgb` and `icc`: the profile that EXIF can imply)
    resize         smaller sizes, crops, orientation
    encode         JPEG, WebP and AVIF

`darkroom` runs them all and has the credit drawn (`pipelines.watermark`). Only the chamber
(`workers.develop.chamber`) calls it on strangers' files.
"""
